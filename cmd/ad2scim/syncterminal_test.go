//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// open runs a command in a terminal.
func (w windows) open(t *testing.T, env []string, action string, args ...string) *terminal {
	t.Helper()
	all := append([]string{"sync", action, "--workspace", w.dir}, args...)
	return openTerminal(t, 120, 30, env, append(all, w.flags...)...)
}

func (w windows) password() []string { return []string{"AD2SCIM_HOST_PASSWORD=" + w.server.Password} }

// Only a typed yes makes changes, and an interrupt makes none.
func TestSyncStopAsks(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for answer, want := range map[string]struct {
		status  int
		enabled bool
	}{"yes": {0, false}, "no": {2, true}, "y": {2, true}, "1": {2, true}, "": {2, true}} {
		w := startWindows(t, "SRV1", "\\Dash\u202elane\\Sync")
		term := w.open(t, w.password(), "stop")
		screen := term.waitFor("Type yes to continue:", "will disable the task", "‹U+202E›")
		if strings.Contains(screen, "\u202e") {
			t.Error("a direction mark is on the screen")
		}
		if !w.Enabled("\\Dash\u202elane\\Sync") {
			t.Error("it did not wait for the answer")
		}
		term.typeText(answer)
		term.press("Enter")
		if want.status == 0 {
			term.waitFor("AD sync deletes a group", `Type "groups can be deleted"`)
			if !w.Enabled("\\Dash\u202elane\\Sync") {
				t.Error("it did not wait for the words")
			}
			term.typeText("groups can be deleted")
			term.press("Enter")
		}
		if status := term.waitExit(); status != want.status || w.Enabled("\\Dash\u202elane\\Sync") != want.enabled {
			t.Errorf("%q: exit status %d, enabled %v: %s", answer, status, w.Enabled("\\Dash\u202elane\\Sync"), term.screen())
		}
		state, err := os.ReadFile(filepath.Join(w.dir, "migration.json"))
		if typed := strings.Contains(string(state), `"groups can be deleted"`); typed != (want.status == 0) {
			t.Errorf("%q: whether the typed words are recorded: %v, %v", answer, typed, err)
		}
	}
	w := startWindows(t, "SRV1", `\Sync`)
	term := w.open(t, w.password(), "stop")
	term.waitFor("Type yes to continue:")
	term.typeText("yes")
	term.press("Enter")
	term.waitFor("groups can be deleted")
	term.typeText("yes")
	term.press("Enter")
	if status := term.waitExit(); status != 2 || !w.Enabled(`\Sync`) {
		t.Errorf("without the words: exit status %d, enabled %v", status, w.Enabled(`\Sync`))
	}
	term = w.open(t, w.password(), "stop")
	term.waitFor("Type yes to continue:")
	term.press("C-c")
	if status := term.waitExit(); status != 130 || !w.Enabled(`\Sync`) {
		t.Errorf("an interrupt: exit status %d, enabled %v", status, w.Enabled(`\Sync`))
	}
}

// Of several tasks, those whose numbers are typed are disabled, and resumed the same way.
func TestSyncStopChooses(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	paths := []string{`\A`, `\B`, `\C`}
	w := startWindows(t, "SRV1", paths...)
	answer := func(action, text string, want int, enabled ...bool) {
		t.Helper()
		term := w.open(t, w.password(), action)
		term.waitFor("or the numbers of the tasks:", " 1  will")
		term.typeText(text)
		term.press("Enter")
		if action == "stop" && want == 0 {
			term.waitFor("groups can be deleted")
			term.typeText("groups can be deleted")
			term.press("Enter")
		}
		status := term.waitExit()
		if status != want {
			t.Errorf("%s %q: exit status %d, want %d: %s", action, text, status, want, term.screen())
		}
		for i, path := range paths {
			if w.Enabled(path) != enabled[i] {
				t.Errorf("%s %q: %s: enabled is %v", action, text, path, w.Enabled(path))
			}
		}
	}
	for _, wrong := range []string{"4", "0", "1 x", "all", "2-3", ","} {
		answer("stop", wrong, 2, true, true, true)
	}
	answer("stop", "1, 3", 0, false, true, false)
	w.stands(t, "scheduled", "")
	answer("resume", "2", 0, false, true, true)
	w.sync(t, 0, "stop", "--yes", "--task", `\B`, "--task", `\C`)
	answer("resume", "yes", 0, true, true, true)
}

// The program asks for the password, hides what is typed, and uses it.
func TestSyncAsksForThePassword(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV1", `\Sync`)
	term := w.open(t, nil, "find")
	term.waitFor(`CORP\Admin`)
	term.typeText(w.server.Password)
	term.press("Enter")
	if status := term.waitExit(); status != 1 {
		t.Errorf("exit status %d", status)
	}
	if screen := term.waitFor("AD sync script: scheduled"); strings.Contains(screen, w.server.Password) ||
		strings.Contains(screen, scriptToken) {
		t.Error(screen)
	}
	w.secretsOnDisk(t)
}
