package okta_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta/oktatest"
)

// What is planned is written, read back and, taken back, as it was: for links,
// new groups, paused ones and ones in error.
func TestGroupsStepThereAndBack(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 3
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	paused, broken := s.AddGroup("Paused"), s.AddGroup("Broken")
	s.AddGroup("Fresh")
	s.AddGroup("There")
	config := had("Fresh", "There", "Paused", "Broken")
	s.Assign(id, s.AddGroup("All of us"), s.AddEveryone())
	s.AddTarget(id, "There")
	s.AddMapping(id, paused, s.AddTarget(id, "Paused"), "INACTIVE", "")
	s.AddMapping(id, broken, s.AddTarget(id, "Broken"), "ERROR", "401 Unauthorized")
	before := s.Pushes(id)
	p := open(t, s)

	on := step(t, p, app, config, idp.StepGroups)
	if on.Wrong != "" || len(on.Settings) != 4 || !on.Changes() {
		t.Fatalf("the plan: %+v", on)
	}
	if n := count(s, "POST ") + count(s, "PUT ") + count(s, "PATCH ") + count(s, "DELETE "); n != 0 {
		t.Fatalf("the plan wrote %d times", n)
	}
	if saw, err := p.Apply(t.Context(), app, on, config); err != nil || !strings.Contains(saw, "4 groups of AD sync") {
		t.Fatalf("apply: %q, %v", saw, err)
	}
	want := []string{"Broken>Broken ACTIVE", "Fresh>Fresh ACTIVE", "Paused>Paused ACTIVE", "There>There ACTIVE"}
	if got := s.Pushes(id); !slices.Equal(got, want) {
		t.Errorf("pushed %v", got)
	}
	if _, err := p.Verify(t.Context(), app, on, config); err != nil {
		t.Error(err)
	}
	if saw, err := p.Revert(t.Context(), app, on); err != nil {
		t.Fatalf("revert: %q, %v", saw, err)
	}
	got := s.Pushes(id)
	// A mapping in error is on again: Okta sets the error by itself.
	if before[0] != "Broken>Broken ERROR" || got[0] != "Broken>Broken ACTIVE" || !slices.Equal(got[1:], before[1:]) {
		t.Errorf("taken back %v, was %v", got, before)
	}
	s.Lag = 0
	for range 3 {
		s.AddGroup("unrelated")
	}
	off := step(t, p, app, confidential, idp.StepGroups)
	if saw, err := p.Apply(t.Context(), app, off, confidential); err != nil || saw != "no group is pushed" {
		t.Fatalf("off: %q, %v", saw, err)
	}
	if got := s.Pushes(id); !slices.Equal(got, []string{"Paused>Paused INACTIVE"}) {
		t.Errorf("after off %v", got)
	}
	if _, err := p.Revert(t.Context(), app, off); err != nil {
		t.Fatal(err)
	}
	if got := s.Pushes(id); !slices.Equal(got, []string{"Broken>Broken ACTIVE", "Paused>Paused INACTIVE"}) {
		t.Errorf("taken back %v", got)
	}
}

// The link goes to the group that is there, not to a second one of its name.
func TestPushLinksTheGroupThatIsThere(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.AddGroup("Sales")
	target := s.AddTarget(id, "Sales")
	p, config := open(t, s), had("Sales")
	groups, _ := p.Directory(t.Context(), nil)
	if _, err := p.Apply(t.Context(), app, step(t, p, app, config, idp.StepGroups), config); err != nil {
		t.Fatal(err)
	}
	if after, _ := p.Directory(t.Context(), nil); len(after) != len(groups) {
		t.Errorf("%d groups became %d", len(groups), len(after))
	}
	// By id: by name, what Okta takes for the same name is not told.
	if !slices.ContainsFunc(s.Requests(), func(r string) bool {
		return strings.HasPrefix(r, "POST ") && strings.Contains(r, `"targetGroupId":"`+target+`"`)
	}) {
		t.Error("it was not linked by its id")
	}
}

// What is pushed though AD sync did not have it is shown, and stays.
func TestPushOfAnotherGroupIsShown(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	s.AddGroup("Sales")
	s.AddMapping(id, s.AddGroup("Old"), s.AddTarget(id, "Old"), "ACTIVE", "")
	p := open(t, s)
	groups := step(t, p, idp.App{ID: id}, had("Sales"), idp.StepGroups)
	if !slices.ContainsFunc(groups.Settings, func(one idp.Setting) bool {
		return strings.Contains(one.Name, "Old") && strings.Contains(one.After, "not a group of AD sync")
	}) {
		t.Errorf("%+v", groups.Settings)
	}
	if _, err := p.Apply(t.Context(), idp.App{ID: id}, groups, had("Sales")); err != nil {
		t.Fatal(err)
	}
	if got := s.Pushes(id); len(got) != 2 || got[0] != "Old>Old ACTIVE" {
		t.Error(got)
	}
}

func TestGroupsStepSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name, want string
		set        func(s *oktatest.Server, app string)
	}{
		{"a near name", "not exactly", func(s *oktatest.Server, app string) {
			s.AddGroup("Sales")
			s.AddTarget(app, "sales ")
		}},
		{"a near name, by what it hides", "not exactly", func(s *oktatest.Server, app string) {
			s.AddGroup("Sales EMEA")
			s.AddTarget(app, "Sales\u00a0\u00a0EMEA")
		}},
		{"another link", "is linked to", func(s *oktatest.Server, app string) {
			g := s.AddGroup("Sales")
			s.AddMapping(app, g, s.AddTarget(app, "sales"), "ACTIVE", "")
		}},
		{"an inactive app", "not active", func(s *oktatest.Server, app string) { s.SetStatus(app, "INACTIVE") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := oktatest.Start(t)
			id := s.AddApp("Dashlane", oktatest.CustomSAML...)
			c.set(s, id)
			p := open(t, s)
			config := had("Sales", "Sales EMEA")
			groups := step(t, p, idp.App{ID: id}, config, idp.StepGroups)
			if !strings.Contains(groups.Wrong, c.want) {
				t.Errorf("wrong: %q", groups.Wrong)
			}
			if _, err := p.Apply(t.Context(), idp.App{ID: id}, groups, config); err == nil {
				t.Error("it was made all the same")
			}
			if n := count(s, "POST ") + count(s, "PUT ") + count(s, "PATCH ") + count(s, "DELETE "); n != 0 {
				t.Errorf("%d writes", n)
			}
		})
	}
}

// Push Groups is the admin's to select: the plan can be made before it is, and is
// still good after.
func TestGroupsStepWaitsForPushGroups(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane")
	app := idp.App{ID: id, Name: "Dashlane"}
	s.AddGroup("Sales")
	p := open(t, s)
	config := had("Sales")
	planned := step(t, p, app, config, idp.StepGroups)
	if planned.Wrong != "" {
		t.Errorf("wrong: %q", planned.Wrong)
	}
	s.SetFeatures(id, "PUSH_NEW_USERS")
	if _, err := p.Apply(t.Context(), app, planned, config); err == nil || !strings.Contains(err.Error(),
		"Push Groups") || count(s, "POST ") != 0 {
		t.Errorf("%v", err)
	}
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepEndpoint}, selfHosted); err == nil {
		t.Error("the endpoint step is done without Push Groups")
	}
	s.SetFeatures(id, oktatest.CustomSAML...)
	if _, err := p.Apply(t.Context(), app, planned, config); err != nil {
		t.Error(err)
	}
}

func TestAnotherAdminInBetweenStopsTheStep(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.AddGroup("Sales")
	p := open(t, s)
	config := had("Sales")
	planned := step(t, p, app, config, idp.StepGroups)
	theirs := s.AddGroup("By another admin")
	s.AddMapping(id, theirs, s.AddTarget(id, "By another admin"), "ACTIVE", "")
	if _, err := p.Apply(t.Context(), app, planned, config); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("%v", err)
	}
	if got := s.Pushes(id); len(got) != 1 {
		t.Errorf("written all the same: %v", got)
	}
}

// Taking back leaves alone what another admin has made since.
func TestRevertKeepsWhatOthersMade(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.AddGroup("Sales")
	p := open(t, s)
	config := had("Sales")
	planned := step(t, p, app, config, idp.StepGroups)
	if _, err := p.Apply(t.Context(), app, planned, config); err != nil {
		t.Fatal(err)
	}
	s.AddMapping(id, s.AddGroup("Theirs"), s.AddTarget(id, "Theirs"), "ACTIVE", "")
	if _, err := p.Revert(t.Context(), app, planned); err != nil {
		t.Fatal(err)
	}
	if got := s.Pushes(id); !slices.Equal(got, []string{"Theirs>Theirs ACTIVE"}) {
		t.Errorf("%v", got)
	}
}
