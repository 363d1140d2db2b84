package jumpcloud_test

import (
	"slices"
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim/scimmytest"
)

// Renamed and assigned by the program, activated by the admin: every group with
// members is at a real SCIM provider under exactly its name.
func TestGroupsAreExactAtARealProvider(t *testing.T) {
	runtest.LeaveToFull(t)
	provider := scimmytest.Start(t, scimmytest.Group{Name: "Payroll"})
	s := jumpcloudtest.Start(t)
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	ann := s.AddUser("ann@example.com", "ACTIVATED")
	p := open(t, s)
	for _, g := range []struct{ now, exact string }{
		{"sales emea", "Sales EMEA"},
		{"Ops-Oslo", "Ops–Oslo"},
		{"Payroll", "Payroll"},
	} {
		id := s.AddGroup(g.now, ann)
		if g.now != g.exact {
			if _, err := p.Rename(t.Context(), rename(id, g.now, g.exact)); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Assign(t.Context(), app, id); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Activate(app.ID, provider.Connection().Location, provider.Connection().Secret.Reveal()); err != nil {
		t.Fatal(err)
	}
	assigned, err := p.Assigned(t.Context(), app, nil)
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, g := range provider.Groups() {
		there = append(there, g.Name)
	}
	slices.Sort(there)
	if !slices.Equal(there, names(assigned)) || len(there) != 3 {
		t.Errorf("at the provider %q, sent %q", there, names(assigned))
	}
}
