package playbook_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

func TestIrreversibleStepNeedsTyping(t *testing.T) {
	for _, c := range []struct {
		path playbook.Path
		step playbook.StepID
		text string
	}{
		{playbook.Confidential, "choose-path", "no way back"},
		{playbook.Confidential, "script-disabled", "groups can be deleted"},
		{playbook.SelfHosted, "script-disabled", "groups can be deleted"},
	} {
		w := newWalk(t, c.path, playbook.Entra)
		context := w.Evaluate(upTo(t, w, c.step), nil, exact)
		for _, typed := range []string{"", "yes", strings.ToUpper(c.text)} {
			act := playbook.StepUpdate{Typed: typed, Force: "I must"}
			if s, err := w.Confirm(context, c.step, act); migrate.ClassOf(err) != migrate.BadInput ||
				s.Steps[c.step].Status != "" {
				t.Errorf("%s: went on with %q: %v", c.step, typed, err)
			}
		}
		s, err := w.Confirm(context, c.step, playbook.StepUpdate{Typed: c.text})
		if err != nil {
			t.Fatal(err)
		}
		// Typing once is enough.
		s, err = w.Confirm(w.Evaluate(s, nil, exact), c.step, playbook.StepUpdate{})
		if err != nil || s.Steps[c.step].Typed != c.text {
			t.Errorf("%s: %v, kept is %+v", c.step, err, s.Steps[c.step])
		}
	}
	if step, _ := newWalk(t, playbook.SelfHosted, playbook.Okta).Step("choose-path"); step.Confirm != nil {
		t.Errorf("on the self-hosted path the door is open both ways, yet: %+v", step.Confirm)
	}
}

// It isn't enough to confirm that the script has stopped.
func TestScriptStopMustBeVerified(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.JumpCloud)
	s := upTo(t, w, "script-stopped")
	_, err := w.Confirm(w.Evaluate(s, nil, exact), "script-stopped", playbook.StepUpdate{})
	if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "ad2scim sync verify") {
		t.Errorf("got %v", err)
	}
	s, err = w.Verify(w.Evaluate(s, nil, exact), "script-stopped",
		playbook.StepUpdate{At: noon, Saw: "task disabled, quiet for 2 h"})
	if r := s.Steps["script-stopped"]; err != nil || r.Status != playbook.DoneVerified ||
		r.Probe != playbook.ProbeSyncVerify {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestVerifyNeedsProbe(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.JumpCloud)
	s := upTo(t, w, "ad-sync-off")
	if _, err := w.Verify(w.Evaluate(s, nil, exact), "ad-sync-off", playbook.StepUpdate{}); migrate.ClassOf(
		err) != migrate.BadInput {
		t.Errorf("got %v, want it refused", err)
	}
}

// A verified result counts before the step's turn; a confirmation doesn't.
func TestStepsBeforeTheirTurn(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.PingOne)
	context := w.Evaluate(playbook.State{}, nil, playbook.Names{})
	if _, err := w.Verify(context, "script-found", playbook.StepUpdate{At: noon}); err != nil {
		t.Errorf("seen before its turn: %v", err)
	}
	_, err := w.Confirm(context, "script-found", playbook.StepUpdate{At: noon})
	if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "Have both admin accounts") &&
		!strings.Contains(err.Error(), "step 1 ") {
		t.Errorf("said before its turn: %v", err)
	}
}

func TestInterruptedStep(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Entra)
	s := upTo(t, w, "relogin")
	s.Steps["relogin"] = playbook.Record{Status: playbook.Running, At: noon}
	got, ids := w.Interrupted(s, playbook.StepUpdate{At: noon})
	if len(ids) != 1 || ids[0] != "relogin" || got.Steps["relogin"].Status != playbook.Failed ||
		!strings.Contains(got.Steps["relogin"].Saw, "interrupted") {
		t.Errorf("got %v, %+v", ids, got.Steps["relogin"])
	}
	next, ok := playbook.Next(w.View(w.Evaluate(got, nil, exact)))
	if !ok || next.Step.ID != "relogin" || next.Status != playbook.Failed {
		t.Errorf("the next step is %s, %s", next.Step.ID, next.Status)
	}
	if _, ids := w.Interrupted(got, playbook.StepUpdate{}); len(ids) != 0 {
		t.Errorf("cut off a second time: %v", ids)
	}
}

func TestUnknownNames(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Entra)
	for name, err := range map[string]error{
		"step": func() error { _, err := w.Fail(playbook.State{}, "weather", playbook.StepUpdate{}); return err }(),
		"path": func() error { _, err := playbook.New(playbook.Dashlane(), "both", playbook.Entra); return err }(),
		"idp":  func() error { _, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, "adfs"); return err }(),
	} {
		if migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for in, want := range map[string]playbook.IDP{
		"azure": playbook.Entra, "pingid": playbook.PingOne,
		"other": playbook.Other,
	} {
		if got, err := playbook.ParseIDP(in); err != nil || got != want {
			t.Errorf("%s: got %v, %v", in, got, err)
		}
	}
}

// Whatever is done in any order: no change modifies the given state, a state survives JSON, a locked step is never
// done without a reason, and overrides are never lost.
func TestAnySequenceOfChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SampledFrom(playbook.Paths()).Draw(t, "path")
		idp := rapid.SampledFrom(playbook.IDPs()).Draw(t, "idp")
		w, err := playbook.New(playbook.Dashlane(), path, idp)
		if err != nil {
			t.Fatal(err)
		}
		var s playbook.State
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			context := w.Evaluate(s, nil, rapid.SampledFrom([]playbook.Names{{}, exact, {Compared: true, Differs: 2}}).Draw(t,
				"names"))
			// Usually the next step, so that the steps make progress.
			step := rapid.SampledFrom(w.Steps).Draw(t, "step")
			if next, ok := playbook.Next(w.View(context)); ok && rapid.IntRange(0, 3).Draw(t, "any") > 0 {
				step = next.Step
			}
			act := playbook.StepUpdate{At: noon, By: "kim", Force: rapid.SampledFrom([]string{"", "", "", "I must"}).Draw(t,
				"force")}
			if step.Confirm != nil {
				act.Typed = rapid.SampledFrom([]string{"", step.Confirm.Type}).Draw(t, "typed")
			}
			before := encode(t, s)
			var got playbook.State
			gates := step
			gates.Needs = nil
			switch rapid.IntRange(1, 5).Draw(t, "what") {
			case 1, 2:
				got, err = w.Confirm(context, step.ID, act)
				if err == nil && len(w.Blockers(step, context)) > 0 && !got.Steps[step.ID].Forced {
					t.Fatalf("%s was shut by %v and done", step.ID, w.Blockers(step, context))
				}
			case 3:
				got, err = w.Verify(context, step.ID, act)
				if err == nil && len(w.Blockers(gates, context)) > 0 && !got.Steps[step.ID].Forced {
					t.Fatalf("%s was shut by %v and done", step.ID, w.Blockers(gates, context))
				}
			case 4:
				got, err = w.Fail(s, step.ID, act)
			case 5:
				got, err = w.Reopen(s, step.ID, act)
			}
			if encode(t, s) != before {
				t.Fatalf("the state was changed: %s, before %s", encode(t, s), before)
			}
			if err != nil {
				if migrate.ClassOf(err) != migrate.BadInput || encode(t, got) != before {
					t.Fatalf("refused with %v, and the state is %s", err, encode(t, got))
				}
				continue
			}
			if len(got.Forced) < len(s.Forced) {
				t.Fatalf("%d overrides are left of %d", len(got.Forced), len(s.Forced))
			}
			var back playbook.State
			if err := json.Unmarshal([]byte(encode(t, got)), &back); err != nil || encode(t, back) != encode(t, got) {
				t.Fatalf("through JSON: %v\n%s\n%s", err, encode(t, got), encode(t, back))
			}
			s = got
			views := w.View(w.Evaluate(s, nil, exact))
			for i, v := range views {
				if v.Status == "" || v.Status == playbook.Ready && len(v.Blockers) > 0 || v.Status == playbook.Blocked &&
					len(v.Blockers) == 0 {
					t.Fatalf("step %d is %q with %v", i, v.Status, v.Blockers)
				}
			}
			if !reflect.DeepEqual(views, w.View(w.Evaluate(s, nil, exact))) {
				t.Fatal("not the same twice")
			}
		}
	})
}

func encode(t interface{ Fatal(...any) }, s playbook.State) string {
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A verified step needs no typing, because typing protects the action.
func TestVerifiedStepNeedsNoTyping(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Entra)
	s := upTo(t, w, "script-disabled")
	if _, err := w.Verify(w.Evaluate(s, nil, exact), "script-disabled",
		playbook.StepUpdate{At: noon, Saw: "disabled by someone else"}); err != nil {
		t.Error(err)
	}
}

// A step that failed or was reopened reports no facts, and has no record of having been done.
func TestFailedStepReportsNoFacts(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Entra)
	s := upTo(t, w, "relogin")
	if got := w.Facts(s)["ad_sync"]; got != "off" {
		t.Fatalf("AD sync is %q", got)
	}
	fallen, err := w.Fail(s, "ad-sync-off", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := w.Reopen(s, "ad-sync-off", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	if _, there := opened.Steps["ad-sync-off"]; there {
		t.Error("there is still a record")
	}
	for _, s := range []playbook.State{fallen, opened} {
		if got, there := w.Facts(s)["ad_sync"]; there {
			t.Errorf("AD sync is said to be %q", got)
		}
		// The requirement and doctor both report it; it is shown once.
		step, _ := w.Step("token")
		said := 0
		for _, b := range w.Blockers(step, w.Evaluate(s, known("ad_sync", "full", noon), exact)) {
			if b.ID == "ad-sync-off" || b.ID == "ad-sync-on" {
				said++
			}
		}
		if said != 1 {
			t.Errorf("that AD sync is on is said %d times", said)
		}
	}
}

func TestRunningStepComesFirst(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	s := upTo(t, w, "script-found")
	s.Steps["script-found"] = playbook.Record{Status: playbook.Running, At: noon}
	s, err := w.Reopen(s, "access", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	next, _ := playbook.Next(w.View(w.Evaluate(s, nil, exact)))
	if next.Step.ID != "script-found" || next.Status != playbook.Running {
		t.Errorf("the next step is %s, %s", next.Step.ID, next.Status)
	}
}

// A finding of a check stays whatever is confirmed about the step; reopening the step doesn't remove it.
func TestReopenKeepsRefutation(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	act := playbook.StepUpdate{At: noon, By: "kim"}
	s, err := w.Fail(upTo(t, w, "sso-on"), "sso-on", playbook.StepUpdate{At: noon, Saw: "SSO is off"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Reopen(s, "sso-on", act); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
		"SSO is off") {
		t.Errorf("the look alone was taken back: %v", err)
	}
	forced := act
	forced.Force = "the API is wrong"
	if s, err = w.Confirm(w.Evaluate(s, nil, exact), "sso-on", forced); err != nil {
		t.Fatal(err)
	}
	if s, err = w.Reopen(s, "sso-on", act); err != nil || s.Steps["sso-on"].Status != playbook.Failed {
		t.Fatal(err, s.Steps["sso-on"])
	}
	if _, err := w.Confirm(w.Evaluate(s, nil, exact), "sso-on", act); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("said against the look: %v", err)
	}
	if s, err = w.Verify(w.Evaluate(s, nil, exact), "sso-on", act); err != nil {
		t.Fatal(err)
	}
	if s, err = w.Reopen(s, "sso-on", act); err != nil || s.Steps["sso-on"].Status != "" {
		t.Fatal(err, s.Steps["sso-on"])
	}
	if _, err := w.Confirm(w.Evaluate(s, nil, exact), "sso-on", act); err != nil {
		t.Errorf("after a look that saw it done: %v", err)
	}
}

// After a check that finds nothing against a step but can't verify it, the step can be confirmed again.
func TestClearAllowsConfirming(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	act := playbook.StepUpdate{At: noon, By: "kim"}
	s, err := w.Fail(upTo(t, w, "result-compared"), "result-compared",
		playbook.StepUpdate{At: noon, Saw: "2 groups differ"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Confirm(w.Evaluate(s, nil, exact), "result-compared", act); migrate.ClassOf(err) != migrate.BadInput {
		t.Fatal(err)
	}
	if s, err = w.Clear(s, "result-compared"); err != nil {
		t.Fatal(err)
	}
	if s, err = w.Confirm(w.Evaluate(s, nil, exact), "result-compared", act); err != nil {
		t.Fatal(err)
	}
	if again, err := w.Clear(s, "result-compared"); err != nil ||
		again.Steps["result-compared"].Status != playbook.DoneConfirmed {
		t.Error("what is said was taken back: ", again.Steps["result-compared"], err)
	}
}

// A group event after the stop is only a hint and may be an admin's own change: the admin checks it and confirms.
func TestAuditLogHintCanBeConfirmed(t *testing.T) {
	const id = "last-sync-still"
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s, err := w.Fail(upTo(t, w, id), id, playbook.StepUpdate{At: noon, Saw: "2 group events"})
	if err != nil || s.Steps[id].Status != playbook.Failed || s.Steps[id].Saw != "2 group events" {
		t.Fatal(s.Steps[id], err)
	}
	if !blocks(t, w, w.Evaluate(s, nil, exact), "switch-on", id) {
		t.Error("the hint shuts nothing")
	}
	said, err := w.Confirm(w.Evaluate(s, nil, exact), id, playbook.StepUpdate{
		At: noon, By: "kim",
		Saw: "I made a group by hand",
	})
	if err != nil || said.Steps[id].Saw != "I made a group by hand" {
		t.Error(said.Steps[id], err)
	}
	if cleared, err := w.Clear(s, id); err != nil || cleared.Steps[id].Status != "" {
		t.Error("a later log without events:", cleared.Steps[id], err)
	}
	if open, err := w.Reopen(s, id, playbook.StepUpdate{At: noon}); err != nil || open.Steps[id].Status != "" {
		t.Error(open.Steps[id], err)
	}
}

// A weaker result never replaces a stronger one.
func TestConfirmingLeavesVerified(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.Confidential, playbook.Entra)
	s := upTo(t, w, "names-saved")
	s, err := w.Verify(w.Evaluate(s, nil, exact), "names-saved", playbook.StepUpdate{At: noon, Saw: "5 groups are saved"})
	if err != nil {
		t.Fatal(err)
	}
	s, err = w.Confirm(w.Evaluate(s, nil, exact), "names-saved", playbook.StepUpdate{At: noon, By: "kim"})
	if got := s.Steps["names-saved"]; err != nil || got.Status != playbook.DoneVerified ||
		got.Saw != "5 groups are saved" {
		t.Errorf("%+v, %v", got, err)
	}
}
