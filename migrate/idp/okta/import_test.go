package okta_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta/oktatest"
)

// A group that Dashlane is known to have is never pushed by name: it is linked, once
// the admin has imported it.
func TestNothingIsPushedByNameThatDashlaneHas(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.AddGroup("Sales")
	s.AddGroup("New")
	s.AddRemote(id, "Sales", "Legal")
	p, config := open(t, s), had("Sales", "New", "Nowhere")
	config.DashlaneGroups = []string{"Sales", "Legal"}

	imported := step(t, p, app, config, idp.StepImport)
	if imported.Mode != idp.ModeVerify || !imported.Changes() {
		t.Errorf("the import: %+v", imported)
	}
	if _, err := p.Verify(t.Context(), app, imported, config); migrate.ClassOf(err) != migrate.Partial ||
		!strings.Contains(err.Error(), "2 groups that Dashlane has") {
		t.Errorf("nothing is imported: %v", err)
	}
	groups := step(t, p, app, config, idp.StepGroups)
	if groups.Wrong != "" || len(groups.Settings) != 3 || !strings.Contains(groups.Settings[2].Before,
		"no group of Okta") {
		t.Errorf("the plan: %+v", groups)
	}
	if _, err := p.Apply(t.Context(), app, groups, config); err == nil || !strings.Contains(err.Error(), "import") ||
		count(s, "POST ") != 0 {
		t.Errorf("pushed before the import: %v", err)
	}
	s.Import(id)
	if saw, err := p.Verify(t.Context(), app, imported, config); err != nil || !strings.Contains(saw, "2 groups") {
		t.Errorf("%q, %v", saw, err)
	}
	if saw, err := p.Apply(t.Context(), app, groups, config); err != nil || !strings.Contains(saw, "2 groups of AD sync") {
		t.Fatalf("%q, %v", saw, err)
	}
	if got := s.Remote(id); !slices.Equal(got, []string{"Legal", "New", "Sales"}) {
		t.Errorf("at Dashlane: %q", got)
	}
	if standing, ok, err := p.ReadStep(t.Context(), app, groups); standing != idp.StepMade || !ok || err != nil {
		t.Errorf("%v %v %v", standing, ok, err)
	}
}

// Without a known list of AD's groups nothing is pushed, and that is said; the step is
// the admin's.
func TestWithoutADsGroupsNothingIsPushed(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.Assign(id, s.AddGroup("Sales"))
	p := open(t, s)
	groups := step(t, p, app, selfHosted, idp.StepGroups)
	if groups.Mode != idp.ModeGuide || !strings.Contains(groups.Guide[0], "Nothing is pushed") {
		t.Errorf("%+v", groups)
	}
	if _, err := p.Verify(t.Context(), app, groups, selfHosted); err == nil {
		t.Error("nothing known was taken for a success")
	}
}

// A group of AD is found in the whole organization by its identity before its name, and
// a mirror of the app's own group is never pushed to it.
func TestPushedGroupsAreFoundInTheWholeOrganization(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 2
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	source := s.AddADGroup("Sales EMEA", guid, sid)
	s.AddTarget(id, "Sales EMEA")
	s.AddTarget(id, "Mirror alone")
	p, config := open(t, s), had("Sales EMEA", "Mirror alone")
	config.ADGroups[0].ID = guidText
	groups := step(t, p, app, config, idp.StepGroups)
	if !strings.Contains(groups.Settings[1].Before, "not pushed") {
		t.Errorf("%+v", groups.Settings)
	}
	if _, err := p.Apply(t.Context(), app, groups, config); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Pushed(t.Context(), app); err != nil || !slices.Equal(got, []string{source}) {
		t.Error(got, err)
	}
}

// A run that broke off stands partly, and can be taken back; what another admin changed
// can't.
func TestReadStepTellsOwnChangesFromOthers(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	a, b := s.AddGroup("A"), s.AddGroup("B")
	old := s.AddTarget(id, "A")
	p, config := open(t, s), had("A", "B")
	groups := step(t, p, app, config, idp.StepGroups)
	see := func(want idp.StepState) {
		t.Helper()
		if got, _, err := p.ReadStep(t.Context(), app, groups); got != want || err != nil {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	see(idp.StepNotMade)
	s.AddMapping(id, a, old, "ACTIVE", "")
	see(idp.StepPartlyMade)
	s.Assign(id, s.AddGroup("C"))
	s.AddMapping(id, s.AddGroup("D"), s.AddTarget(id, "D"), "ACTIVE", "")
	see(idp.StepPartlyMade)
	s.AddMapping(id, b, s.AddTarget(id, "B"), "ERROR", "401")
	see(idp.StepMade)
}

// The organization may lack Group Push, the service app its role, and its sign-in may
// want proof of possession: each is said with what to do.
func TestWhatAnOrganizationLacksIsSaid(t *testing.T) {
	s := oktatest.Start(t)
	s.NoGroupPush = true
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	p := open(t, s)
	for _, config := range []idp.DesiredConfig{confidential, had("Sales")} {
		if groups := step(t, p, idp.App{ID: id}, config, idp.StepGroups); groups.Mode != idp.ModeGuide {
			t.Errorf("%+v", groups)
		}
	}
	_, err := p.Pushed(t.Context(), idp.App{ID: id})
	if err == nil || !strings.Contains(err.Error(), "E0000015") || strings.Contains(err.Error(), "try again later") {
		t.Errorf("%v", err)
	}
}
