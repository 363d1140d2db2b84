package enable_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
)

// people is the stand-in with users who are assigned one by one.
type people struct {
	*standIn
	users    map[string][]idp.User
	assigned []string
}

func (p *people) FindUsers(context.Context, []string, migrate.Report) (map[string][]idp.User, error) {
	return p.users, nil
}

func (p *people) AssignedUsers(context.Context, idp.App, migrate.Report) (all []idp.User, err error) {
	for _, id := range p.assigned {
		all = append(all, idp.User{ID: id})
	}
	return all, nil
}

func (p *people) AssignUser(_ context.Context, _ idp.App, id string) error {
	p.assigned = append(p.assigned, id)
	return nil
}

func (p *people) UnassignUser(_ context.Context, _ idp.App, id string) error {
	p.assigned = slices.DeleteFunc(p.assigned, func(one string) bool { return one == id })
	return nil
}

// Users of a list are planned, assigned, and taken back by Disable: those alone that
// were assigned from here.
func TestUsersOfAListThereAndBack(t *testing.T) {
	f := start(t)
	p := &people{standIn: f.s, assigned: []string{"u2"}, users: map[string][]idp.User{
		"ann@example.com": {{ID: "u1", Login: "ann@example.com", Active: true}},
		"bob@example.com": {{ID: "u2", Login: "bob@example.com", Active: true}},
		"two@example.com": {{ID: "u3"}, {ID: "u4"}},
	}}
	f.Provider = p
	plan, err := enable.PlanUsers(t.Context(), p, f.App,
		[]string{"Ann@example.com", "bob@example.com", "two@example.com", "none@example.com"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var actions []enable.Action
	for _, row := range plan.Rows {
		actions = append(actions, row.Action)
	}
	if !slices.Equal(actions, []enable.Action{enable.Add, enable.Keep, enable.Unclear, enable.Missing}) ||
		plan.Rows[0].Note == "" {
		t.Error(plan.Rows)
	}
	if _, err := f.Assign(t.Context(), plan); err != nil || !slices.Equal(p.assigned, []string{"u2", "u1"}) {
		t.Error(p.assigned, err)
	}
	if outcomes, err := f.Disable(t.Context()); err != nil || len(outcomes) != 1 || outcomes[0].State != enable.Done ||
		!slices.Equal(p.assigned, []string{"u2"}) {
		t.Error(outcomes, p.assigned, err)
	}
	if made, err := f.Made(t.Context()); err != nil || len(made) != 0 {
		t.Error(made, err)
	}
}

// Where the provider doesn't report whether it sends, users stay assigned until the admin
// confirms that provisioning is off: to take one away could deactivate the member.
func TestUsersStayAssignedWhileItIsNotKnownThatNothingIsSent(t *testing.T) {
	f := start(t)
	f.s.modes[idp.StepStart] = idp.ModeGuide
	p := &people{standIn: f.s, users: map[string][]idp.User{
		"ann@example.com": {{ID: "u1", Login: "ann@example.com", Active: true}},
	}}
	f.Provider = p
	f.Guide = func(context.Context, idp.Step, string) (string, error) { return "said so", nil }
	plan, err := enable.PlanUsers(t.Context(), p, f.App, []string{"ann@example.com"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Assign(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	outcomes, err := f.Disable(t.Context()) // no step was made, so none says how to pause
	if err != nil || len(outcomes) != 1 || outcomes[0].State != enable.ByHand || outcomes[0].Needs != idp.StepStart ||
		!strings.Contains(outcomes[0].Why, "undo it at start") {
		t.Error(outcomes, err)
	}
	if _, err := f.Apply(t.Context(), f.plan(t)); err != nil {
		t.Fatal(err)
	}
	for _, undone := range [][]idp.StepID{nil, {idp.StepUsers}} {
		f.Undone = undone
		outcomes, err := f.Disable(t.Context())
		if err != nil || outcomes[0].Step != idp.StepStart || outcomes[1].User != "u1" ||
			outcomes[1].State != enable.ByHand || len(p.assigned) != 1 {
			t.Error(outcomes, p.assigned, err)
		}
	}
	f.Undone = []idp.StepID{idp.StepStart}
	if outcomes, err := f.Disable(t.Context()); err != nil || outcomes[0].State != enable.Confirmed ||
		outcomes[1].State != enable.Done || len(p.assigned) != 0 {
		t.Error(outcomes, p.assigned, err)
	}
}
