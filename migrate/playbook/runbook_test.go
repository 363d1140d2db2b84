package playbook_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// combinations calls do for each path and identity provider; with -short, for half of the providers on each path.
func combinations(t *testing.T, do func(t *testing.T, w *playbook.Runbook)) {
	for i, path := range playbook.Paths() {
		for j, idp := range playbook.IDPs() {
			if testing.Short() && i != j%2 {
				continue
			}
			t.Run(string(path)+"/"+string(idp), func(t *testing.T) { do(t, newWalk(t, path, idp)) })
		}
	}
}

func newWalk(t testing.TB, path playbook.Path, idp playbook.IDP) *playbook.Runbook {
	t.Helper()
	w, err := playbook.New(playbook.Dashlane(), path, idp)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// exact is a comparison without differences.
var exact = playbook.Names{Compared: true, Exact: 1}

// take completes a step: verified if it must be, otherwise confirmed, with the words typed if the step asks for
// them.
func take(w *playbook.Runbook, context playbook.Context, step playbook.Step) (playbook.State, error) {
	act := playbook.StepUpdate{At: noon, By: "kim", Saw: "seen"}
	if step.Confirm != nil {
		act.Typed = step.Confirm.Type
	}
	if step.Attest == "" {
		return w.Verify(context, step.ID, act)
	}
	return w.Confirm(context, step.ID, act)
}

// On every path, all steps can be completed in the suggested order.
func TestEveryPathCanBeCompleted(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		var s playbook.State
		for range w.Steps {
			context := w.Evaluate(s, nil, exact)
			next, ok := playbook.Next(w.View(context))
			if !ok || next.Status != playbook.Ready || len(next.Blockers) > 0 {
				t.Fatalf("the next step is %s, %s, %v", next.Step.ID, next.Status, next.Blockers)
			}
			var err error
			if s, err = take(w, context, next.Step); err != nil {
				t.Fatal(err)
			}
		}
		if next, ok := playbook.Next(w.View(w.Evaluate(s, nil, exact))); ok {
			t.Errorf("there is still %s", next.Step.ID)
		}
		if len(s.Forced) > 0 {
			t.Errorf("something was forced: %v", s.Forced)
		}
		// After all steps, doctor has no findings.
		facts := w.Facts(s)
		if got := doctor.Diagnose(facts); got[0].ID != doctor.NotGreyed {
			t.Errorf("at the end the doctor says %s, from %v", got[0].ID, facts)
		}
	})
}

// The steps can be done in the order of the file.
func TestStepsAreInOrder(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		var seen []playbook.StepID
		for i, s := range w.Steps {
			if s.Number != i+1 {
				t.Errorf("%s has the number %d", s.ID, s.Number)
			}
			for _, need := range s.Needs {
				if !slices.Contains(seen, need) {
					t.Errorf("%s needs %s, which comes later", s.ID, need)
				}
			}
			seen = append(seen, s.ID)
		}
	})
}

// upTo walks to where the step is ready, and returns the state before it.
func upTo(t *testing.T, w *playbook.Runbook, id playbook.StepID) playbook.State {
	t.Helper()
	var s playbook.State
	for _, step := range w.Steps {
		if step.ID == id {
			return s
		}
		var err error
		if s, err = take(w, w.Evaluate(s, nil, exact), step); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatalf("there is no step %s", id)
	return s
}

// shut are the steps that must stay locked: the token, the toggles and what they enable.
var shut = map[playbook.Path][]playbook.StepID{
	playbook.Confidential: {
		"token", "switch-on", "idp-connection", "idp-users-on", "saml-groups", "idp-tested",
		"idp-assigned", "idp-started",
	},
	playbook.SelfHosted: {
		"token", "switch-on", "idp-connection", "idp-users-on", "idp-groups-on", "idp-tested",
		"idp-assigned", "idp-started",
	},
}

// Each requirement by itself locks each of these steps, with a reason, and an override with a reason unlocks it.
func TestEachRequirementLocksSteps(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		for _, id := range shut[w.Path] {
			step, err := w.Step(id)
			if err != nil {
				t.Fatal(err)
			}
			ready := upTo(t, w, id)
			if b := w.Blockers(step, w.Evaluate(ready, nil, exact)); len(b) > 0 {
				t.Fatalf("%s: shut by %v when all is well", id, b)
			}
			for _, c := range []struct {
				name    string
				state   func() playbook.State
				names   playbook.Names
				facts   map[doctor.Fact]playbook.Observation
				blocker string
			}{
				{"the script not looked at", reopened(t, w, ready, "script-stopped"), exact, nil, "script-stopped"},
				{"the script seen running again", failed(t, w, ready, "script-stopped"), exact, nil, "script-stopped"},
				{"AD sync not confirmed off", reopened(t, w, ready, "ad-sync-off"), exact, nil, "ad-sync-off"},
				{"AD sync seen on again", failed(t, w, ready, "ad-sync-off"), exact, nil, "ad-sync-off"},
				{"a group differs", same(ready), playbook.Names{Compared: true, Differs: 1}, nil, "names-exact"},
				{"nothing on both sides", same(ready), playbook.Names{Compared: true, Missing: 2}, nil, "names-exact"},
				{"a group twice", same(ready), playbook.Names{Compared: true, Exact: 1, Duplicates: 1}, nil, "names-exact"},
				{"a group in conflict", same(ready), playbook.Names{Compared: true, Conflicts: 1}, nil, "names-exact"},
				{"nothing compared", same(ready), playbook.Names{}, nil, "names-exact"},
				{
					"compared long ago", same(ready),
					playbook.Names{Compared: true, Exact: 1, InvalidReason: "it is too long ago"},
					nil,
					"names-exact",
				},
				{"the plan", reopened(t, w, ready, "plan"), exact, known("plan_scim", "no", noon), "plan-without-scim"},
				{
					"the script seen awake since", same(ready), exact, known("ad_sync_script", "scheduled", noon.Add(1)),
					"script-stopped",
				},
				{"AD sync seen on since", same(ready), exact, known("ad_sync", "deprovision-only", noon.Add(1)), "ad-sync-off"},
				{"AD sync said to be on since", same(ready), exact, attested("ad_sync", "full", noon.Add(1)), "ad-sync-off"},
				{
					"the script said to be awake since", same(ready), exact, attested("ad_sync_script", "running", noon.Add(1)),
					"script-stopped",
				},
				{
					"the script not known any more", same(ready), exact, attested("ad_sync_script", "unknown", noon.Add(1)),
					"script-stopped",
				},
				{"AD sync not known any more", same(ready), exact, attested("ad_sync", "unknown", noon.Add(1)), "ad-sync-off"},
				{"the other SCIM", same(ready), exact, otherSCIM(w.Path), "other-scim-on"},
			} {
				state := c.state()
				context := w.Evaluate(state, c.facts, c.names)
				blockers := w.Blockers(step, context)
				found := slices.ContainsFunc(blockers, func(b playbook.Blocker) bool { return b.ID == c.blocker })
				if !found {
					t.Fatalf("%s: %s does not keep it shut: %v", id, c.name, blockers)
				}
				for _, b := range blockers {
					if b.What == "" || b.Next.String() == "" || strings.Contains(b.String(), "..") {
						t.Errorf("%s: %s: the words are not whole: %q", id, c.name, b.String())
					}
				}
				if got, err := take(w, context, step); migrate.ClassOf(err) != migrate.BadInput || got.Steps[id].Status != "" {
					t.Errorf("%s: %s: it was done all the same: %v", id, c.name, err)
				}
				act := playbook.StepUpdate{At: noon, By: "kim", Force: "the old server is gone"}
				got, err := w.Confirm(context, id, act)
				if err != nil {
					t.Fatalf("%s: %s: %v", id, c.name, err)
				}
				last := got.Forced[len(got.Forced)-1]
				if !got.Steps[id].Forced || last.Step != id || last.Reason != act.Force || len(last.Over) != len(blockers) ||
					last.By != "kim" {
					t.Errorf("%s: %s: kept is %+v", id, c.name, last)
				}
			}
		}
	})
}

func known(k doctor.Fact, v string, at time.Time) map[doctor.Fact]playbook.Observation {
	return map[doctor.Fact]playbook.Observation{k: {Value: v, At: at, Grade: "verified"}}
}

func attested(k doctor.Fact, v string, at time.Time) map[doctor.Fact]playbook.Observation {
	return map[doctor.Fact]playbook.Observation{k: {Value: v, At: at, Grade: "attested"}}
}

func otherSCIM(p playbook.Path) map[doctor.Fact]playbook.Observation {
	if p == playbook.Confidential {
		return known(doctor.SCIMSelfHosted, "on", noon)
	}
	return known(doctor.SCIMConfidential, "on", noon)
}

func same(s playbook.State) func() playbook.State { return func() playbook.State { return s } }

func reopened(t *testing.T, w *playbook.Runbook, s playbook.State, id playbook.StepID) func() playbook.State {
	return func() playbook.State {
		s, err := w.Reopen(s, id, playbook.StepUpdate{At: noon})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func failed(t *testing.T, w *playbook.Runbook, s playbook.State, id playbook.StepID) func() playbook.State {
	return func() playbook.State {
		s, err := w.Fail(s, id, playbook.StepUpdate{At: noon, Saw: "it ran at 11:55"})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func forced(t *testing.T, w *playbook.Runbook, s playbook.State, id playbook.StepID) func() playbook.State {
	return func() playbook.State {
		s, err := w.Reopen(s, id, playbook.StepUpdate{At: noon})
		if err != nil {
			t.Fatal(err)
		}
		if s, err = w.Confirm(w.Evaluate(s, nil, exact), id, playbook.StepUpdate{At: noon, Force: "I am sure"}); err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// On the Confidential path, groups may not be sent at all, so that names aren't a requirement. On the self-hosted
// path they always are.
func TestNamesNotNeeded(t *testing.T) {
	w := newWalk(t, playbook.Confidential, playbook.Okta)
	s := upTo(t, w, "token")
	s, err := w.Reopen(s, "names-exact", playbook.StepUpdate{At: noon})
	if err != nil {
		t.Fatal(err)
	}
	if s, err = w.Skip(s, "names-exact", playbook.StepUpdate{At: noon}); err != nil {
		t.Fatal(err)
	}
	step, _ := w.Step("token")
	if b := w.Blockers(step, w.Evaluate(s, nil, playbook.Names{Compared: true, Differs: 7})); len(b) > 0 {
		t.Errorf("shut by %v", b)
	}
	w = newWalk(t, playbook.SelfHosted, playbook.Okta)
	if _, err := w.Skip(playbook.State{}, "names-exact", playbook.StepUpdate{}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("got %v, want it refused", err)
	}
}

// Facts from before a step was done don't contradict it.
func TestOlderFactsDoNotContradict(t *testing.T) {
	w := newWalk(t, playbook.SelfHosted, playbook.Okta)
	s := upTo(t, w, "token")
	step, _ := w.Step("token")
	old := map[doctor.Fact]playbook.Observation{
		"ad_sync": {Value: "full", At: noon.Add(-time.Hour), Grade: "attested"}, "ad_sync_script": {
			Value: "running",
			At:    noon, Grade: "verified",
		},
		"path": {Value: "confidential", At: noon.Add(time.Hour), Grade: "attested"},
	}
	if b := w.Blockers(step, w.Evaluate(s, old, exact)); len(b) > 0 {
		t.Errorf("shut by %v", b)
	}
	once := known("ad_sync", "unknown", noon.Add(-time.Hour)) // seen, and still no more than not known then
	if b := w.Blockers(step, w.Evaluate(s, once, exact)); len(b) > 0 {
		t.Errorf("shut by %v", b)
	}
}
