package playbook_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// What is against a locked step can't be confirmed, only overridden.
func TestWhenAStepIsLocked(t *testing.T) {
	t.Parallel()
	step := playbook.Step{Attest: "I did it."}
	found := playbook.Record{Status: playbook.Failed, Probe: "diff", Saw: "it is off"}
	for name, c := range map[string]struct {
		view    playbook.StepView
		locked  bool
		refuted string
	}{
		"ready":                   {playbook.StepView{Step: step}, false, ""},
		"an earlier step is open": {playbook.StepView{Step: step, Blockers: make([]playbook.Blocker, 1)}, true, ""},
		"it can't be confirmed":   {playbook.StepView{}, true, ""},
		"a check found it not so": {
			playbook.StepView{Step: step, Status: playbook.Failed, Record: found},
			true,
			"it is off",
		},
		"a check gave no detail": {playbook.StepView{Step: step, Record: playbook.Record{
			Status: playbook.Failed,
			Probe:  "diff",
		}}, true, "it isn't done"},
		"the check is only a hint": {playbook.StepView{
			Step:   playbook.Step{Attest: "I did it.", HintOnly: true},
			Record: found,
		}, false, ""},
		"done all the same": {
			playbook.StepView{Step: step, Status: playbook.DoneConfirmed, Record: playbook.Record{Refuted: "it is off"}},
			false,
			"",
		},
	} {
		if c.view.Locked() != c.locked || c.view.Refuted() != c.refuted {
			t.Errorf("%s: locked is %t, refuted %q", name, c.view.Locked(), c.view.Refuted())
		}
	}
}

// Words must be typed once, and are stored.
func TestWhatMustBeTyped(t *testing.T) {
	t.Parallel()
	confirm := playbook.Step{Confirm: &playbook.Confirm{Type: "no way back"}}
	for typed, want := range map[string]bool{"": true, "No way back": true, " no way back ": false} {
		v := playbook.StepView{Step: confirm, Record: playbook.Record{Typed: typed}}
		if v.NeedsTyping() != want {
			t.Errorf("%q was typed, and typing is needed: %t", typed, !want)
		}
	}
	if (playbook.StepView{}).NeedsTyping() {
		t.Error("a step without words to type asks for them")
	}
}

// Names are reported in numbers, with their grade after the required number was typed.
func TestNamesString(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]playbook.Names{
		"0 exact":                              {},
		"3 exact, 2 only in AD":                {Exact: 3, Missing: 2},
		"3 exact; 40 fewer than at first":      {Exact: 3, ShrinkWarning: "40 fewer than at first"},
		"1 exact, 1 only in AD; fewer than it": {Exact: 1, Missing: 1, ShrinkWarning: "fewer than it"},
	} {
		if got := n.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	many := playbook.Names{Compared: true, Exact: 3, Unpaired: 40}
	for typed, want := range map[string]evidence.Grade{
		"": evidence.Unknown, "39": evidence.Unknown,
		" 40": evidence.Verified,
	} {
		c := playbook.Context{Names: many, State: playbook.State{Steps: map[playbook.StepID]playbook.Record{
			playbook.StepNamesExact: {Typed: typed},
		}}}
		if got := c.NamesExact(); got != want {
			t.Errorf("typed is %q: %s, want %s", typed, got, want)
		}
	}
}

// SCIM is on according to a finished step, or else to the fact.
func TestWhySCIMOn(t *testing.T) {
	t.Parallel()
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	before := upTo(t, w, "switch-on")
	after := upTo(t, w, "service-restarted")
	on, err := w.Step("switch-on")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		state playbook.State
		known map[doctor.Fact]playbook.Observation
		want  []string
	}{
		"off":           {before, nil, nil},
		"a step":        {after, nil, []string{fmt.Sprintf("step %d is done", on.Number)}},
		"an audit log":  {before, known(doctor.SCIMSelfHosted, "on", noon), []string{"scim_self_hosted is on"}},
		"the other one": {before, known(doctor.SCIMConfidential, "on", noon), []string{"scim_confidential is on"}},
	} {
		if got := w.WhySCIMOn(w.Evaluate(c.state, c.known, exact)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if r, told := w.ReportedBy(after)[doctor.SCIMSelfHosted]; !told || !r.Status.IsFinal() || r.At.IsZero() {
		t.Errorf("what tells it is %+v", r)
	}
	if r, told := w.ReportedBy(before)[doctor.SCIMSelfHosted]; told {
		t.Errorf("before the step, %+v tells it", r)
	}
}

// Computed statuses are never read from a file.
func TestStoredStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[playbook.Status]bool{
		"": true, playbook.Running: true, playbook.DoneVerified: true, playbook.DoneConfirmed: true, playbook.Failed: true,
		playbook.NotNeeded: true, playbook.Ready: false, playbook.Blocked: false, "done": false,
	} {
		if status.Kept() != want {
			t.Errorf("%q is kept: %t", status, !want)
		}
	}
}

// The displayed minute is after CertainAt, never before it.
func TestCertainAtIsNeverTooEarly(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]string{
		0:                "certain after 2026-03-02 12:00 UTC",
		time.Nanosecond:  "certain after 2026-03-02 12:01 UTC",
		59 * time.Second: "certain after 2026-03-02 12:01 UTC",
	} {
		if got := (playbook.StepView{CertainAt: noon.Add(after)}).Certain(); got != want {
			t.Errorf("%s after noon: %q", after, got)
		}
	}
}
