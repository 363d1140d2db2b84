package enable_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
)

func choose(t *testing.T, w *migration.Workspace, path playbook.Path, done ...playbook.StepID) {
	t.Helper()
	err := w.Update(func(s *migration.State) error {
		_, err := s.Choose(path, playbook.Okta, playbook.StepUpdate{})
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
		for _, id := range done {
			s.Playbook.Steps[id] = playbook.Record{Status: playbook.DoneVerified, At: time.Now().UTC()}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What was skipped on one path opens no run on another.
func TestAnotherWayThanTheChosenIsRefused(t *testing.T) {
	f := start(t)
	choose(t, f.w, playbook.Confidential)
	for _, c := range []struct {
		path playbook.Path
		idp  playbook.IDP
	}{{playbook.SelfHosted, playbook.Okta}, {playbook.Confidential, playbook.Entra}} {
		if err := enable.CheckRequirements(f.w, c.path, c.idp, nil, "forced", "root",
			true); migrate.ClassOf(err) != migrate.BadInput ||
			!strings.Contains(err.Error(), "steps choose") {
			t.Error(c, err)
		}
	}
	for _, keep := range []bool{false, true} { // only one is recorded
		if err := enable.CheckRequirements(f.w, playbook.Confidential, playbook.Okta, nil, "a test company", "root",
			keep); err != nil {
			t.Error(err)
		}
	}
	lines := 0
	for e, err := range f.w.Journal().All() {
		if err != nil || !strings.Contains(e.Text, "OVERRIDDEN") || !strings.Contains(e.Text, "a test company") {
			t.Error(e.Text, err)
		}
		lines++
	}
	if lines != 1 || len(f.w.State().Playbook.Forced) != 1 {
		t.Errorf("%d lines, %v", lines, f.w.State().Playbook.Forced)
	}
}

// Before anything is taken back, the runbook claims it no more.
func TestUndoInvalidatesStepsFirst(t *testing.T) {
	f := start(t)
	choose(t, f.w, playbook.SelfHosted, "idp-connection", "idp-users-on", "idp-assigned")
	made := []enable.Outcome{
		{Step: idp.StepEndpoint, Mode: idp.ModeVerify}, {Step: idp.StepTest}, {Step: idp.StepUsers, Mode: idp.ModeApply},
	}
	before := f.w.Journal().Last()
	byHand, err := enable.InvalidateSteps(f.w, playbook.Okta, made, "root")
	if err != nil || len(byHand) != 3 ||
		!strings.Contains(byHand[idp.StepEndpoint], "Remove the endpoint and the token") {
		t.Error(byHand, err)
	}
	if lines := f.w.Journal().Last() - before; lines != 2 { // one for each step of the runbook
		t.Errorf("%d lines in the journal", lines)
	}
	state := f.w.State()
	for id, want := range map[playbook.StepID]playbook.Status{
		"idp-connection": playbook.Failed,
		"idp-users-on":   playbook.Failed, "idp-assigned": playbook.DoneVerified, "idp-started": "",
	} {
		if got := state.Playbook.Steps[id].Status; got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if byHand, err := enable.InvalidateSteps(f.w, playbook.Entra, made, "root"); byHand != nil || err != nil {
		t.Error("at another provider:", byHand, err)
	}
}

// What was assigned after the comparison is compared before the provider sends it; a
// run may begin, for it is the start alone that waits.
func TestTheStartWaitsForAComparisonOfWhatIsAssigned(t *testing.T) {
	f := start(t)
	choose(t, f.w, playbook.SelfHosted, "script-stopped", "ad-sync-off", "idp-assigned")
	assigned := time.Now().UTC().Add(-time.Hour)
	compared := func(at time.Time) {
		t.Helper()
		err := f.w.Update(func(s *migration.State) error {
			for id, r := range s.Playbook.Steps {
				r.At = assigned
				s.Playbook.Steps[id] = r
			}
			migrationtest.Connect(s, migration.Comparison{Time: at, Exact: 1})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	f.Gate = func(context.Context, idp.StepID) error {
		return enable.CheckStart(f.w, playbook.SelfHosted, playbook.Okta, "", "root")
	}
	compared(assigned.Add(-time.Minute))
	if err := enable.CheckRequirements(f.w, playbook.SelfHosted, playbook.Okta, nil, "", "root", true); err != nil {
		t.Error("the run may not begin:", err)
	}
	if _, err := f.Apply(t.Context(), f.plan(t)); err == nil || !strings.Contains(err.Error(),
		"before the groups were assigned") || f.s.now[idp.StepStart] != "off" {
		t.Errorf("%v, the start is %s", err, f.s.now[idp.StepStart])
	}
	compared(assigned.Add(time.Minute))
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil || f.s.now[idp.StepStart] != "on" {
		t.Errorf("%v, the start is %s", err, f.s.now[idp.StepStart])
	}
}
