//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate/scim/scimmytest"
)

// In the app, names are selected, planned, made exact and restored at a real provider, and
// stray keys change nothing. In the smallest terminal and in a wide one without color.
func TestFixInTheApp(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for name, c := range map[string]struct {
		width, height int
		env           []string
	}{"80x24": {80, 24, nil}, "140x45": {140, 45, []string{"NO_COLOR=1"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := inFile(t, scimmytest.Options{ETag: true}, variants)
			before := strings.Join(f.names(), "|")
			ws := filepath.Join(f.folder, "ws")
			// The app opens on the connections that the commands saved.
			state := `{"version":1,"connections":{"ad":{"location":"` + filepath.Join(f.folder, "ad.csv") +
				`"},"scim":{"location":"` + f.scim.URL + `"}},
				"decisions":[],"path":"","idp":"","facts":{},"evidence":[],"playbook":{}}`
			if err := os.MkdirAll(ws, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(ws, "migration.json"), []byte(state), 0o600); err != nil {
				t.Fatal(err)
			}
			term := openTerminal(t, c.width, c.height, append(c.env, f.env...), "--workspace", ws)
			term.waitFor("names that differ")
			term.openTab("Fix")
			fits(t, term.waitFor("7 names", "Finance Admins", "will be"), c.width, c.height)
			term.press("*")
			term.waitFor("6 selected")
			term.press("Enter")
			term.waitFor("Nothing has been changed yet", "6 changes at http://127.0.0.1", "Type 6 to apply 6 changes")
			for _, stray := range []string{"Enter", "y", "Enter"} {
				term.press(stray)
			}
			term.waitFor("nothing was changed: type 6 first")
			if got := strings.Join(f.names(), "|"); got != before {
				t.Fatalf("stray keys changed something: %s", got)
			}
			term.press("BSpace", "6", "Enter")
			fits(t, term.waitFor("Result", "6 of 6 renamed"), c.width, c.height)
			term.press("Escape")
			term.waitFor("1 name ", "✓ exactly the same as the other side")
			term.press("u")
			term.waitFor("What do you want to undo?", "6 groups renamed")
			term.press("Enter")
			term.waitFor("6 changes at")
			term.press("6", "Enter")
			term.waitFor("6 of 6 renamed")
			term.press("C-c")
			if status := term.waitExit(); status != 0 {
				t.Errorf("exit status %d", status)
			}
			if got := strings.Join(f.names(), "|"); got != before {
				t.Errorf("after the undo %s, before %s", got, before)
			}
		})
	}
}
