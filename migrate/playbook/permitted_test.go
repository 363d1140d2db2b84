package playbook_test

import (
	"testing"
	"time"

	"ad2scim/migrate/playbook"
)

// eachStanding calls f for each step of a path after the first steps are done, with some checked and found not
// done.
func eachStanding(t *testing.T, w *playbook.Runbook, f func(playbook.Context, playbook.StepView)) {
	t.Helper()
	var s playbook.State
	for i, step := range w.Steps {
		shown, err := s, error(nil)
		if i%3 == 1 {
			if shown, err = w.Fail(s, step.ID, playbook.StepUpdate{At: noon, By: "kim", Saw: "not there"}); err != nil {
				t.Fatal(err)
			}
		}
		context := w.Evaluate(shown, nil, exact)
		for _, v := range w.View(context) {
			f(context, v)
		}
		if s, err = take(w, w.Evaluate(s, nil, exact), step); err != nil {
			t.Fatal(err)
		}
	}
}

// The runbook decides whether a front end may offer to confirm, skip, override or reopen a step: what it offers
// works, and what it refuses would fail.
func TestPermittedActionsSucceed(t *testing.T) {
	t.Parallel()
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		eachStanding(t, w, func(context playbook.Context, v playbook.StepView) {
			id, update := v.Step.ID, playbook.StepUpdate{At: noon, By: "kim"}
			if v.Step.Confirm != nil {
				update.Typed = v.Step.Confirm.Type
			}
			_, failed := w.Reopen(context.State, id, update)
			if offered := v.MayReopen() == playbook.Permitted; offered != (failed == nil) {
				t.Errorf("reopen %s, %s: %d, %v", id, v.Status, v.MayReopen(), failed)
			}
			if failed := v.Status == playbook.Failed && v.Refuted() != ""; failed !=
				(v.MayReopen() == playbook.RefusedFailedCheck) {
				t.Errorf("reopen %s, whose check failed: %d", id, v.MayReopen())
			}
			if v.Status.IsFinal() {
				for _, no := range []playbook.Refusal{v.MayConfirm(), v.MaySkip(), v.MayOverride(), v.MayEnterToken()} {
					if no != playbook.RefusedDone {
						t.Errorf("%s is %s: %d", id, v.Status, no)
					}
				}
				return
			}
			_, failed = w.Skip(context.State, id, update)
			if offered := v.MaySkip() == playbook.Permitted; offered != (failed == nil) {
				t.Errorf("skip %s: %d, %v", id, v.MaySkip(), failed)
			}
			_, failed = w.Confirm(context, id, update)
			if offered := v.MayConfirm() == playbook.Permitted; offered != (v.Step.Attest != "") || !offered && failed == nil {
				t.Errorf("confirm %s: %d, %v", id, v.MayConfirm(), failed)
			}
			if offered := v.MayOverride() == playbook.Permitted; offered != (failed != nil) {
				t.Errorf("override %s: %d, %v", id, v.MayOverride(), failed)
			}
			update.Force = "a test of overrides"
			if _, err := w.Confirm(context, id, update); v.MayOverride() == playbook.Permitted && err != nil {
				t.Errorf("%s is not overridden: %v", id, err)
			}
			aboutToken := id == playbook.StepToken || id == "endpoint-answers"
			if (v.MayEnterToken() == playbook.Permitted) != aboutToken {
				t.Errorf("a token for %s: %d", id, v.MayEnterToken())
			}
		})
	})
}

// Undoing typed words isn't offered, although it is possible. A failed check is run again; a step that was found
// not done without a check can be reopened.
func TestMayReopen(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	for name, c := range map[string]struct {
		record  playbook.Record
		offered playbook.Refusal
		fails   bool
	}{
		"nothing":     {playbook.Record{}, playbook.RefusedNotRecorded, true},
		"typed words": {playbook.Record{Typed: "no way back"}, playbook.RefusedNotRecorded, false},
		"a failed check": {
			playbook.Record{Status: playbook.Failed, Refuted: "off", Probe: "x"},
			playbook.RefusedFailedCheck, true,
		},
		"undone, no check":   {playbook.Record{Status: playbook.Failed, Refuted: "off"}, playbook.Permitted, false},
		"confirmed by admin": {playbook.Record{Status: playbook.DoneConfirmed}, playbook.Permitted, false},
	} {
		s := playbook.State{Steps: map[playbook.StepID]playbook.Record{"sso-on": c.record}}
		context := w.Evaluate(s, nil, exact)
		for _, v := range w.View(context) {
			if v.Step.ID == "sso-on" && v.MayReopen() != c.offered {
				t.Errorf("%s: %d, want %d", name, v.MayReopen(), c.offered)
			}
		}
		if _, err := w.Reopen(s, "sso-on", playbook.StepUpdate{At: noon, By: "kim"}); (err != nil) != c.fails {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The playbook has a check's inputs, the program's job for a step, and the step of a blocker.
func TestStepInputsAndJobs(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	for id, want := range map[playbook.StepID]struct {
		does, compares bool
		needs          playbook.Input
	}{
		"access": {}, "names-exact": {does: true, compares: true}, "token": {does: true, needs: playbook.InputToken},
		"last-sync-still": {does: true, needs: playbook.InputAuditLog}, "card-open": {does: true},
	} {
		step, err := w.Step(id)
		if err != nil {
			t.Fatal(err)
		}
		if step.Does() != want.does || step.Check.ComparesConnected() != want.compares ||
			step.Check.Needs() != want.needs {
			t.Errorf("%s: %v, %v, %q", id, step.Does(), step.Check.ComparesConnected(), step.Check.Needs())
		}
	}
	step, err := w.Step("token")
	if err != nil {
		t.Fatal(err)
	}
	var got []playbook.StepID
	for _, b := range w.Blockers(step, w.Evaluate(playbook.State{}, nil, playbook.Names{})) {
		if id := b.Step(); id != "" {
			if _, err := w.Step(id); err != nil {
				t.Errorf("%s: %v", b.ID, err)
			}
			got = append(got, id)
		}
	}
	if len(got) < 4 || got[0] != playbook.StepScriptStopped {
		t.Errorf("blocked by %q", got)
	}
}

// A step that is no longer true doesn't count as done, and the remaining steps are reported.
func TestRemainingSteps(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	differs := playbook.Names{Compared: true, Differs: 2, At: noon.Add(time.Hour)}
	s := upTo(t, w, "token")
	for _, c := range []struct {
		names  playbook.Names
		lapsed int
	}{{exact, 0}, {differs, 1}} {
		p := w.Progress(w.Evaluate(s, nil, c.names))
		if !p.HasWork() || p.StillDone() != p.Done()-c.lapsed {
			t.Errorf("%+v: %v, %d of %d", c.names, p.HasWork(), p.StillDone(), p.Done())
		}
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	p := playbook.Dashlane()
	if got := p.Title("access") + p.Title("no-such-step"); got != "Get both admin accounts ready" {
		t.Error(got)
	}
	if got := playbook.SelfHosted.Heading() + ", " + playbook.Confidential.Heading(); got !=
		"Self-hosted SSO, Confidential SSO" {
		t.Error(got)
	}
}
