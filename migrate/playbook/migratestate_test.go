package playbook_test

import (
	"slices"
	"testing"

	"ad2scim/migrate/playbook"
)

// What is the same on every path is kept; the path that can't be undone must be confirmed again.
func TestMigrateStateReopensChangedSteps(t *testing.T) {
	walk := func(p playbook.Path) *playbook.Runbook {
		w, err := playbook.New(playbook.Dashlane(), p, playbook.Okta)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	from, to := walk(playbook.SelfHosted), walk(playbook.Confidential)
	s := playbook.State{Steps: map[playbook.StepID]playbook.Record{}, Forced: []playbook.Forced{
		{Step: "token", Reason: "r"},
	}}
	for _, id := range []playbook.StepID{"access", "choose-path", "script-disabled", "service-answers", "token"} {
		s.Steps[id] = playbook.Record{Status: playbook.DoneConfirmed}
	}
	next, open := to.MigrateState(from, s)
	if want := []playbook.StepID{"choose-path", "service-answers", "token"}; !slices.Equal(open, want) {
		t.Errorf("open again: %v, want %v", open, want)
	}
	if len(next.Steps) != 2 || next.Steps["script-disabled"].Status != playbook.DoneConfirmed || len(next.Forced) != 1 {
		t.Errorf("carried: %+v", next)
	}
	if len(s.Steps) != 5 {
		t.Error("the state that was given has changed")
	}
	if same, open := from.MigrateState(from, s); len(open) != 0 || len(same.Steps) != 5 {
		t.Errorf("on the same way %v are open again", open)
	}
}

// Switching to another path and back doesn't remove the finding of a check, whether the step is on both paths,
// reads differently there, or doesn't exist there.
func TestMigrateStateKeepsRefutation(t *testing.T) {
	here := newWalk(t, playbook.SelfHosted, playbook.Okta)
	there := newWalk(t, playbook.Confidential, playbook.Entra)
	for _, id := range []playbook.StepID{"sso-on", "endpoint-answers", "service-answers", "idp-groups-on"} {
		s, err := here.Fail(upTo(t, here, id), id, playbook.StepUpdate{At: noon, Saw: "it is not so"})
		if err != nil {
			t.Fatal(err)
		}
		next, open := there.MigrateState(here, s)
		if slices.Contains(open, id) {
			t.Errorf("%s is open again, and was never done", id)
		}
		back, _ := here.MigrateState(there, next)
		if r := back.Steps[id]; r.Status != playbook.Failed || r.Refutation() != "it is not so" || r.Probe == "" {
			t.Errorf("%s: %+v", id, r)
		}
		forced, err := here.Confirm(here.Evaluate(s, nil, exact), id, playbook.StepUpdate{At: noon, Force: "I must"})
		if err != nil {
			t.Fatal(err)
		}
		next, _ = there.MigrateState(here, forced)
		if back, _ = here.MigrateState(there, next); back.Steps[id].Refutation() != "it is not so" {
			t.Errorf("%s, forced: %+v", id, back.Steps[id])
		}
	}
}
