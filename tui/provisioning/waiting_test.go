package provisioning

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/session"
)

// While the admin does a step, other processes can write, and their changes count when the run
// continues.
func TestWorkspaceIsFreeWhileTheAdminWorks(t *testing.T) {
	p := newStandIn()
	p.modes = map[idp.StepID]idp.Mode{idp.StepTest: idp.ModeGuide}
	d := newDriver(t, p, true)
	other := session.Folder{Dir: d.folder}
	d.waitAt(idp.StepTest)
	_, err := other.Update(func(s *migration.State) (store.Entry, error) {
		r := s.Playbook.Steps["script-stopped"]
		r.Status = ""
		s.Playbook.Steps["script-stopped"] = r
		return store.Entry{Kind: "test", Text: "somebody else writes"}, nil
	})
	if err != nil {
		t.Fatalf("somebody else cannot write: %v", err)
	}
	d.Press("yes", "enter")
	d.WaitFor("the AD sync script isn't verified as stopped", "make endpoint: done", "make start: not started")
	if now := d.p.state(idp.StepStart); now != "off" {
		t.Errorf("the run continued despite an unmet requirement: start is %s", now)
	}
}

// While a run waits at a step, another one reports it and starts only with a reason. Then the
// first can't continue, and no run is reported as waiting.
func TestTwoRunsDoNotInterleave(t *testing.T) {
	p := newStandIn()
	p.modes = map[idp.StepID]idp.Mode{idp.StepTest: idp.ModeGuide}
	first := newDriver(t, p, true)
	first.waitAt(idp.StepTest)
	second := newDriverAt(t, p, first.folder, true)
	second.WaitFor("▌ Dashlane SSO")
	second.Press("enter")
	second.WaitFor("SCIM API token")
	second.Press("tab", token, "enter")
	second.WaitFor("Locked, because", "'s run on", "waits at", "make test", "since 20", "‼ OVERRIDE")
	second.Press("enter", "tab", "yes", "enter")
	second.WaitFor("enter a reason")
	second.Press("the other was killed", "enter", "enter")
	second.WaitFor("turn test on.", "Is this done?")
	first.Press("yes", "enter")
	first.WaitFor("Result: ", "this run does not continue", "another run was started", "make start: not started")
	second.Press("yes", "enter")
	second.WaitFor("Result: ", "● make start: done")
	if f := first.State().Playbook.Forced; len(f) != 2 || f[0].Reason != "the other was killed" ||
		!strings.Contains(f[0].Over[0], "waits at") || !strings.Contains(f[1].Over[0], "not compared") {
		t.Errorf("forced %+v", f)
	}
	third := newDriverAt(t, p, first.folder, true)
	third.WaitFor("▌ Dashlane SSO")
	third.toPlan()
	third.Not("waits at")
}

// A run that was killed while waiting is replaced without a reason, and a note says so.
func TestKilledRunNeedsNoReason(t *testing.T) {
	p := newStandIn()
	app := p.apps[1].ID
	d := newDriver(t, p, true)
	d.WaitFor("▌ Dashlane SSO") // until then the view has the workspace locked
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	w, err := migration.Open(d.folder)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Journal().Append(store.Entry{Kind: enable.KindWait, Text: "it waits", Data: fmt.Appendf(nil,
		`{"do":"wait","idp":%q,"tenant":%q,"app":{"id":%q},"step":{"title":"make test"},"pid":%d}`, p.id, p.String(), app,
		gone.Process.Pid)})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	d.toPlan()
	d.WaitFor("ended while it waited at", "this run replaces it")
	d.Not("OVERRIDE")
	d.Press("yes", "enter")
	d.WaitFor("Result: ", "● make start: done")
	if f := d.State().Playbook.Forced; len(f) != 0 {
		t.Errorf("forced %+v", f)
	}
}

// A run that has been waiting since the plan was read blocks another run. A run that was
// stopped while waiting doesn't.
func TestRunWaitingSinceThePlan(t *testing.T) {
	p := newStandIn()
	p.modes = map[idp.StepID]idp.Mode{idp.StepTest: idp.ModeGuide}
	first := newDriver(t, p, true)
	first.WaitFor("▌ Dashlane SSO")
	second := newDriverAt(t, p, first.folder, true)
	second.toPlan()
	first.waitAt(idp.StepTest)
	second.Press("yes", "enter")
	second.WaitFor("SCIM can't be enabled yet", "waits at")
	first.Press("esc")
	first.WaitFor("Stopped by you")
	third := newDriverAt(t, p, first.folder, true)
	third.toPlan()
	third.Not("waits at")
}

// Undoing ends a waiting run.
func TestUndoEndsAWaitingRun(t *testing.T) {
	p := newStandIn()
	p.modes = map[idp.StepID]idp.Mode{idp.StepGroups: idp.ModeGuide}
	first := newDriver(t, p, true)
	first.waitAt(idp.StepGroups)
	second := newDriverAt(t, p, first.folder, true)
	second.WaitFor("▌ Dashlane SSO")
	second.Press("u")
	second.WaitFor("Turn provisioning off: ", "waits at", "it can't continue after this undo")
	second.Press("yes", "enter")
	second.WaitFor("Result: ")
	first.Press("yes", "enter")
	first.WaitFor("this run does not continue")
	if now := p.state(idp.StepStart); now != "off" {
		t.Errorf("start is %s", now)
	}
}

// The requirements are checked again before provisioning starts: if one is no longer met, the
// start isn't made.
func TestRequirementsAreCheckedBeforeTheStart(t *testing.T) {
	for name, shut := range map[string]bool{"it stays open": false, "it shuts": true} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			p := newStandIn()
			prepare(t, folder, p.id, true)
			w, err := migration.Open(folder)
			if err != nil {
				t.Fatal(err)
			}
			p.fault = func(_ context.Context, op string, id idp.StepID, done bool) error {
				if !shut || op != "apply" || id != idp.StepEndpoint || !done {
					return nil
				}
				return w.Update(func(s *migration.State) error {
					delete(s.Playbook.Steps, "script-stopped")
					return nil
				})
			}
			want := idp.DesiredConfig{Path: playbook.SelfHosted, Endpoint: endpoint, Token: migrate.NewSecret(token)}
			plan, err := enable.NewPlan(t.Context(), p, p.apps[1], want)
			if err != nil {
				t.Fatal(err)
			}
			service := operation.Service{
				Begin:    func() (*migration.Workspace, error) { return w, nil },
				Hold:     func() (*migration.Workspace, error) { return migration.Open(folder) },
				OpenSide: openAD,
			}
			request := operation.EnableRequest{
				App: p.apps[1], Config: want, FollowFor: time.Minute, Every: time.Millisecond,
				AD: &migrationtest.AD,
			}
			_, err = service.NewTenant(p, nil).CarryOut(t.Context(), plan, request, prompter(nil), session.Reporter{})
			if now := p.state(idp.StepStart); (now == "on") == shut || (err != nil) != shut {
				t.Errorf("start is %s: %v", now, err)
			}
		})
	}
}
