package enable_test

import (
	"slices"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
)

func TestAssignmentsPairByIdentityThenExactName(t *testing.T) {
	ad := []migrate.Group{
		{ID: "AAAA", Name: "Sales"},
		{ID: "bbbb", Name: "IT"},
		{ID: "cccc", Name: "HR"},
		{ID: "dddd", Name: "Twin"},
		{ID: "eeee", Name: "Taken"},
		{ID: "ffff", Name: "Kept", Details: &migrate.GroupDetails{ADSID: "s-1-5"}},
	}
	directory := []idp.Group{
		{ID: "1", Sent: "sales emea", ADID: "aaaa"},
		{ID: "2", Sent: "Sales"},
		{ID: "3", Sent: "IT"},
		{ID: "4", Sent: "hr"},
		{ID: "5", Sent: "Twin"},
		{ID: "6", Sent: "Twin"},
		{ID: "7", Sent: "Taken", ADID: "9999"},
		{ID: "8", Sent: "Other", ADSID: "S-1-5"},
		{ID: "9", Sent: "Guests"},
	}
	plan := enable.PlanAssignments(idp.App{}, ad, directory, []idp.Group{directory[7], directory[8]})
	var got []string
	for _, r := range plan.Rows {
		got = append(got, string(r.Action)+" "+r.AD+" "+r.Group+" "+r.By)
	}
	want := []string{
		"add Sales 1 identity", "add IT 3 name", "missing HR  ", "unclear Twin  name", "missing Taken  ",
		"keep Kept 8 identity", "leave  9 ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestAssignStopsAtTheFirstFailureAndSaysSo(t *testing.T) {
	f := start(t)
	plan := enable.PlanAssignments(idp.App{}, []migrate.Group{{Name: "a"}, {Name: "b"}},
		[]idp.Group{{ID: "1", Sent: "a"}, {ID: "2", Sent: "b"}}, nil)
	f.s.after = failing("assign", "", errDropped) // made, but the answer lost
	if outcomes, err := f.Assign(t.Context(), plan); err != nil || len(outcomes) != 2 || outcomes[0].State != enable.Done {
		t.Error(outcomes, err)
	}
	f.s.groups, f.s.after, f.s.before = nil, nil, failing("assign", "", errDenied)
	if outcomes, err := f.Assign(t.Context(), plan); err == nil || len(outcomes) != 1 ||
		outcomes[0].State != enable.NotDone {
		t.Error(outcomes, err)
	}
}

func TestInterlocksNeedAReason(t *testing.T) {
	walk, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Okta)
	if err != nil {
		t.Fatal(err)
	}
	blockers := enable.Interlocks(walk, walk.Evaluate(playbook.State{}, nil, playbook.Names{}))
	if len(blockers) < 3 {
		t.Fatal(blockers)
	}
	confidential, err := playbook.New(playbook.Dashlane(), playbook.Confidential, playbook.Okta)
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"", "no way back"} {
		s := playbook.State{Steps: map[playbook.StepID]playbook.Record{
			"choose-path": {Status: playbook.DoneConfirmed, Typed: typed},
		}}
		all := enable.Interlocks(confidential, confidential.Evaluate(s, nil, playbook.Names{}))
		if got := slices.ContainsFunc(all, func(b playbook.Blocker) bool {
			return b.ID == "path-confirmed"
		}); got != (typed == "") {
			t.Errorf("typed is %q, and the way keeps it shut: %v", typed, got)
		}
	}
	f := start(t)
	choose(t, f.w, playbook.SelfHosted)
	begin := func(reason string) error {
		return enable.CheckRequirements(f.w, playbook.SelfHosted, playbook.Okta, nil, reason, "me", true)
	}
	if err := begin(" - "); migrate.ClassOf(err) != migrate.BadInput || len(f.w.State().Playbook.Forced) != 0 {
		t.Error(err)
	}
	if err := begin("a test company"); err != nil {
		t.Fatal(err)
	}
	forced := f.w.State().Playbook.Forced
	if len(forced) != 1 || forced[0].Reason != "a test company" || forced[0].By != "me" || len(forced[0].Over) < 3 {
		t.Errorf("%+v", forced)
	}
}
