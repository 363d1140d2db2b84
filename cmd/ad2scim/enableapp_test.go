//go:build unix

package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/scim/scimmytest"
)

// enabler uses the app with a migration that is about to turn on provisioning at Okta: a
// stand-in that sends to a real SCIM server, because no Okta organization is available to
// tests.
type enabler struct {
	fixing
	okta *oktatest.Server
	app  string
}

func startEnabler(t *testing.T) enabler {
	e := enabler{inFile(t, scimmytest.Options{}, nil), oktatest.Start(t), ""}
	e.okta.Ago = time.Hour // nothing was sent recently: the cycle has ended
	e.app = e.okta.AddApp("Dashlane", oktatest.CustomSAML...)
	e.okta.AddApp("Wiki\u202e", oktatest.CustomSAML...)
	ad := "name\n"
	for _, name := range []string{"Sales EMEA", "Board"} {
		e.okta.Assign(e.app, e.okta.AddGroup(name))
		ad += name + "\n"
	}
	if err := os.WriteFile(filepath.Join(e.folder, "ad.csv"), []byte(ad), 0o600); err != nil {
		t.Fatal(err)
	}
	e.okta.PushTo(e.scim.URL, e.scim.Token)
	e.okta.Provision(e.app, "SUCCESS", "")
	e.env = []string{"AD2SCIM_OKTA_URL=" + e.okta.URL, "AD2SCIM_OKTA_TOKEN=" + e.okta.Token}
	e.done(t)
	return e
}

// done records all steps before the start as done, except those that the run itself does.
func (e enabler) done(t *testing.T) {
	t.Helper()
	var book stepsJSON
	walker{folder: e.folder, home: t.TempDir()}.run(t, &book, "steps", "--path", "self-hosted", "--idp", "okta",
		"--format", "json")
	steps := map[string]any{}
	for _, s := range book.Steps {
		if s.ID == "idp-started" {
			break
		}
		if slices.Contains([]string{"idp-connection", "idp-users-on", "idp-imported", "idp-groups-on"}, s.ID) {
			continue
		}
		steps[s.ID] = map[string]string{
			"status": "done-verified", "by": "another",
			"at": time.Now().UTC().Format(time.RFC3339),
		}
	}
	state, err := json.Marshal(map[string]any{
		"version": 1, "path": "self-hosted", "idp": "okta",
		"playbook": map[string]any{"steps": steps},
		"connections": map[string]any{
			"ad":   map[string]string{"location": filepath.Join(e.folder, "ad.csv")},
			"scim": map[string]string{"location": "okta:Dashlane"},
		},
		"decisions": []any{}, "facts": map[string]any{}, "evidence": []any{},
	})
	if err != nil {
		t.Fatal(err)
	}
	ws := filepath.Join(e.folder, "ws")
	if err := os.MkdirAll(ws, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(ws, "migration.json"), state, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"connect", "--ad", filepath.Join(e.folder, "ad.csv"), "--scim", "okta:Dashlane"},
		{"diff"},
	} {
		cmd := exec.Command(program, append(args, "--workspace", ws)...)
		cmd.Env = append(os.Environ(), e.env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
	}
}

func (e enabler) sending() []string {
	return slices.DeleteFunc(e.okta.Pushes(e.app), func(push string) bool { return !strings.HasSuffix(push, " ACTIVE") })
}

// The app turns provisioning on at Okta, with the admin's steps, up to the end of the first
// cycle, and off again. In the smallest terminal and in a wide one without color.
func TestEnableInTheApp(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for name, c := range map[string]struct {
		width, height int
		env           []string
	}{"80x24": {80, 24, nil}, "120x40": {120, 40, []string{"NO_COLOR=1"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := startEnabler(t)
			term := openTerminal(t, c.width, c.height, append(c.env, e.env...), "--workspace", filepath.Join(e.folder, "ws"))
			term.waitFor("names that differ  ✓")
			term.openTab("Migrate")
			fits(t, term.waitFor("h do it here"), c.width, c.height)
			term.press("h")
			fits(t, term.waitFor("Which app is Dashlane's?", "▌ Dashlane", "★ suggested", "Wiki‹U+202E›"), c.width, c.height)
			term.press("Enter")
			term.waitFor("SCIM endpoint that Dashlane shows", "enter its address")
			term.typeText(e.scim.URL)
			term.press("Tab")
			term.typeText(e.scim.Token)
			masked := term.waitFor("••••")
			fitsTyped(t, masked, c.width, c.height)
			if strings.Contains(masked, e.scim.Token[:8]) {
				t.Errorf("the token is shown:\n%s", masked)
			}
			term.press("Enter")
			plan := term.waitFor("Nothing has been changed yet", "Apply 7 steps", "Type yes to apply")
			fitsTyped(t, plan, c.width, c.height)
			if strings.Contains(plan, "FORCE") {
				t.Errorf("the steps are locked:\n%s", plan)
			}
			term.press("Enter")
			term.typeText("y")
			term.press("Enter")
			term.waitFor("type yes, or press esc to go back")
			if on := e.sending(); len(on) > 0 || len(e.names()) > 0 {
				t.Fatalf("stray keys turned it on: %q", on)
			}
			term.typeText("es")
			term.press("Enter")
			for _, step := range []string{
				"Give Okta the SCIM endpoint and the token", "Test the connection",
				"Import the groups",
			} {
				fitsTyped(t, term.waitFor("Your step: ", step, "Is this done?"), c.width, c.height)
				term.typeText("yes")
				term.press("Enter")
			}
			end := term.waitFor("Result: ", "● Turn user provisioning on: already set",
				"● Push the groups that AD sync had: done and verified")
			fits(t, end, c.width, c.height)
			for range 20 {
				term.press("Down")
			}
			term.waitFor("● The first cycle has ended", "failed 0")
			if got := e.names(); !slices.Equal(got, []string{"Board", "Sales EMEA"}) || len(e.sending()) != 2 {
				t.Errorf("the provider has %q, Okta sends %q", got, e.sending())
			}
			for step, want := range map[string]string{
				"idp-connection": "done-attested", "idp-users-on": "done-verified",
				"idp-groups-on": "done-verified",
			} {
				if got := e.standing(t, step); got != want {
					t.Errorf("%s is %q, want %q", step, got, want)
				}
			}
			term.press("Escape")
			term.waitFor("h open it here") // the step is done

			term.press("h")
			term.waitFor("Which app is Dashlane's?")
			term.press("u")
			fitsTyped(t, term.waitFor("Turn provisioning off: ", "Push the groups that AD sync had", "Undo 3 steps"), c.width,
				c.height)
			term.typeText("yes")
			term.press("Enter")
			fits(t, term.waitFor("Result: ", "● Push the groups that AD sync had: done", "you did this step",
				"undo this yourself:"),
				c.width, c.height)
			if on := e.sending(); len(on) > 0 {
				t.Errorf("after undo Okta still sends %q", on)
			}
			term.press("C-c")
			if status := term.waitExit(); status != 0 {
				t.Errorf("exit status %d", status)
			}
			e.secretsOnDisk(t)
		})
	}
}

// After quitting in the middle of a run, the app resumes it: done steps are known, and the
// others are still to do.
func TestEnableInTheAppIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabler(t)
	open := func() *terminal {
		term := openTerminal(t, 100, 40, e.env, "--workspace", filepath.Join(e.folder, "ws"))
		term.waitFor("names that differ  ✓")
		term.openTab("Migrate")
		term.waitFor("h do it here")
		term.press("h")
		term.waitFor("Which app is Dashlane's?")
		return term
	}
	term := open()
	term.press("Enter")
	term.waitFor("enter its address")
	term.typeText(e.scim.URL)
	term.press("Enter", "Enter")
	term.waitFor("Apply 7 steps")
	term.typeText("yes")
	term.press("Enter")
	term.waitFor("Your step: ", "Give Okta the SCIM endpoint")
	term.typeText("yes")
	term.press("Enter")
	term.waitFor("Your step: ", "Test the connection", "Is this done?")
	term.press("C-c")
	term.waitFor("a change is in progress: esc stops it, ctrl+c quits anyway")
	term.press("C-c")
	term.waitExit()

	term = open()
	term.press("u")
	term.waitFor("Give Okta the SCIM endpoint and the token: done", "Undo 1 step")
	term.press("Escape")
	term.waitFor("Which app is Dashlane's?")
	term.press("Enter")
	term.waitFor("SCIM endpoint that Dashlane shows", e.scim.URL) // from the journal
	term.press("Enter", "Enter")
	term.waitFor("Apply 7 steps")
	term.typeText("yes")
	term.press("Enter")
	for _, step := range []string{"Give Okta the SCIM endpoint", "Test the connection", "Import the groups"} {
		term.waitFor("Your step: ", step, "Is this done?")
		term.typeText("yes")
		term.press("Enter")
	}
	term.waitFor("Result: ", "● Push the groups that AD sync had: done and verified")
	term.press("C-c")
	if status := term.waitExit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if got := e.names(); !slices.Equal(got, []string{"Board", "Sales EMEA"}) {
		t.Errorf("the provider has %q", got)
	}
}

// fitsTyped is fits for a page with a text field, where ? is text.
func fitsTyped(t *testing.T, screen string, width, height int) {
	t.Helper()
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	if len(lines) > height || !strings.Contains(lines[len(lines)-1], "esc") {
		t.Errorf("the screen does not end in the line of keys at %d×%d:\n%s", width, height, screen)
	}
}

func (e enabler) standing(t *testing.T, step string) string {
	t.Helper()
	return stepStatus(t, filepath.Join(e.folder, "ws"), step)
}
