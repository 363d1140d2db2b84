//go:build unix

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ad2scim/migrate/scim/scimmytest"
)

// Both paths in the app, from its first screen to the report, with names compared at a real
// provider. What only a Windows host or a console can show is overridden, and the report says
// so.
func TestWalkBothPathsInTheApp(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for i, path := range []string{"confidential", "self-hosted"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			f := inFile(t, scimmytest.Options{}, map[string]string{"Sales EMEA": "Sales EMEA", "Board": "Board"})
			ws := filepath.Join(f.folder, "ws")
			state := fmt.Sprintf(
				`{"version":1,"connections":{"ad":{"location":%q},"scim":{"location":%q}},"decisions":[],"path":"","idp":"","facts":{},"evidence":[],"playbook":{}}`,
				filepath.Join(f.folder, "ad.csv"), f.scim.URL)
			if err := os.MkdirAll(ws, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(ws, "migration.json"), []byte(state), 0o600); err != nil {
				t.Fatal(err)
			}
			term := openTerminal(t, 120, 40, f.env, "--workspace", ws)
			term.waitFor("names that differ")
			term.openTab("Migrate")
			term.waitFor("Which path do you use?")
			for range i {
				term.press("Down")
			}
			term.press("Enter")
			term.waitFor("Which identity provider sends")
			term.press("Enter")
			term.waitFor("0 of ")
			w := walker{folder: f.folder, home: t.TempDir()}
			var book stepsJSON
			w.run(t, &book, "steps", "--format", "json")
			for range 2 * len(book.Steps) {
				var now statusJSON
				w.run(t, &now, "status", "--format", "json")
				if now.Next == nil {
					break
				}
				term.walkStep(w, book, now.Next.ID)
			}
			term.press("C-c")
			if status := term.waitExit(); status != 0 {
				t.Errorf("exit status %d", status)
			}
			report := filepath.Join(f.folder, "report.html")
			if status, errOut := w.run(t, nil, "report", "--format", "html", "--out", report); status != 0 {
				t.Fatal(errOut)
			}
			page, err := os.ReadFile(report)
			if err != nil || strings.Contains(string(page), "What is left") || !strings.Contains(string(page),
				"no Windows here") {
				t.Errorf("%v: the report has open steps, or doesn't list the overrides", err)
			}
			f.secretsOnDisk(t)
		})
	}
}

// walkStep does the next step: it runs the check if there is one, confirms the step, or
// overrides it.
func (term *terminal) walkStep(w walker, book stepsJSON, id string) {
	term.t.Helper()
	var attest, words, at, asked string
	var shown *regexp.Regexp
	for _, s := range book.Steps {
		if s.ID == id {
			attest, at, asked = s.Attest, fmt.Sprintf(" %d. %s", s.Number, s.Title), fmt.Sprintf(" step %d: ", s.Number)
			shown = regexp.MustCompile(fmt.Sprintf(`[●◐⊘] +%d %s`, s.Number, regexp.QuoteMeta(s.Title[:10])))
			if s.Confirm != nil {
				words = s.Confirm.Type
			}
		}
	}
	key := "a"
	switch {
	case id == "names-exact":
		key = "v"
	case attest == "":
		key = "!"
	}
	// Keys that arrive together are treated as pasted text.
	if !strings.Contains(term.screen(), at) {
		term.press("n")
		term.waitFor(at)
	}
	term.press(key)
	if key != "v" {
		screen := term.until("a question about "+id, func(s string) bool {
			return strings.Contains(s, "Confirm"+asked) || strings.Contains(s, "Locked:"+asked) ||
				strings.Contains(s, "Override"+asked)
		})
		if strings.Contains(screen, "Locked:"+asked) {
			term.press("!")
			screen = term.waitFor("Override" + asked)
		}
		if strings.Contains(screen, "Override"+asked) {
			term.typeText("no Windows here")
			if words != "" {
				term.press("Tab")
			}
		}
		if words != "" {
			term.typeText(words)
		}
		term.press("Enter")
	}
	// The file is written before the screen shows it, and a key in between goes to the old
	// screen.
	term.until(id+" is shown as done", func(screen string) bool {
		return !strings.Contains(screen, asked) && shown.MatchString(screen)
	})
}
