//go:build unix

package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
)

// atStep records everything before a step as done, and what else the steps about the script
// need.
func (w windows) atStep(t *testing.T, step string) {
	t.Helper()
	var book stepsJSON
	newWalker(t).run(t, &book, "steps", "--path", "self-hosted", "--idp", "okta", "--format", "json")
	steps, before := map[string]any{}, true
	for _, s := range book.Steps {
		if before = before && s.ID != step; before || s.ID == "last-sync-noted" || s.ID == "plan" {
			steps[s.ID] = map[string]string{"status": "done-verified", "by": "another"}
		}
	}
	state, err := json.Marshal(map[string]any{
		"version": 1, "path": "self-hosted", "idp": "okta",
		"playbook": map[string]any{"steps": steps},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "migration.json"), state, 0o600); err != nil {
		t.Fatal(err)
	}
}

// In the app, the script is found over WinRM, its task is disabled after the confirmation is
// typed, and the stop is verified. Then the task is resumed. In the smallest terminal and in a
// wide one without color.
func TestSyncInTheApp(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	const path = "\\Dash\u202elane\\Sync"
	scan := slices.Repeat([]string{"Enter"}, 5) // through the fields, which are filled in already
	for name, c := range map[string]struct {
		width, height int
		env           []string
	}{"80x24": {80, 24, nil}, "160x50": {160, 50, []string{"NO_COLOR=1"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startWindows(t, "SRV1", path)
			stopped := time.Now().UTC().Truncate(time.Second).Add(-48 * time.Hour)
			w.SetClock(stopped)
			w.atStep(t, "script-found")
			term := openTerminal(t, c.width, c.height, c.env, "--workspace", w.dir)
			seen := func(texts ...string) string {
				t.Helper()
				screen := term.waitFor(texts...)
				fits(t, screen, c.width, c.height)
				noSecret(t, []string{w.server.Password, scriptToken}, screen)
				return screen
			}
			typing := func(texts ...string) { t.Helper(); fitsTyped(t, term.waitFor(texts...), c.width, c.height) }
			term.waitFor("Overview")
			term.openTab("Migrate")
			seen("Find the PowerShell script", "h do it here")
			term.press("h")
			seen("Where do you want to scan for AD sync?", "✗ unavailable", "▌ Windows hosts, using WinRM")
			term.press("Enter")
			typing("HOST or HOST:PORT", "enter at least one host")
			for i, text := range []string{
				w.server.Listener.Addr().String(), w.server.Domain + `\` + w.server.User,
				w.server.Password, "", w.flags[len(w.flags)-1],
			} {
				if i > 0 {
					term.press("Tab")
				}
				if text != "" {
					term.typeText(text)
				}
			}
			typing("••••••••")
			if screen := term.screen(); strings.Contains(screen, w.server.Password) {
				t.Errorf("the password is shown:\n%s", screen)
			}
			term.press("Enter")
			seen(": result", "‹U+202E›", "certain to be AD sync", "TEAM_ID")
			w.step(t, "script-found", "done-verified")
			term.press("Escape")
			seen("last used: " + w.server.Listener.Addr().String())
			term.press("Escape")
			seen("h open it here") // the step is done

			term.press("n")
			seen(screentest.StepTitle(t, "self-hosted", "okta", playbook.StepScriptDisabled)) // the list always shows the title
			term.press("h")
			term.waitFor("Where do you want to scan for AD sync?")
			term.press("Enter")
			typing("HOST or HOST:PORT", "the one you entered")
			term.press(scan...)
			seen(": result", "choose which tasks to disable")
			term.press("Enter")
			seen("Which tasks do you want to disable?", "▌ [x] will disable the task")
			term.press("Enter")
			typing("Disable these tasks?", "Type: groups can be deleted", "AD sync deletes a group")
			term.press("Enter")
			term.typeText("yes")
			term.press("Enter")
			typing("type groups can be deleted, exactly")
			if w.Changes() != 0 {
				t.Fatal("it was disabled without the confirmation")
			}
			term.press("C-u")
			term.typeText("groups can be deleted")
			term.press("Enter")
			seen("Result: disabled tasks", "on SRV1: disabled", "Script: disabled")
			w.stands(t, "disabled", "done-verified")
			term.press("Escape")
			seen("h open it here") // the step is done

			term.press("n")
			verify := screentest.Step(t, "self-hosted", "okta", playbook.StepScriptStopped)
			seen(strconv.Itoa(verify.Number) + ". Verify that")
			term.press("h")
			term.waitFor("Where do you want to scan for AD sync?")
			term.press("Enter")
			term.waitFor("HOST or HOST:PORT")
			term.press(scan...)
			seen("AD sync has likely stopped; it will be certain", "The step stays open")
			w.SetClock(stopped.Add(time.Hour + time.Second))
			term.press("r")
			seen("AD sync has stopped: certain")
			w.step(t, "script-stopped", "done-verified")

			term.press("u")
			seen("Resume AD sync", "▌ [x] will enable the task")
			term.press("Enter")
			typing("Enable these tasks?", "Type: yes")
			term.press("Enter")
			typing("type yes, exactly")
			if w.Changes() != 1 {
				t.Fatal("it was enabled without a yes")
			}
			term.typeText("yes")
			term.press("Enter")
			seen("Result: enabled tasks", "on SRV1: enabled", "Script: scheduled")
			w.step(t, "script-stopped", "failed")
			if !w.Enabled(path) {
				t.Error("the task is disabled")
			}
			term.press("C-c")
			if status := term.waitExit(); status != 0 {
				t.Errorf("exit status %d", status)
			}
			w.secretsOnDisk(t)
		})
	}
}

// step checks the status of a step of the runbook.
func (w windows) step(t *testing.T, id, want string) {
	t.Helper()
	state, _ := w.remembered(t)
	if got := string(state.Playbook.Steps[playbook.StepID(id)].Status); got != want {
		t.Errorf("the step %s is %q, want %q", id, got, want)
	}
}
