package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// hostile is text that acts on a page, a terminal or a spreadsheet.
const hostile = "=HYPERLINK(\"http://x\")</td><script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=\"document.title='owned'\">\x1b[2J\u202e|`"

var at = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// state is a workspace in which all that people and servers can write is
// hostile.
func state(t *testing.T) migration.State {
	t.Helper()
	first := &migration.Comparison{
		Time: at.Add(-time.Hour), AD: hostile, SCIM: hostile, Exact: 248, Differs: 51,
		Conflicts: 6, ByKind: map[string]int{"case": 27, "spacing": 24},
	}
	s := migration.State{
		Facts: map[string]migration.Fact{"ad_sync": {
			Value: hostile, Grade: migration.GradeConfirmed,
			Time: at.Add(24 * time.Hour), Source: hostile,
		}},
		First: first,
		Comparison: &migration.Comparison{
			Time: at, AD: hostile, SCIM: hostile, Exact: 272, Differs: 27, Conflicts: 6,
			Duplicates: 1, SideWide: []string{"All 99 AD names begin with “APP-”. Compare another attribute." + hostile},
			Open: []migration.OpenGroup{
				{Status: "differs", Kinds: []string{"case"}, AD: hostile, SCIM: hostile},
				{Status: "scim-only", SCIM: "x;=1+1", VariantOf: hostile},
				{Status: "ad-only", AD: `M\xf3`, ADBase64: []byte("M\xf3"), Near: []string{"Mo"}},
				{Status: "ad-only", AD: "Legal", DifferentFrom: []string{"Laws"}},
				{Status: "differs", Kinds: []string{"renamed"}, AD: "Board", SCIM: "Directors", Matched: true},
				{Status: "conflict", AD: "Ops", Conflict: 4, Source: "ldaps://dc2.emea.example.com"},
			},
		},
		Evidence: []migration.Evidence{{
			Claim: hostile, Says: hostile, Grade: migration.GradeVerified, Time: at,
			Source: hostile,
		}, {Claim: "access", Says: "ok", Grade: migration.GradeConfirmed, Time: at, Source: "ann"}},
		Decisions: []diff.Decision{{ADID: "1", SCIMID: "2"}},
	}
	if _, err := s.Choose(playbook.SelfHosted, playbook.Entra, playbook.StepUpdate{}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []struct {
		id  playbook.StepID
		act playbook.StepUpdate
	}{
		{"access", playbook.StepUpdate{At: at, By: hostile, Saw: hostile}},
		{"script-stopped", playbook.StepUpdate{At: at, By: hostile, Force: "reason " + hostile}},
		{"ad-sync-off", playbook.StepUpdate{At: at, By: "ann", Force: "a test"}},
	} {
		if _, err := s.ChangeStep(a.id, a.act, func(w *playbook.Runbook, context playbook.Context,
			act playbook.StepUpdate) (playbook.State,
			error,
		) {
			return w.Confirm(context, a.id, act)
		}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// journal tells of a rename that was made, one that was cut off, a task that was
// disabled and a step at the identity provider.
func journal(t *testing.T) []store.Entry {
	t.Helper()
	var all []store.Entry
	add := func(kind string, data any) {
		raw, err := exactjson.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, store.Entry{
			Seq: int64(len(all) + 1), Time: at.Add(time.Duration(len(all)) * time.Minute),
			Who: hostile, Host: hostile, Run: "r1", Kind: kind, Text: kind + " " + hostile, Data: raw,
		})
	}
	type m map[string]any
	rename := m{
		"side": migrate.SCIM, "target": hostile, "id": "7", "attribute": "displayName", "from": "sales",
		"to": hostile,
	}
	add("fix-run", m{"plan": "p"})
	add("fix-intent", rename)
	add("fix-result", m{"intent": 2, "result": "done", "stored": hostile})
	add("fix-intent", rename)
	add("sync-intent", m{"action": "stop", "host": "SRV1", "tasks": []m{{"path": `\Sync` + hostile, "enabled": true}}})
	add("sync-result", m{
		"intent": 5, "action": "stop", "host": "SRV1",
		"tasks": []m{{"path": `\Sync` + hostile, "done": true, "after": m{"enabled": false}}},
	})
	add("enable-result", m{
		"do": "apply", "idp": "entra", "tenant": "corp", "app": m{"id": "a", "name": "Dashlane"},
		"step": m{"id": "users", "title": "User provisioning on", "settings": []m{
			{"name": "users", "before": "off", "after": "on"},
		}}, "state": "attested", "saw": hostile,
	})
	all = append(all, store.Entry{
		Seq: int64(len(all) + 1), Time: at.Add(time.Hour), Who: "ann", Host: "h", Run: "r1",
		Kind: "watch", Text: "watch: drift: differs: AD “a”",
	})
	return all
}

func sample(t *testing.T) Report {
	t.Helper()
	r, err := New(state(t), journal(t), at, hostile)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got Report
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != Schema || got.Comparison.Differs != 27 || got.First.Differs != 51 || len(got.Overrides) != 2 ||
		got.Journal[0].Who != hostile || len(got.Steps) < 30 {
		t.Errorf("%+v", got)
	}
	if len(got.Remaining)+3 != len(got.Steps) {
		t.Errorf("%d of %d steps are left", len(got.Remaining), len(got.Steps))
	}
	if f := got.Overrides[0]; f.Step != "script-stopped" || f.Number == 0 || f.Title == "" {
		t.Errorf("%+v", f)
	}
	var changes []string
	for _, c := range got.Changes {
		changes = append(changes, c.Area+" "+c.Result)
		if c.Who != hostile || c.Time.IsZero() {
			t.Errorf("%+v", c)
		}
	}
	if text := strings.Join(changes, ", "); text != "names done, names in-doubt, ad-sync done, provisioning attested" ||
		len(got.Uncertain) != 1 || got.Changes[0].To != hostile {
		t.Errorf("%s; %d doubts", text, len(got.Uncertain))
	}
}

// What the steps that are done tell is known, and what was said of it later too.
func TestFactsOfStepsCount(t *testing.T) {
	s := state(t)
	s.Facts = nil
	r, err := New(s, nil, at, "ann")
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]Fact{}
	for _, f := range r.Facts {
		facts[f.Name] = f
	}
	if f := facts["ad_sync"]; f.Value != "off" || f.Grade != migration.GradeConfirmed || f.Source != "ann" ||
		!f.Time.Equal(at) {
		t.Errorf("%+v", r.Facts)
	}
}

// A report of nothing says so in whole sentences.
func TestNothingChosen(t *testing.T) {
	r, err := New(migration.State{}, nil, at, "ann")
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range formats(r) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), ". .") || strings.Contains(b.String(), ".·") {
			t.Errorf("%s: %s", name, b.String())
		}
	}
	if r.Overview != "No path is chosen." {
		t.Errorf("%q", r.Overview)
	}
}

func TestBrokenJournalFails(t *testing.T) {
	if _, err := New(migration.State{}, []store.Entry{{Seq: 1, Kind: "fix-intent", Data: []byte("[]")}}, at,
		"ann"); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}

func formats(r Report) map[string]func(*bytes.Buffer) error {
	return map[string]func(*bytes.Buffer) error{
		"html":     func(b *bytes.Buffer) error { return r.WriteHTML(b) },
		"markdown": func(b *bytes.Buffer) error { return r.WriteMarkdown(b) },
		"table":    func(b *bytes.Buffer) error { return r.WriteTable(b) },
		"csv":      func(b *bytes.Buffer) error { return r.WriteCSV(b) },
	}
}

// Every format tells the whole story.
func TestEveryFormatIsComplete(t *testing.T) {
	r := sample(t)
	for name, write := range formats(r) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("&#34;", `"`, `\-`, "-").Replace(b.String())
		for _, want := range []string{
			"OVERRIDDEN", "script-stopped", "248", "272", "1 pair of groups was chosen by an admin",
			"1 duplicate under", "displayName of 7", "2026-11-20", "The watch reported 1 event", "M‹0xF3›",
			"All 99 AD names begin with “APP-”", "similar, not paired: “Mo”", "conflict 4", "dc2.emea.example.com",
			"marked as different from “Laws”", "renamed; matched by an admin", "4 conflicts",
		} {
			if name == "html" {
				want = strings.Replace(want, "1 duplicate under", ">1</b>duplicates", 1)
				want = strings.Replace(want, "4 conflicts", ">4</b>conflicts", 1)
			}
			if name == "table" && want == "displayName of 7" {
				want = "UNKNOWN RESULT: displayName of 7"
			}
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		if name != "csv" && strings.Contains(text, "done-attested") {
			t.Errorf("%s has raw words", name)
		}
	}
}

func TestCSVIsSafe(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	data, marked := bytes.CutPrefix(b.Bytes(), []byte("\xef\xbb\xbf"))
	if !marked {
		t.Error("Excel would not take it for UTF-8")
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]bool{}
	for _, row := range rows {
		sections[row[0]] = true
		for _, cell := range row {
			for _, part := range strings.Split(cell, ";") {
				if strings.ContainsAny(part, "\x1b\u202e") || part != "" && strings.ContainsAny(part[:1], "=+-@\t\r") {
					t.Errorf("cell %q", cell)
				}
			}
		}
		if row[0] == "journal" && (row[6] == "" || row[7] != "r1") {
			t.Errorf("%q has no host or run", row)
		}
		if strings.Contains(row[5], ".·") {
			t.Errorf("%q", row[5])
		}
	}
	for _, want := range []string{
		"summary", "found", "names", "decisions", "forced", "changed", "doubt", "group", "step",
		"fact", "evidence", "journal",
	} {
		if !sections[want] {
			t.Error("no section", want)
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	for name, write := range formats(sample(t)) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") {
			t.Errorf("%s: %q", name, b.String())
		}
	}
}

// In a real browser: hostile text is shown and does nothing, nothing is loaded
// from elsewhere, and the page prints.
func TestHTMLInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("not under -short: a browser starts for it")
	}
	browser, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no browser: ", err)
		}
		t.Skip("no browser here: `make test` installs one")
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "report.html")
	var page bytes.Buffer
	if err := sample(t).WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), browser, append([]string{
			"--no-sandbox", "--disable-gpu",
			"--user-data-dir=" + filepath.Join(folder, "profile"),
		}, args...)...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	dom := run("--dump-dom", "file://"+file)
	for _, want := range []string{
		"<title>From AD sync to SCIM provisioning: the record</title>",
		"Overridden requirements", "&lt;script&gt;", "‹U+202E›", "272",
		"Remaining work", "Changes with an unknown result", "Groups that aren't exact", "Changes",
		`<tr class="doubt">`, `class="forced"`, "done, confirmed",
	} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"<script", "<img", "owned</title>", "\x1b"} {
		if strings.Contains(dom, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	// A table that is wider than a phone is moved in its own frame, and cut by no
	// edge.
	if n := strings.Count(page.String(), "<table"); n == 0 || n != strings.Count(page.String(),
		`<div class="wide"><table`) || !strings.Contains(page.String(), ".wide { overflow-x: auto; }") {
		t.Errorf("%d tables, and not each has a frame", n)
	}
	pdf := filepath.Join(folder, "report.pdf")
	run("--print-to-pdf="+pdf, "file://"+file)
	if data, err := os.ReadFile(pdf); err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) ||
		bytes.Count(data, []byte("/Type /Page\n"))+bytes.Count(data, []byte("/Type /Page ")) < 2 {
		t.Errorf("printed %d bytes, %v", len(data), err)
	}
}
