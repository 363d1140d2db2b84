package okta_test

import (
	"slices"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim/scimmytest"
)

// From the plan to a real SCIM provider: every group that AD sync had is there under
// exactly its name, one that was there already is linked, and taking back
// deletes none.
func TestPushedGroupsAreExactAtARealProvider(t *testing.T) {
	runtest.LeaveToFull(t)
	want := []string{"  two  blanks", "Ops–Oslo", "Payroll", "Sales EMEA"}
	provider := scimmytest.Start(t, scimmytest.Group{Name: "Payroll"})
	there := func() []string {
		var out []string
		for _, g := range provider.Groups() {
			out = append(out, g.Name)
		}
		slices.Sort(out)
		return out
	}
	s := oktatest.Start(t)
	s.PushTo(provider.Connection().Location, provider.Connection().Secret.Reveal())
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	for _, name := range []string{"  two  blanks", "Ops–Oslo", "Payroll"} {
		s.AddGroup(name)
	}
	s.AddTarget(id, "Payroll")
	wrong := s.AddGroup("sales emea")
	config := had(want...)
	p := open(t, s)
	if _, err := p.Rename(t.Context(), rename(wrong, "sales emea", "Sales EMEA")); err != nil {
		t.Fatal(err)
	}
	planned := step(t, p, app, config, idp.StepGroups)
	if _, err := p.Apply(t.Context(), app, planned, config); err != nil {
		t.Fatal(err)
	}
	if got := there(); !slices.Equal(got, want) {
		t.Errorf("at the provider: %q", got)
	}
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.Done != 4 || c.Failed != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := p.Revert(t.Context(), app, planned); err != nil {
		t.Fatal(err)
	}
	if got := there(); !slices.Equal(got, want) {
		t.Errorf("after it was taken back: %q", got)
	}
	// A provider that refuses shows as a push in error, which the step says.
	provider.Fault(scimmytest.Fault{Method: "GET", Status: 401, Times: 100})
	provider.Fault(scimmytest.Fault{Method: "POST", Status: 401, Times: 100})
	planned = step(t, p, app, config, idp.StepGroups)
	if saw, err := p.Apply(t.Context(), app, planned, config); migrate.ClassOf(err) != migrate.Partial {
		t.Errorf("%q, %v", saw, err)
	}
	found, err := p.Diagnose(t.Context(), app)
	if err != nil || !slices.Contains(ids(found), "push-error") || !slices.Contains(ids(found), "token-refused") {
		t.Errorf("%v, %v", ids(found), err)
	}
}
