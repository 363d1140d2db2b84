package enable_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
)

func TestRunProbe(t *testing.T) {
	f := start(t)
	look := func(probe playbook.Probe) (string, error) {
		return enable.RunProbe(t.Context(), f.s, f.App, f.Config, probe, time.Time{})
	}
	steps := []playbook.Probe{playbook.ProbeIDPConnection, playbook.ProbeIDPUsers, playbook.ProbeIDPGroups}
	for _, probe := range steps {
		if _, err := look(probe); migrate.ClassOf(err) != migrate.Partial {
			t.Errorf("%s of what is off: %v", probe, err)
		}
	}
	for id := range f.s.now {
		f.s.now[id] = "on"
	}
	for _, probe := range steps {
		if saw, err := look(probe); err != nil || !strings.Contains(saw, "it reads on") {
			t.Errorf("%s: %q %v", probe, saw, err)
		}
	}
	if len(f.s.did) != 0 || len(f.entries(t)) != 0 {
		t.Error("a look wrote", f.s.did)
	}
	f.s.modes[idp.StepTest] = idp.ModeGuide
	if _, err := look(playbook.ProbeIDPConnection); migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "it reads on") {
		t.Error("a step that only the admin sees was called seen:", err)
	}
	f.s.before = failing("verify", idp.StepUsers, errDenied)
	if _, err := look(playbook.ProbeIDPUsers); !errors.Is(err, migrate.ErrDenied) {
		t.Error(err)
	}
}

func TestRunProbeForFirstCycle(t *testing.T) {
	f := start(t)
	for name, c := range map[string]struct {
		cycle idp.Cycle
		class migrate.Class
		fails bool
	}{
		"complete": {idp.Cycle{State: idp.CycleIdle, Complete: true, Says: "all went well"}, 0, false},
		"running":  {idp.Cycle{State: idp.CycleRunning}, migrate.Partial, true},
		"errors": {idp.Cycle{
			State: idp.CycleIdle, Complete: true,
			Errors: []idp.Failure{{Kind: "group", Name: "Sales", Why: "taken"}},
		}, migrate.Partial, true},
		"quarantined": {idp.Cycle{State: idp.CycleQuarantined}, migrate.Partial, true},
		"not told":    {idp.Cycle{State: idp.CycleUnknown}, migrate.BadInput, true},
	} {
		f.s.cycles = []idp.Cycle{c.cycle}
		_, err := enable.RunProbe(t.Context(), f.s, f.App, f.Config, playbook.ProbeIDPStatus, time.Now())
		if (err != nil) != c.fails || err != nil && migrate.ClassOf(err) != c.class {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Where the journal has no start, the cycle may be of last year.
	f.s.cycles = []idp.Cycle{{State: idp.CycleIdle, Complete: true, Says: "all went well"}}
	if _, err := enable.RunProbe(t.Context(), f.s, f.App, f.Config, playbook.ProbeIDPStatus, time.Time{}); err == nil ||
		migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "confirm it yourself") {
		t.Errorf("without a start: %v", err)
	}
}

func TestLastIsTheNewestStepOfTheTenant(t *testing.T) {
	f := start(t)
	if _, ok, err := enable.Last(f.w.Journal(), f.s); ok || err != nil {
		t.Error(ok, err)
	}
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
		t.Fatal(err)
	}
	last, ok, err := enable.Last(f.w.Journal(), f.s)
	if err != nil || !ok || last.App != f.App || last.Path != playbook.SelfHosted || last.Endpoint != f.Config.Endpoint {
		t.Error(last, ok, err)
	}
	if got := last.EndpointOf(f.App, playbook.SelfHosted); got != f.Config.Endpoint {
		t.Errorf("the endpoint is %q", got)
	}
	if _, err := f.Disable(t.Context()); err != nil {
		t.Fatal(err)
	}
	last, _, err = enable.Last(f.w.Journal(), f.s)
	if got := last.EndpointOf(f.App, playbook.SelfHosted); err != nil || last.App != f.App || got != "" {
		t.Errorf("after the undo, %+v is last, with the endpoint %q (%v)", last, got, err)
	}
}

// A run that finds everything as wanted is the newest one too: what comes next goes by its app and
// its endpoint. It is recorded once.
func TestLastIsARunThatFoundAllAsWanted(t *testing.T) {
	t.Parallel()
	f := start(t)
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
		t.Fatal(err)
	}
	first := f.App
	asWanted := func() {
		t.Helper()
		plan := f.plan(t)
		plan.Steps = slices.DeleteFunc(plan.Steps, func(step idp.Step) bool { return step.ID == idp.StepTest })
		for i := range plan.Steps { // the token can't be read
			plan.Steps[i].Settings = []idp.Setting{{Name: "it", Before: "on", After: "on"}}
		}
		outcomes, err := f.Apply(t.Context(), plan)
		if err != nil || slices.ContainsFunc(outcomes, func(o enable.Outcome) bool { return o.State != enable.AlreadySet }) {
			t.Fatalf("%v: %+v", err, outcomes)
		}
	}
	for _, at := range []struct {
		app      idp.App
		endpoint string
		undone   bool
	}{
		{idp.App{ID: "a2", Name: "Dashlane 2"}, f.Config.Endpoint, false},
		{first, f.Config.Endpoint, false},
		{first, "https://other.example.com/scim/2.0", false},
		{first, "https://other.example.com/scim/2.0", true},
	} {
		f.App, f.Config.Endpoint = at.app, at.endpoint
		if at.undone {
			if err := f.BeginUndo(); err != nil {
				t.Fatal(err)
			}
		}
		asWanted()
		last, ok, err := enable.Last(f.w.Journal(), f.s)
		if err != nil || !ok || last.App != at.app || last.EndpointOf(at.app, playbook.SelfHosted) != at.endpoint {
			t.Errorf("%+v: %+v, %v", at, last, err)
		}
		places, err := f.Places()
		if err != nil || places.Elsewhere(idp.StepUsers) || places.Elsewhere(idp.StepTest) != (at.app != first ||
			at.endpoint != "https://id.example.com/scim/2.0") {
			t.Errorf("%+v: made elsewhere are %+v, %v", at, places, err)
		}
		if !places.Elsewhere(idp.StepImport) {
			t.Errorf("%+v: a step without a record is taken as made here", at)
		}
		before := len(f.entries(t))
		if asWanted(); len(f.entries(t)) != before {
			t.Errorf("%+v: it is recorded again: %q", at, f.entries(t))
		}
	}
	f.s.name = "the stand-in by its id"
	if places, err := f.Places(); err != nil || places.Elsewhere(idp.StepUsers) {
		t.Errorf("a tenant with another name is taken as another one: %+v, %v", places, err)
	}
	if _, err := f.Disable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if places, err := f.Places(); err != nil || !places.Elsewhere(idp.StepUsers) {
		t.Errorf("a step that was undone is taken as made here: %+v, %v", places, err)
	}
}

// A provider that sends as soon as it is set up is judged by what it sent since this
// migration set it up: removing a user's assignment doesn't change that, another
// endpoint does, and where nothing was recorded it counts from the start.
func TestStartedAtWhereTheAdminStarts(t *testing.T) {
	f := start(t)
	f.s.modes = map[idp.StepID]idp.Mode{idp.StepEndpoint: idp.ModeGuide, idp.StepStart: idp.ModeVerify}
	p := &people{standIn: f.s, users: map[string][]idp.User{
		"ann@example.com": {{ID: "u1", Login: "ann@example.com", Active: true}},
	}}
	f.Provider = p
	f.Guide = func(_ context.Context, step idp.Step, _ string) (string, error) {
		f.s.now[step.ID] = "on"
		return "said so", nil
	}
	at := func() time.Time {
		t.Helper()
		at, err := enable.StartedAt(f.w.Journal(), p, f.App)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	apply := func(ids ...idp.StepID) {
		t.Helper()
		plan := f.plan(t)
		plan.Steps = slices.DeleteFunc(plan.Steps, func(s idp.Step) bool { return !slices.Contains(ids, s.ID) })
		if _, err := f.Apply(t.Context(), plan); err != nil {
			t.Fatal(err)
		}
	}
	disable := func(undone ...idp.StepID) {
		t.Helper()
		f.Undone = undone
		if _, err := f.Disable(t.Context()); err != nil {
			t.Fatal(err)
		}
	}

	before := time.Now()
	apply(idp.StepStart) // its other steps were confirmed in the runbook
	begun := at()
	if early := before.Truncate(time.Second); begun.Before(early) || !f.s.since.Equal(begun) {
		t.Fatalf("%v, checked with %v, and nothing was recorded before %v", begun, f.s.since, before)
	}
	plan, err := enable.PlanUsers(t.Context(), p, f.App, []string{"ann@example.com"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Assign(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	apply(idp.StepUsers)
	if disable(); !at().Equal(begun) {
		t.Errorf("it counts from %v after steps that are not the start's were undone, and not from %v", at(), begun)
	}
	if apply(idp.StepEndpoint); !at().Equal(begun) {
		t.Error("what was sent before the endpoint was recorded doesn't count")
	}
	f.Config.Endpoint = "https://other.example.com/scim/2.0"
	apply(idp.StepEndpoint)
	second := at()
	if !second.After(begun) {
		t.Error("what was sent to the earlier endpoint counts")
	}
	if apply(idp.StepEndpoint); !at().Equal(second) {
		t.Error("the same endpoint was set again, and what was sent to it doesn't count")
	}
	if disable(idp.StepEndpoint, idp.StepStart); !at().IsZero() {
		t.Error("the endpoint and the start are undone, and it counts from", at())
	}
	f.s.cycles = []idp.Cycle{{State: idp.CycleIdle, Complete: true, Says: "2 changes"}}
	if _, err := enable.RunProbe(t.Context(), p, f.App, f.Config, playbook.ProbeIDPStatus, at()); migrate.ClassOf(err) !=
		migrate.BadInput || !strings.Contains(err.Error(), "may have sent this before") {
		t.Error(err)
	}
}
