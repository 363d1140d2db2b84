package playbook_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is written now (go test -update writes it anew):\n%s", file, got)
	}
}

// begun is a partly finished migration: some steps done, one overridden, one failed.
func begun(t *testing.T) (*playbook.Runbook, playbook.Context) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	var err error
	if s, err = w.Fail(s, "names-exact", playbook.StepUpdate{
		At: noon, By: "kim",
		Saw: "2 groups differ | `x`\x1b[2J",
	}); err != nil {
		t.Fatal(err)
	}
	context := w.Evaluate(s, nil, playbook.Names{Compared: true, Differs: 2})
	if s, err = w.Confirm(context, "token", playbook.StepUpdate{
		At: noon, By: "=kim()",
		Force: "the two groups\nare empty\x1b[2J",
	}); err != nil {
		t.Fatal(err)
	}
	return w, w.Evaluate(s, nil, playbook.Names{Compared: true, Differs: 2})
}

// The complete texts of every path, so that each change of a text shows.
func TestMarkdown(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		var out bytes.Buffer
		if err := w.Document(w.Evaluate(playbook.State{}, nil, playbook.Names{})).WriteMarkdown(&out); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+string(w.Path)+"-"+string(w.IDP)+".md", out.Bytes())
		if n := strings.Count(out.String(), "- [ ] **"); n != len(w.Steps) {
			t.Errorf("%d boxes for %d steps", n, len(w.Steps))
		}
	})
}

func TestMarkdownOfAMigrationThatHasBegun(t *testing.T) {
	w, context := begun(t)
	var out bytes.Buffer
	if err := w.Progress(context).WriteMarkdown(&out); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/progress.md", out.Bytes())
	out.Reset()
	if err := w.Document(context).WriteMarkdown(&out); err != nil {
		t.Fatal(err)
	}
	for _, wants := range []string{
		"- [x] **1. ", "*confirmed 2026-03-02 12:00 UTC* by `kim`",
		"*verified 2026-03-02 12:00 UTC*", "*failed 2026-03-02",
		"*confirmed 2026-03-02 12:00 UTC, overridden*",
	} {
		if !strings.Contains(out.String(), wants) {
			t.Errorf("%q is missing", wants)
		}
	}
}

// In no format can text from outside act on a terminal, and no output is too wide.
func TestOutputFormatsAreSafe(t *testing.T) {
	w, context := begun(t)
	b, p := w.Document(context), w.Progress(context)
	for name, write := range map[string]func(io.Writer) error{
		"steps as Markdown": b.WriteMarkdown, "steps as JSON": b.WriteJSON, "steps as CSV": b.WriteCSV,
		"steps as table":     func(o io.Writer) error { return b.WriteTable(o, playbook.TableOptions{Width: 60}) },
		"status as Markdown": p.WriteMarkdown, "status as JSON": p.WriteJSON, "status as CSV": p.WriteCSV,
		"status as table": func(o io.Writer) error { return p.WriteTable(o, playbook.TableOptions{Width: 60}) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if line = strings.TrimSuffix(line, "\n"); strings.ContainsFunc(line,
				func(r rune) bool { return r < ' ' || r == 0x7F }) {
				t.Errorf("%s: something acts in %q", name, line)
			}
		}
	}
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		var out bytes.Buffer
		o := playbook.TableOptions{Width: 60, Color: true}
		if err := errors.Join(w.Document(playbook.Context{}).WriteTable(&out, o),
			w.Progress(playbook.Context{}).WriteTable(&out,
				o)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := ansi.StringWidth(strings.TrimSuffix(line, "\n")); n > 60 {
				t.Errorf("%d columns: %q", n, line)
			}
		}
	})
}

func keys(m map[string]any) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

func TestStepsJSON(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		var out bytes.Buffer
		if err := w.Document(playbook.Context{}).WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Schema, Path, IDP string
			Own               bool `json:"own_instructions"`
			Steps             []map[string]any
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Schema != "ad2scim.steps/v1" || got.Path != string(w.Path) || got.IDP != string(w.IDP) || got.Own != w.Own ||
			len(got.Steps) != len(w.Steps) {
			t.Fatalf("the head is %s %s %s %v with %d steps", got.Schema, got.Path, got.IDP, got.Own, len(got.Steps))
		}
		for _, s := range got.Steps {
			for _, k := range []string{
				"number", "id", "phase", "title", "why", "do", "needs", "gates", "cautions", "grade",
				"status", "evidence", "blocked_by",
			} {
				if s[k] == nil {
					t.Errorf("%v: %s is missing; there are %v", s["id"], k, keys(s))
				}
			}
			if s["check"] == nil && s["attest"] == nil {
				t.Errorf("%v has neither check nor attest", s["id"])
			}
		}
	})
}

func TestStatusJSON(t *testing.T) {
	w, context := begun(t)
	var out bytes.Buffer
	if err := w.Progress(context).WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema  string
		Summary map[string]int
		Next    map[string]any
		Gates   []struct {
			ID        string
			Open      bool
			BlockedBy []map[string]string `json:"blocked_by"`
		}
		Forced []map[string]any
		Steps  []map[string]any
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for k, n := range got.Summary {
		if k != "total" {
			sum += n
		}
	}
	if got.Schema != "ad2scim.status/v1" || sum != got.Summary["total"] || sum != len(w.Steps) ||
		got.Summary["failed"] != 1 || got.Summary["done_verified"] != 1 {
		t.Errorf("got %s, %v", got.Schema, got.Summary)
	}
	if got.Next["id"] != "names-exact" || got.Next["status"] != "failed" {
		t.Errorf("next is %v", got.Next)
	}
	if len(got.Gates) != 4 || !got.Gates[0].Open || got.Gates[2].Open ||
		got.Gates[2].BlockedBy[0]["what"] != "2 group names differ" {
		t.Errorf("the interlocks are %+v", got.Gates)
	}
	if len(got.Forced) != 1 || got.Forced[0]["step"] != "token" || !strings.Contains(got.Forced[0]["reason"].(string),
		"are empty") {
		t.Errorf("forced is %v", got.Forced)
	}
	if s := got.Steps[0]; s["evidence"] != "attested" || s["at"] != "2026-03-02T12:00:00Z" || s["by"] != "kim" {
		t.Errorf("the first step is %v", s)
	}

	out.Reset()
	if err := w.Progress(playbook.Context{}).WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"forced": []`) {
		t.Error("nothing forced is not an empty list")
	}
}

func TestCSVIsSafeForASpreadsheet(t *testing.T) {
	w, context := begun(t)
	var out bytes.Buffer
	if err := w.Progress(context).WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != len(w.Steps)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	i := slices.IndexFunc(rows, func(r []string) bool { return r[1] == "token" })
	if rows[i][3] != "done-attested" || rows[i][4] != "attested" || rows[i][6] != "'=kim()" || rows[i][8] != "true" {
		t.Errorf("got %v", rows[i])
	}
}

func TestTableOfStatus(t *testing.T) {
	w, context := begun(t)
	var out bytes.Buffer
	if err := w.Progress(context).WriteTable(&out, playbook.TableOptions{Width: 80}); err != nil {
		t.Fatal(err)
	}
	names, errNames := w.Step(playbook.StepNamesExact)
	token, errToken := w.Step(playbook.StepToken)
	if err := errors.Join(errNames, errToken); err != nil {
		t.Fatal(err)
	}
	done := token.Number - 1 // all up to the token but for the names
	for _, wants := range []string{
		fmt.Sprintf("%d of %d steps done (1 verified, %d confirmed, 0 not needed), 1 failed", done, len(w.Steps), done-1),
		"! 2 group names differ:", "! token: 2 group names differ", "[!] Make every group name exact",
		"[x] Generate the SCIM API token (token) (confirmed",
		"By =kim(), 2026-03-02 12:00 UTC", fmt.Sprintf("Next: %d. Make every group name exact (names-exact, failed)",
			names.Number),
	} {
		if !strings.Contains(out.String(), wants) {
			t.Errorf("%q is missing in\n%s", wants, out.String())
		}
	}
}

// statusTable returns the status without line breaks, as wide as its longest line.
func statusTable(t *testing.T, p playbook.Progress) string {
	t.Helper()
	var out bytes.Buffer
	if err := p.WriteTable(&out, playbook.TableOptions{Width: 2000}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The playbook's texts name actions of the program in braces: the status replaces them by commands, whichever step
// is next.
func TestStatusNamesCommands(t *testing.T) {
	for _, path := range playbook.Paths() {
		for _, idp := range playbook.IDPs() {
			w := newWalk(t, path, idp)
			p := w.Progress(w.Evaluate(playbook.State{}, nil, exact))
			for i := range p.Steps {
				p.Next = &p.Steps[i]
				if text := statusTable(t, p); strings.ContainsAny(text, "{}") {
					t.Errorf("%s with %s, at %s:\n%s", path, idp, p.Next.Step.ID, text)
				}
			}
		}
	}
}

// The status says how to record the next step, or how to repair it if it is no longer true, with the same commands
// as in the blockers of later steps.
func TestStatusSaysHowToRecordTheNextStep(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	later := noon.Add(time.Hour)
	for _, c := range []struct {
		name  string
		upTo  playbook.StepID
		known map[doctor.Fact]playbook.Observation
		names playbook.Names
		at    playbook.StepID
		says  string
	}{
		{
			"checked by scanning", "script-stopped", nil, exact, "script-stopped",
			"then         run ad2scim sync verify until it succeeds\n",
		},
		{
			"checked", "names-exact", nil, exact, "names-exact",
			"then         run ad2scim steps check names-exact\n",
		},
		{
			"confirmed and no longer true", "card-open", attested(doctor.ADSync, "full", later), exact, "ad-sync-off",
			"to fix it    repeat the step ad-sync-off, then open it again with ad2scim steps reopen ad-sync-off, " +
				"or correct a wrong fact with ad2scim doctor --save\n",
		},
		{
			"verified and no longer true", "token", nil,
			playbook.Names{Compared: true, Differs: 2, At: later},
			"names-exact",
			"to fix it    rename them with ad2scim fix, then check it again with ad2scim steps check names-exact\n",
		},
		{
			"verified by scanning and no longer true", "ad-sync-off", attested("ad_sync_script", "running", later), exact,
			"script-stopped",
			"to fix it    run ad2scim sync verify again, or correct a wrong fact with ad2scim doctor --save\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := w.Progress(w.Evaluate(upTo(t, w, c.upTo), c.known, c.names))
			p.Next = &p.Steps[slices.IndexFunc(p.Steps, func(v playbook.StepView) bool { return v.Step.ID == c.at })]
			text := statusTable(t, p)
			if !strings.Contains(text, c.says) || strings.Count(text, "ad2scim steps check")+
				strings.Count(text, "ad2scim steps done") > 1 {
				t.Errorf("want %q:\n%s", c.says, text)
			}
		})
	}
}
