package playbook_test

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

type weighed struct {
	name         string
	told, known  string // the grade and the value
	later        time.Duration
	counts       string
	shown        string
	contradicted bool
}

// fact returns a fact that has these values.
func (w weighed) fact() doctor.Fact {
	switch {
	case strings.HasSuffix(w.told, "disabled"):
		return doctor.ADSyncScript
	case strings.HasSuffix(w.told, " on"):
		return doctor.SSO
	}
	return doctor.ADSync
}

// Tests which value counts, which one is shown and whether it contradicts the step, by time and grade.
func TestResolve(t *testing.T) {
	for _, c := range []weighed{
		{"newer, as well known", "attested off", "attested full", 1, "full", "full", true},
		{"newer, better known", "attested off", "verified full", 1, "full", "full", true},
		{"newer, and only said", "verified off", "attested full", 1, "off", "full", true},
		{"older, and seen", "attested on", "verified off", -1, "on", "on", false},
		{"older, seen, and an alarm", "attested disabled", "verified running", -1, "running", "running", true},
		{"older", "attested off", "attested full", -1, "off", "off", false},
		{"of the same moment", "attested off", "attested full", 0, "off", "off", false},
		{"older, and worse known", "verified off", "attested full", -1, "off", "off", false},
		{"not known any more", "attested off", "attested unknown", 1, "unknown", "unknown", true},
		{"not known any more, they say", "verified off", "attested unknown", 1, "off", "unknown", true},
		{"once seen as unknown", "attested off", "verified unknown", -1, "off", "off", false},
		{"the same, newer", "verified disabled", "attested absent", 1, "absent", "absent", false},
		{"the same, older", "attested disabled", "verified absent", -1, "disabled", "disabled", false},
	} {
		side := func(s string, at time.Time) playbook.Observation {
			grade, value, _ := strings.Cut(s, " ")
			return playbook.Observation{Value: value, Grade: grade, At: at}
		}
		counts, shown, contradicted := playbook.Resolve(c.fact(), side(c.told, noon),
			side(c.known, noon.Add(c.later*time.Hour)))
		if counts.Value != c.counts || shown.Value != c.shown || contradicted != c.contradicted {
			t.Errorf("%s: %s counts, %s is shown, contradicted is %v", c.name, counts.Value, shown.Value, contradicted)
		}
	}
}

// again repeats a step at a later time.
func again(t *testing.T, w *playbook.Runbook, s playbook.State, id playbook.StepID,
	known map[doctor.Fact]playbook.Observation,
	at time.Time,
) playbook.State {
	t.Helper()
	s, err := w.Confirm(w.Evaluate(s, known, exact), id, playbook.StepUpdate{At: at, By: "kim"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A login from before AD sync was turned off again is outdated, and the steps that need it are locked until it is
// repeated.
func TestOutdatedLoginMustBeRepeated(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	on := attested(doctor.ADSync, "full", noon.Add(time.Hour))
	s := upTo(t, w, "token")
	if !blocks(t, w, w.Evaluate(s, on, exact), "card-open", "ad-sync-off") {
		t.Error("AD sync is on again, and the steps behind it are not shut")
	}
	s = again(t, w, s, "ad-sync-off", on, noon.Add(2*time.Hour))
	context := w.Evaluate(s, on, exact)
	for _, id := range []playbook.StepID{"relogin", "card-open"} {
		if !blocks(t, w, context, "token", string(id)) {
			t.Errorf("%s from before counts", id)
		}
	}
	if _, there := context.Facts[doctor.ReloggedIn]; there || context.Facts[doctor.Greyed] != "" {
		t.Errorf("the doctor goes by %v", context.Facts)
	}
	s = again(t, w, s, "relogin", on, noon.Add(3*time.Hour))
	if context = w.Evaluate(s, on, exact); blocks(t, w, context, "token", "relogin") || !blocks(t, w, context, "token",
		"card-open") {
		t.Error("after a new login:", w.View(context)[13].Against, w.View(context)[14].Against)
	}
	s = again(t, w, s, "card-open", on, noon.Add(4*time.Hour))
	if step, _ := w.Step("token"); len(w.Blockers(step, w.Evaluate(s, on, exact))) > 0 {
		t.Error(w.Blockers(step, w.Evaluate(s, on, exact)))
	}
	// Verifying or confirming the same result again changes nothing.
	s = again(t, w, s, "ad-sync-off", on, noon.Add(5*time.Hour))
	if step, _ := w.Step("token"); len(w.Blockers(step, w.Evaluate(s, on, exact))) > 0 {
		t.Error(w.Blockers(step, w.Evaluate(s, on, exact)))
	}
	s, err := w.Reopen(s, "sso-on", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	s = again(t, w, s, "sso-on", on, noon.Add(6*time.Hour))
	if context = w.Evaluate(s, on, exact); blocks(t, w, context, "token", "relogin") || !blocks(t, w, context, "token",
		"card-open") {
		t.Error("SSO was turned on after the card was seen")
	}
	// The card no longer matters after SCIM is on.
	s.Steps["switch-on"] = playbook.Record{Status: playbook.DoneConfirmed, At: noon}
	if blocks(t, w, w.Evaluate(s, on, exact), "idp-connection", "card-open") {
		t.Error("with SCIM on, the card is asked for")
	}
}

// The same is true for a stored login.
func TestStoredLoginExpires(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	s := upTo(t, w, "relogin")
	for after, want := range map[time.Duration]string{-time.Hour: "", time.Hour: "yes"} {
		if got := w.Evaluate(s, attested(doctor.ReloggedIn, "yes", noon.Add(after)),
			exact).Facts[doctor.ReloggedIn]; got != want {
			t.Errorf("a login %v after AD sync was turned off: %q", after, got)
		}
	}
}

// A contradicted step doesn't count for steps that need it.
func TestContradictedStepLocksLaterSteps(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "card-open")
	context := w.Evaluate(s, attested("plan_scim", "no", noon.Add(time.Hour)), exact)
	for _, id := range []playbook.StepID{"card-open", "script-stopped"} { // needs it itself, and through another
		if !blocks(t, w, context, id, "plan") {
			t.Errorf("the plan lacks SCIM, and %s is not shut", id)
		}
	}
	if blocks(t, w, w.Evaluate(s, attested("plan_scim", "no", noon.Add(-time.Hour)), exact), "card-open", "plan") {
		t.Error("what was said before the step was done shuts it")
	}
}

// A step that is no longer true is the next one, so that steps remain.
func TestContradictedStepIsNext(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "report")
	s = again(t, w, s, "report", nil, noon)
	if next, ok := playbook.Next(w.View(w.Evaluate(s, nil, exact))); ok {
		t.Fatal("there is still", next.Step.ID)
	}
	next, ok := playbook.Next(w.View(w.Evaluate(s, attested("ad_sync", "full", noon.Add(time.Hour)), exact)))
	if !ok || next.Step.ID != "ad-sync-off" {
		t.Errorf("AD sync is on again, and next is %q", next.Step.ID)
	}
}

// The record of an override stays if a check finds the step not done.
func TestFailedCheckKeepsOverride(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "sso-on")
	s.Steps["sso-on"] = playbook.Record{Status: playbook.DoneConfirmed, At: noon, Forced: true}
	s, err := w.Fail(s, "sso-on", playbook.StepUpdate{At: noon, Saw: "SSO is off"})
	if err != nil || !s.Steps["sso-on"].Forced {
		t.Error(err, s.Steps["sso-on"])
	}
}

// A script that was verified to run contradicts a step that was only confirmed, even if it is older. Nothing
// contradicts a step that isn't needed.
func TestVerifiedFactContradictsConfirmedStep(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	for status, want := range map[playbook.Status]bool{playbook.DoneConfirmed: true, playbook.NotNeeded: false} {
		s.Steps["script-disabled"] = playbook.Record{Status: status, At: noon}
		s.Steps["script-stopped"] = playbook.Record{Status: playbook.DoneConfirmed, At: noon}
		for _, v := range w.View(w.Evaluate(s, known("ad_sync_script", "running", noon.Add(-time.Hour)), exact)) {
			if got := v.Against != ""; v.Step.ID == "script-disabled" && got != want {
				t.Errorf("%s: %q", status, v.Against)
			}
		}
	}
}

// A check doesn't contradict a confirmation of something that was done after it.
func TestOlderCheckDoesNotContradictNewerConfirmation(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "card-open")
	off := known("sso", "off", noon.Add(-24*time.Hour))
	context := w.Evaluate(s, off, exact)
	for _, v := range w.View(context) {
		if v.Against != "" {
			t.Errorf("%s: %s", v.Step.ID, v.Against)
		}
	}
	if context.Facts[doctor.SSO] != "on" {
		t.Errorf("the doctor goes by sso=%s", context.Facts[doctor.SSO])
	}
	if _, err := w.Confirm(context, "card-open", playbook.StepUpdate{At: noon}); err != nil {
		t.Error(err)
	}
	if w.Evaluate(s, known("sso", "off", noon.Add(time.Hour)), exact).Facts[doctor.SSO] != "off" {
		t.Error("a newer look does not count")
	}
}
