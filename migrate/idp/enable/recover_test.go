package enable_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// TestAnAssignmentThatWasCutOffIsRead, of a group and of a user: whether it was made is asked
// of the provider, and unknown where it doesn't tell.
func TestAnAssignmentThatWasCutOffIsRead(t *testing.T) {
	t.Parallel()
	group := []enable.Assignment{{Action: enable.Add, Group: "g1", Sent: "Sales"}}
	user := []enable.Assignment{{Action: enable.Add, User: "u1", Login: "ann@example.com"}}
	for name, c := range map[string]struct {
		rows     []enable.Assignment
		provider func(f fixture) idp.Provider
		want     enable.State
	}{
		"a group that is assigned": {group, func(f fixture) idp.Provider {
			f.s.groups = []idp.Group{{ID: "g1"}}
			return f.s
		}, enable.Done},
		"a group that is not": {group, func(f fixture) idp.Provider { return f.s }, enable.NotDone},
		"a user who is assigned": {user, func(f fixture) idp.Provider {
			return &people{standIn: f.s, assigned: []string{"u1"}}
		}, enable.Done},
		"a user who is not": {user, func(f fixture) idp.Provider {
			return &people{standIn: f.s, assigned: []string{"u2"}}
		}, enable.NotDone},
		"a user who isn't told": {user, func(f fixture) idp.Provider { return f.s }, enable.Unknown},
	} {
		f := start(t)
		f.Provider = &people{standIn: f.s}
		f.Journal = &torn{f.w.Journal(), 1} // the power goes off after the intent
		if _, err := f.Assign(t.Context(), &enable.Assignments{Rows: c.rows}); !errors.Is(err, errPower) {
			t.Fatalf("%s: %v", name, err)
		}
		f.s.groups, f.Journal = nil, f.w.Journal()
		f.Provider = c.provider(f)
		found, err := f.Recover(t.Context())
		if err != nil || len(found) != 1 || found[0].State != c.want || found[0].Group+found[0].User !=
			c.rows[0].Group+c.rows[0].User {
			t.Errorf("%s: %+v %v", name, found, err)
		}
		if again, err := f.Recover(t.Context()); err != nil || len(again) != 0 {
			t.Errorf("%s is read twice: %+v %v", name, again, err)
		}
	}
}

// TestAProviderWithoutSingleUsers says so before anything is written.
func TestAProviderWithoutSingleUsers(t *testing.T) {
	t.Parallel()
	f := start(t)
	if _, err := enable.PlanUsers(t.Context(), f.s, f.App, []string{"ann@example.com"}, nil); migrate.ClassOf(err) !=
		migrate.BadInput || !strings.Contains(err.Error(), "Assign them by a group") {
		t.Error(err)
	}
	if _, err := f.Try(t.Context(), ann, sales); migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "its API has no such call") {
		t.Error(err)
	}
	if lines := f.entries(t); len(lines) != 0 {
		t.Errorf("the journal has %q", lines)
	}
}

// TestABrokenEntryIsNoStep: what cannot be read is an error, never a step that is forgotten.
func TestABrokenEntryIsNoStep(t *testing.T) {
	t.Parallel()
	f := start(t)
	if _, err := f.w.Journal().Append(store.Entry{Kind: enable.KindIntent, Data: []byte(`{"do":7}`)}); err != nil {
		t.Fatal(err)
	}
	_, recovered := f.Recover(t.Context())
	_, disabled := f.Disable(t.Context())
	_, changed := enable.Changes(f.w.Journal().All())
	_, _, last := enable.Last(f.w.Journal(), f.s)
	_, began := enable.StartedAt(f.w.Journal(), f.s, f.App)
	for i, err := range []error{recovered, disabled, changed, last, began} {
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
			"an entry about the identity provider is broken") {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestAPlanOfAnotherAppIsNotMade, nor one of another path or endpoint.
func TestAPlanOfAnotherAppIsNotMade(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*enable.Plan){
		"app":      func(p *enable.Plan) { p.App.ID = "a2" },
		"path":     func(p *enable.Plan) { p.Path = playbook.Confidential },
		"endpoint": func(p *enable.Plan) { p.Endpoint = "https://else.example.com" },
	} {
		f := start(t)
		plan := f.plan(t)
		change(plan)
		outcomes, err := f.Apply(t.Context(), plan)
		if migrate.ClassOf(err) != migrate.BadInput || len(f.s.did) != 0 || slices.ContainsFunc(outcomes,
			func(o enable.Outcome) bool { return o.State != enable.NotStarted }) {
			t.Errorf("%s: %v, did %q", name, err, f.s.did)
		}
	}
}

// TestStartedAtOfAProviderWithACall is the intent to start, of this app alone, until its endpoint is changed or
// undone: a provider that runs already is not started again for the other endpoint.
func TestStartedAtOfAProviderWithACall(t *testing.T) {
	t.Parallel()
	f := start(t)
	at := func(app idp.App) time.Time {
		t.Helper()
		at, err := enable.StartedAt(f.w.Journal(), f.s, app)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	apply := func() {
		t.Helper()
		if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
			t.Fatal(err)
		}
	}
	apply()
	first := at(f.App)
	if first.IsZero() || !at(idp.App{ID: "another"}).IsZero() {
		t.Errorf("%v, of another app %v", first, at(idp.App{ID: "another"}))
	}
	f.Config.Endpoint += "/"
	if apply(); !at(f.App).Equal(first) {
		t.Errorf("the same endpoint is saved again, and it counts from %v", at(f.App))
	}
	f.Config.Endpoint = "https://other.example.com/scim/2.0"
	if apply(); !at(f.App).IsZero() {
		t.Errorf("it runs already and sends to another endpoint, and it counts from %v", at(f.App))
	}
	f.s.now[idp.StepStart] = "off" // an admin stopped it
	if apply(); !at(f.App).After(first) {
		t.Errorf("it was started for the other endpoint, and it counts from %v", at(f.App))
	}
	if _, err := f.Disable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !at(f.App).IsZero() {
		t.Errorf("it is undone, and it counts from %v", at(f.App))
	}
}
