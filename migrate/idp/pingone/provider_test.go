package pingone_test

import (
	"slices"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/pingone/pingonetest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim/scimmytest"
)

// From nothing to a real SCIM provider: the test of the connection reaches it,
// every selected group is there under exactly its name, and taking back deletes
// none.
func TestGroupsAreExactAtARealProvider(t *testing.T) {
	runtest.LeaveToFull(t)
	const dashlane = "0b5a2f5e-7a53-4d5c-9d0e-6f0a3a4b1c2d"
	provider := scimmytest.StartWith(t, scimmytest.Options{Token: dashlane}, scimmytest.Group{Name: "Payroll"})
	there := func() []string {
		var out []string
		for _, g := range provider.Groups() {
			out = append(out, g.Name)
		}
		slices.Sort(out)
		return out
	}
	s := pingonetest.Start(t)
	s.Provisions = true
	s.Groups = []m{
		{"id": "1", "name": "  two  blanks"},
		{"id": "2", "name": "Ops–Oslo"},
		{"id": "3", "name": "Payroll"},
		{"id": "4", "name": "sales emea"},
		{"id": "5", "name": "Not assigned"},
	}
	p := open(t, s)
	if _, err := p.Rename(t.Context(), migrate.Change{
		ID: "4", Attribute: migrate.DisplayName, Before: "sales emea",
		After: "Sales EMEA",
	}); err != nil {
		t.Fatal(err)
	}
	app := idp.App{ID: "new", Name: "Dashlane"}
	want := idp.DesiredConfig{
		Path: playbook.SelfHosted, Endpoint: provider.Connection().Location,
		Token: migrate.NewSecret(dashlane),
	}
	e, w := engine(t, p, app, want, func(step idp.Step) {
		if step.ID == idp.StepGroups {
			for _, id := range []string{"1", "2", "3", "4"} {
				if err := p.Assign(t.Context(), app, id); err != nil {
					t.Error(err)
				}
			}
			return
		}
		s.Lock()
		defer s.Unlock()
		s.Rules[0]["populationExpression"] = "enabled eq true"
		s.Mappings = []m{{"id": "m", "rule": m{"id": s.Rules[0]["id"]}, "targetAttribute": "userName"}}
	})
	run(t, e)
	exact := []string{"  two  blanks", "Ops–Oslo", "Payroll", "Sales EMEA"}
	if got := there(); !slices.Equal(got, exact) {
		t.Errorf("at the provider: %q", got)
	}
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || !c.Complete || c.Done != 4 || c.Failed != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if list, err := p.Diagnose(t.Context(), app); err != nil || len(list) != 0 {
		t.Error(found(t, list), err)
	}
	if _, err := e.Disable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := there(); !slices.Equal(got, exact) {
		t.Errorf("after it was taken back: %q", got)
	}
	holdsNo(t, w, dashlane)
	// A provider that refuses the token is told by the test, before anything is
	// turned on.
	e.Config.Token = migrate.NewSecret("1b5a2f5e-7a53-4d5c-9d0e-6f0a3a4b1c2d")
	test := step(t, p, app, e.Config, idp.StepTest)
	if saw, err := p.Apply(t.Context(), app, test, e.Config); migrate.ClassOf(err) != migrate.Partial {
		t.Errorf("%q, %v", saw, err)
	}
}
