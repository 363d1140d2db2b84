package operation

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
)

// An answer is saved as confirmed. It doesn't replace what was verified, also where a step
// that is only confirmed hides that, and doesn't remove what a step tells.
func TestAnswersAreSavedAsConfirmed(t *testing.T) {
	t.Parallel()
	verified := migration.Fact{
		Value: "on", Grade: migration.GradeVerified, Time: time.Now().Add(-time.Hour),
		Source: "a check",
	}
	running := verified
	running.Value = "running"
	done := map[playbook.StepID]playbook.Record{
		"ad-sync-off":     {Status: playbook.DoneConfirmed, At: time.Now()},
		"script-disabled": {Status: playbook.DoneConfirmed, At: time.Now()},
	}
	for name, c := range map[string]struct {
		answers map[doctor.Fact]string
		want    string // of the fact, or of the error
		of      doctor.Fact
	}{
		"new":                       {map[doctor.Fact]string{doctor.PlanSCIM: doctor.Yes}, "yes", doctor.PlanSCIM},
		"the same as verified":      {map[doctor.Fact]string{doctor.SSO: "on"}, "on", doctor.SSO},
		"against what was verified": {map[doctor.Fact]string{doctor.SSO: "off"}, "sso=off isn't saved", doctor.SSO},
		"removes what was verified": {map[doctor.Fact]string{doctor.SSO: ""}, "sso= isn't saved", doctor.SSO},
		"removes what a step tells": {map[doctor.Fact]string{doctor.ADSync: ""}, "ad_sync isn't removed", doctor.ADSync},
		"against what a step hides": {
			map[doctor.Fact]string{doctor.ADSyncScript: "absent"},
			"ad_sync_script=absent isn't saved", doctor.ADSyncScript,
		},
		"removes an answer": {map[doctor.Fact]string{doctor.ReloggedIn: ""}, "", doctor.ReloggedIn},
		"no fact":           {map[doctor.Fact]string{"moon": "full"}, `"moon" isn't a fact`, "moon"},
		"one of two can't be saved": {
			map[doctor.Fact]string{doctor.PlanSCIM: doctor.Yes, doctor.SSO: "off"},
			"sso=off isn't saved", doctor.PlanSCIM,
		},
		"a value that isn't one":     {map[doctor.Fact]string{doctor.PlanSCIM: "maybe"}, "maybe", doctor.PlanSCIM},
		"removes what isn't known":   {map[doctor.Fact]string{doctor.PlanSCIM: ""}, "", doctor.PlanSCIM},
		"replaces an earlier answer": {map[doctor.Fact]string{doctor.ReloggedIn: doctor.No}, "no", doctor.ReloggedIn},
	} {
		state := migration.State{
			Path: playbook.SelfHosted, IdP: playbook.Okta, Playbook: playbook.State{Steps: done},
			Facts: map[string]migration.Fact{
				"sso": verified, "ad_sync_script": running,
				"relogged_in": {Value: "yes", Grade: migration.GradeConfirmed, Time: time.Now()},
			},
		}
		before := state.Facts[string(c.of)]
		_, err := AnswerFacts(&state, c.answers)
		got := state.Facts[string(c.of)]
		if err != nil {
			if !strings.Contains(err.Error(), c.want) || c.want == "" || got != before {
				t.Errorf("%s: %v, and the fact is %+v", name, err, got)
			}
			continue
		}
		if got.Value != c.want || c.of != doctor.SSO && got.Value != "" && got.Grade != migration.GradeConfirmed ||
			c.of == doctor.SSO && got.Grade != migration.GradeVerified {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The path is an answer as long as none is chosen.
func TestSavableAnswers(t *testing.T) {
	t.Parallel()
	draft := map[doctor.Fact]string{doctor.Path: "confidential", doctor.PlanSCIM: doctor.Yes}
	if got := SavableAnswers(migration.State{}, draft); len(got) != 2 {
		t.Errorf("before the path is chosen: %v", got)
	}
	chosen := migration.State{Path: playbook.SelfHosted, IdP: playbook.Okta}
	if got := SavableAnswers(chosen, draft); len(got) != 1 || got[doctor.PlanSCIM] != doctor.Yes {
		t.Errorf("with a path: %v", got)
	}
	if len(draft) != 2 {
		t.Error("the draft itself was changed")
	}
}

// What a front end needs to say why is in the error.
func TestFactErrorSaysWhatIsKnown(t *testing.T) {
	t.Parallel()
	state := migration.State{
		Path: playbook.SelfHosted, IdP: playbook.Okta,
		Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{
			"ad-sync-off": {Status: playbook.DoneConfirmed, At: time.Now()},
		}},
		Facts: map[string]migration.Fact{"sso": {
			Value: "on", Grade: migration.GradeVerified,
			Source: "Dashlane's public API",
		}},
	}
	_, err := AnswerFacts(&state, map[doctor.Fact]string{doctor.ADSync: ""})
	if f, is := errors.AsType[*FactError](err); !is || f.Step.ID != "ad-sync-off" || f.Fact != doctor.ADSync {
		t.Errorf("of a step: %+v", err)
	}
	_, err = AnswerFacts(&state, map[doctor.Fact]string{doctor.SSO: "off"})
	if f, is := errors.AsType[*FactError](err); !is || f.Verified.Source != "Dashlane's public API" || f.Step.ID != "" ||
		migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("of what was verified: %+v", err)
	}
	if known := RememberedFacts(state); known[doctor.SSO] != "on" || known[doctor.Path] != "self-hosted" {
		t.Errorf("remembered: %v", known)
	}
}

// A check that finds a step done, or not done, is noted; one that can't tell is not, and
// only takes back what an earlier one had against the step.
func TestCheckIsNotedByWhatItTells(t *testing.T) {
	t.Parallel()
	refuted := playbook.Record{Status: playbook.Failed, Probe: playbook.ProbeDashlaneStatus, Saw: "SSO is off"}
	none := &migrate.Problem{Class: migrate.BadInput, What: "can't tell", Err: playbook.ErrNothingAgainst}
	for name, c := range map[string]struct {
		before playbook.Record
		err    error
		tells  bool
		want   playbook.Status
		saw    string
	}{
		"done": {playbook.Record{}, nil, true, playbook.DoneVerified, "SSO is on"},
		"not done": {
			playbook.Record{},
			notYet("SSO is off", "turn it on"), true, playbook.Failed,
			"SSO is off",
		},
		"can't be reached":            {refuted, &migrate.Problem{Class: migrate.Unreachable, What: "x"}, false, "", ""},
		"fails in another way":        {refuted, errors.New("out of memory"), false, "", ""},
		"nothing against it":          {playbook.Record{}, none, false, "", ""},
		"nothing against it any more": {refuted, none, true, "", ""},
	} {
		state := migration.State{
			Path: playbook.SelfHosted, IdP: playbook.Okta, Playbook: playbook.State{
				Steps: map[playbook.StepID]playbook.Record{"sso-on": c.before},
			},
		}
		w, err := state.Runbook()
		if err != nil {
			t.Fatal(err)
		}
		outcome := CheckOutcome{On: w, Step: "sso-on", Saw: "SSO is on", Err: c.err}
		if outcome.Tells(c.before) != c.tells {
			t.Errorf("%s: it tells something: %v", name, !c.tells)
		}
		if !c.tells {
			continue
		}
		if _, err := outcome.Note(&state, playbook.StepUpdate{}); err != nil {
			t.Fatal(name, err)
		}
		if r := state.Playbook.Steps["sso-on"]; r.Status != c.want || r.Saw != c.saw {
			t.Errorf("%s: %+v", name, r)
		}
		other, err := playbook.New(playbook.Dashlane(), playbook.Confidential, playbook.Okta)
		if err != nil {
			t.Fatal(err)
		}
		outcome.On = other
		if _, err := outcome.Note(&state, playbook.StepUpdate{}); err == nil ||
			!strings.Contains(err.Error(), "another path") {
			t.Errorf("%s: on another path: %v", name, err)
		}
	}
}

// A check of a comparison that doesn't count any more notes nothing of the step.
func TestACheckOfAComparisonThatDoesNotCountNotesNothing(t *testing.T) {
	t.Parallel()
	state := migration.State{Path: playbook.SelfHosted, IdP: playbook.Okta, CompareAfter: time.Now()}
	w, err := state.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	result, err := diff.Compare(t.Context(), []migrate.Group{{ID: "a", Name: "Sales"}},
		[]migrate.Group{{ID: "s", Name: "Sales"}}, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	outcome := CheckOutcome{On: w, Step: playbook.StepNamesExact, Saw: "1 name is exact"}
	for ago, next := range map[time.Duration]migrate.RemedyKind{
		time.Minute:  "", // outdated: comparing again helps
		-time.Minute: migrate.RemedyConnectSides,
	} {
		outcome.Compared = &ShownComparison{Result: result, At: state.CompareAfter.Add(-ago)}
		state := state
		_, err := outcome.Note(&state, playbook.StepUpdate{})
		p, ok := errors.AsType[*migrate.Problem](err)
		if !ok {
			t.Fatalf("%s: it is refused: %v", ago, err)
		}
		if again := p.Next == "check again"; again != (next == "") || again != (len(p.Remedies) == 0) ||
			!again && p.Remedies[0].Kind != next {
			t.Errorf("%s: next is %q, %+v", ago, p.Next, p.Remedies)
		}
		if len(state.Playbook.Steps) != 0 || next == "" && state.Comparison != nil {
			t.Errorf("%s: something is noted: %+v", ago, state)
		}
	}
}

// A probe shows that SCIM is on only if the token was accepted, and for the path that the endpoint
// belongs to.
func TestWhatAProbeTells(t *testing.T) {
	t.Parallel()
	on := &scim.ProbeResult{Path: "self-hosted", Reason: "its address"}
	refused := &scim.ProbeResult{Path: "self-hosted", Checks: []scim.Check{{Name: "token", State: scim.Fail}}}
	for name, c := range map[string]struct {
		result *scim.ProbeResult
		path   playbook.Path
		fact   doctor.Fact
		note   string
	}{
		"accepted":      {on, playbook.SelfHosted, doctor.SCIMSelfHosted, ""},
		"refused":       {refused, playbook.SelfHosted, "", "whether SCIM is on couldn't be checked"},
		"no path":       {on, "", "", "set the path"},
		"another path":  {on, playbook.Confidential, "", "not like confidential"},
		"refused, none": {refused, "", "", "whether SCIM is on couldn't be checked"},
	} {
		var f findings
		f.probed(c.result, c.path)
		if c.fact != "" && (len(f.origins) != 1 || f.origins[0].Fact != c.fact || f.origins[0].Value != doctor.On) ||
			c.fact == "" && len(f.origins) > 0 || !strings.Contains(strings.Join(f.notes, "; "), c.note) ||
			(len(f.notes) > 0) != (c.note != "") {
			t.Errorf("%s: %+v, %q", name, f.origins, f.notes)
		}
	}
}
