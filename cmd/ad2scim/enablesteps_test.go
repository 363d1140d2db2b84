//go:build unix

package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/okta/oktatest"
)

// steps runs a runbook command with the same workspace and sign-in.
func (e *enabling) steps(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd, out := e.command()
	cmd.Args = append([]string{program, "steps"}, args...)
	cmd.Run() // the status is checked below
	return out.String(), cmd.ProcessState.ExitCode()
}

// enable records its steps in the runbook, and a check asks the provider.
func TestEnableAndChecksRecordInTheRunbook(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	e.Ago = time.Hour // no recent log events
	app := e.AddCatalogApp("Dashlane", "https://id.example.com/scim/2.0")
	ann := e.AddPerson("ann@example.com", "ACTIVE")
	e.AddGroup("Sales", ann)
	e.steps(t, "choose", "--path", "self-hosted", "--idp", "okta")
	ad := e.connectAD(t, "Sales")
	if out, status := e.steps(t, "check", "idp-users-on"); status != 1 || e.standing(t, "idp-users-on") != "failed" {
		t.Error("off was called on:", status, out)
	}
	e.run(t, enableWith("--apply", "--yes", "--force", "a test company", "--attest", "endpoint,test,import")...)
	for step, want := range map[string]string{
		"idp-connection": "done-attested", "idp-users-on": "done-verified", "idp-imported": "done-attested",
		"idp-groups-on": "done-verified", "idp-started": "done-verified",
	} {
		if got := e.standing(t, step); got != want {
			t.Errorf("%s is %q, want %q", step, got, want)
		}
	}
	if !strings.Contains(e.journal(t), "OVERRIDDEN step") {
		t.Error("the override isn't in the journal:", e.journal(t))
	}
	e.steps(t, "reopen", "idp-users-on")
	if out, status := e.steps(t, "check", "idp-users-on", "--force", "a test company"); status != 0 ||
		e.standing(t, "idp-users-on") != "done-verified" {
		t.Error(status, out)
	}
	if out, status := e.steps(t, "check", "idp-connection"); status != 2 ||
		!strings.Contains(out, "doesn't report: Test the connection") {
		t.Error(status, out)
	}

	args := []string{
		"--app", "Dashlane", "--path", "self-hosted", "--assign", "--ad", ad, "--yes", "--force",
		"a test company",
	}
	// A pushed group isn't proposed for assignment.
	if out, status := e.run(t, append(args, "--plan")...); status != 0 || !strings.Contains(out, "missed") ||
		!strings.Contains(out, "ann@example.com") || !strings.Contains(out, "--group") {
		t.Error(status, out)
	}
	if out, status := e.run(t, args...); status != 2 || !strings.Contains(out, "no group gives access to the app") {
		t.Error(status, out)
	}
	if out, status := e.run(t, append(args, "--group", "Sales")...); status != 2 || !strings.Contains(out, "is sent") {
		t.Error(status, out)
	}
	e.AddGroup("Everybody with Dashlane", ann)
	if out, status := e.run(t, append(args, "--group", "Everybody with Dashlane")...); status != 0 ||
		e.standing(t, "idp-assigned") != "done-verified" {
		t.Error(status, out)
	}
	if got := e.Pushes(app); len(got) != 1 || got[0] != "Sales>Sales ACTIVE" {
		t.Errorf("%q", got)
	}
}

// connectAD connects a file with these groups as the AD side, and returns the file.
func (e *enabling) connectAD(t *testing.T, names ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ad.csv")
	if err := os.WriteFile(file, []byte("name\n"+strings.Join(names, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd, out := e.command()
	cmd.Args = []string{program, "connect", "--ad", file}
	if err := cmd.Run(); err != nil {
		t.Fatal(err, out)
	}
	return file
}

func (e *enabling) standing(t *testing.T, step string) string {
	t.Helper()
	return stepStatus(t, filepath.Join(e.state, "ad2scim"), step)
}

// stepStatus returns the status of a step in a workspace.
func stepStatus(t *testing.T, workspace, step string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(workspace, "migration.json"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Playbook struct {
			Steps map[string]struct{ Status string }
		}
	}
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	return state.Playbook.Steps[step].Status
}

// What Okta sent before this migration, such as to an earlier endpoint, doesn't count as the
// first cycle.
func TestEarlierOktaEventsAreNoFirstCycle(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	e.Ago = time.Hour // no recent log events
	app := e.AddApp("Dashlane", oktatest.CustomSAML...)
	e.AddEvent(oktatest.Event{
		Type: "application.provision.user.push", Result: "SUCCESS", App: app, TargetType: "User",
		Target: "ann@example.com", At: time.Now().Add(-10 * time.Minute),
	})
	e.steps(t, "choose", "--path", "confidential", "--idp", "okta")
	apply := []string{
		"--app", "Dashlane", "--path", "confidential", "--endpoint", "https://id.example.com/scim/2.0", "--apply",
		"--yes", "--force", "a test company", "--attest", "endpoint,test,users,scope,start",
	}
	if out, status := e.run(t, apply...); status != 4 || !strings.Contains(out, "has provisioned nothing yet") ||
		strings.HasPrefix(e.standing(t, "idp-started"), "done") {
		t.Error(status, e.standing(t, "idp-started"), out)
	}
	e.Provision(app, "SUCCESS", "")
	if out, status := e.run(t, apply...); status != 0 || e.standing(t, "idp-started") != "done-verified" {
		t.Error(status, e.standing(t, "idp-started"), out)
	}
}
