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

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// hostile is text that acts on a page, a terminal or a spreadsheet.
const hostile = "=HYPERLINK(\"http://x\")</td><script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=\"document.title='owned'\">\x1b[2J\u202e|`"

var at = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// sample is a workspace in which all that people and servers can write is
// hostile.
func sample(t *testing.T) Report {
	t.Helper()
	s := workspace.State{
		Facts:      map[string]workspace.Fact{"ad_sync": {Value: hostile, Grade: workspace.GradeAttested, Time: at, Source: hostile}},
		Comparison: &workspace.Comparison{Time: at, AD: hostile, SCIM: hostile, Exact: 272, Differs: 27, Conflicts: 6},
		Evidence:   []workspace.Evidence{{Claim: hostile, Says: hostile, Grade: workspace.GradeVerified, Time: at, Source: hostile}},
	}
	if _, err := s.Choose(playbook.SelfHosted, playbook.Entra, playbook.Act{}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []struct {
		id  string
		act playbook.Act
	}{{"access", playbook.Act{At: at, By: hostile, Saw: hostile}}, {"script-stopped", playbook.Act{At: at, By: hostile, Force: "reason " + hostile}}} {
		if _, err := s.ChangeStep(a.id, a.act, func(w *playbook.Walk, world playbook.World, act playbook.Act) (playbook.State, error) {
			return w.Attest(world, a.id, act)
		}); err != nil {
			t.Fatal(err)
		}
	}
	journal := []workspace.Entry{{Seq: 1, Time: at, Who: hostile, Host: hostile, Run: "r1", Kind: "fix-result", Text: "renamed " + hostile}}
	return Make(s, journal, at, hostile)
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
	if got.Schema != Schema || got.Comparison.Differs != 27 || len(got.Forced) != 1 || got.Journal[0].Who != hostile || len(got.Steps) < 30 {
		t.Errorf("%+v", got)
	}
	if len(got.Left)+2 != len(got.Steps) {
		t.Errorf("%d of %d steps are left", len(got.Left), len(got.Steps))
	}
}

func TestCSVIsSafe(t *testing.T) {
	var b bytes.Buffer
	if err := sample(t).WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]bool{}
	for _, row := range rows {
		sections[row[0]] = true
		for _, cell := range row {
			if strings.ContainsAny(cell, "\x1b\u202e") || cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("cell %q", cell)
			}
		}
	}
	for _, want := range []string{"summary", "forced", "step", "fact", "evidence", "journal"} {
		if !sections[want] {
			t.Error("no section", want)
		}
	}
}

func TestTextIsInert(t *testing.T) {
	r := sample(t)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"markdown": func(b *bytes.Buffer) error { return r.WriteMarkdown(b) },
		"table":    func(b *bytes.Buffer) error { return r.WriteTable(b) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") || !strings.Contains(b.String(), "FORCED") {
			t.Errorf("%s: %q", name, b.String())
		}
	}
}

// In a real browser: hostile text is shown and does nothing, nothing is loaded
// from elsewhere, and the page prints.
func TestHTMLInABrowser(t *testing.T) {
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
		cmd := exec.CommandContext(t.Context(), browser, append([]string{"--no-sandbox", "--disable-gpu", "--user-data-dir=" + filepath.Join(folder, "profile")}, args...)...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	dom := run("--dump-dom", "file://"+file)
	for _, want := range []string{"<title>From AD sync to SCIM provisioning: the record</title>", "Forced", "&lt;script&gt;", "‹U+202E›", "272"} {
		if !strings.Contains(dom, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"<script", "<img", "owned</title>", "\x1b"} {
		if strings.Contains(dom, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	pdf := filepath.Join(folder, "report.pdf")
	run("--print-to-pdf="+pdf, "file://"+file)
	if data, err := os.ReadFile(pdf); err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || bytes.Count(data, []byte("/Type /Page\n"))+bytes.Count(data, []byte("/Type /Page ")) < 2 {
		t.Errorf("printed %d bytes, %v", len(data), err)
	}
}
