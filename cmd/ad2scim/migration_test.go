//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
)

// openTab opens a screen by its number.
func (term *terminal) openTab(title string) {
	term.t.Helper()
	tab := regexp.MustCompile(`(\d) ` + title + ` `)
	var found []string
	term.until("the tab "+title, func(screen string) bool {
		first, _, _ := strings.Cut(screen, "\n")
		found = tab.FindStringSubmatch(first)
		return found != nil
	})
	term.press(found[1])
}

// A migration is started, left and resumed from the same workspace. Locked steps stay locked,
// and the doctor's answers count. In the smallest terminal and in a wide one without color.
func TestMigrationInTheApp(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for name, c := range map[string]struct {
		width, height int
		env           []string
	}{"80x24": {80, 24, nil}, "140x45": {140, 45, []string{"NO_COLOR=1"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			open := func() *terminal { return openTerminal(t, c.width, c.height, c.env, "--workspace", folder) }
			leave := func(term *terminal) {
				t.Helper()
				term.press("C-c")
				if status := term.waitExit(); status != 0 {
					t.Errorf("exit status %d", status)
				}
			}

			term := open()
			term.openTab("Migrate")
			fits(t, term.waitFor("Which path do you use?"), c.width, c.height)
			term.press("Down", "Enter")
			term.waitFor("Which identity provider sends")
			term.press("Down", "Enter")
			fits(t, term.waitFor("Self-hosted SSO · Okta", "0 of ", "1. Get both admin accounts ready"), c.width, c.height)
			term.press("a")
			term.waitFor("Confirm step 1: Get both", "enter confirm")
			term.press("Enter")
			term.waitFor("1 of ", "◐ 1 confirmed")
			leave(term)

			term = open()
			term.openTab("Migrate")
			fits(t, term.waitFor("Self-hosted SSO · Okta", "1 of ", "◐ 1 confirmed", "2. Choose the path"), c.width,
				c.height)

			// The token: it can't be confirmed, only entered.
			term.press("End")
			term.waitFor("Write the report")
			token := screentest.Step(t, "self-hosted", "okta", playbook.StepToken)
			for range screentest.Step(t, "self-hosted", "okta", playbook.StepReport).Number - token.Number {
				term.press("Up")
			}
			term.waitFor(strconv.Itoa(token.Number) + ". Generate")
			locked := "Locked: step " + strconv.Itoa(token.Number)
			for _, key := range []string{"a", "e"} {
				term.press(key)
				term.waitFor(locked, "AD sync isn't confirmed as off")
				term.press("Escape")
				term.waitGone(locked)
			}
			term.waitFor("1 of ", "◐ 1 confirmed")

			term.openTab("Doctor")
			fits(t, term.waitFor("facts", "Self-hosted SCIM", "next question"), c.width, c.height)
			term.press("n")
			term.waitFor("▌ ? Logged in again") // takes half a minute
			for range 6 {
				term.press("Up")
			}
			term.waitFor("▌ ? AD sync ")
			term.press("Right", "Right")
			fits(t, term.waitFor("✗ AD sync is still on", "* 1 not saved"), c.width, c.height)
			term.press("a")
			term.waitFor("◐ AD sync            full")

			term.openTab("Log")
			fits(t, term.waitFor("facts set: ad_sync=full", "step 1, Get both"), c.width, c.height)
			leave(term)

			state, err := os.ReadFile(filepath.Join(folder, "migration.json"))
			if err != nil {
				t.Fatal(err)
			}
			for text, want := range map[string]bool{
				`"path": "self-hosted"`: true, `"access"`: true, `"ad_sync"`: true,
				`"token"`: false,
			} {
				if strings.Contains(string(state), text) != want {
					t.Errorf("migration.json has %s: %v, want %v", text, !want, want)
				}
			}
		})
	}
}

// What is recorded in the demo is removed with it.
func TestDemoKeepsNoMigration(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	temporary := t.TempDir()
	term := openTerminal(t, 100, 30, []string{"TMPDIR=" + temporary}, "demo")
	term.openTab("Migrate")
	term.waitFor("Which path do you use?")
	term.press("Enter")
	term.waitFor("Which identity provider sends")
	term.press("Enter")
	term.waitFor("0 of ")
	found, err := filepath.Glob(filepath.Join(temporary, "*", "migration.json"))
	if err != nil || len(found) != 1 {
		t.Fatalf("while it runs: %v (%v)", found, err)
	}
	term.press("C-c")
	if status := term.waitExit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
