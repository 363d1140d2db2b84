package jumpcloud_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/playbook"
)

// The tests speak to a stand-in, because no JumpCloud organization can be had
// here.

func open(t *testing.T, s *jumpcloudtest.Server) *jumpcloud.Provider {
	t.Helper()
	p, err := jumpcloud.Open(t.Context(), jumpcloud.Options{URL: s.URL, APIKey: migrate.NewSecret(s.APIKey), Org: s.Org})
	if err != nil {
		t.Fatal(err)
	}
	p.Hurry()
	return p
}

func names(groups []idp.Group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, g.Sent)
	}
	slices.Sort(out)
	return out
}

func count(s *jumpcloudtest.Server, prefix string) (n int) {
	for _, r := range s.Requests() {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

func TestAppsSuggestDashlane(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Pages = 2
	for _, label := range []string{"Slack", "Dashlane SSO", "Wiki", "Old"} {
		s.AddApp(label)
	}
	off := s.AddApp("Dashlane old")
	s.SetActive(off, false)
	apps, err := open(t, s).Apps(t.Context(), nil)
	if err != nil || len(apps) != 5 {
		t.Fatalf("%d apps, %v", len(apps), err)
	}
	for _, a := range apps {
		if (a.Dashlane != "") != strings.Contains(a.Name, "Dashlane") || (a.SCIM != "") != (a.ID == off) {
			t.Errorf("%+v", a)
		}
	}
}

// Few groups are read one by one, many by the list of all; either way every one
// comes with its exact name.
func TestAssignedByEitherWay(t *testing.T) {
	for _, n := range []int{3, 65} {
		s := jumpcloudtest.Start(t)
		s.Pages = 7
		app := s.AddApp("Dashlane")
		var want []string
		for i := range n {
			name := fmt.Sprintf("Group %02d ", i)
			s.Assign(app, s.AddGroup(name))
			s.AddGroup(fmt.Sprintf("not assigned %d", i))
			want = append(want, name)
		}
		got, err := open(t, s).Assigned(t.Context(), idp.App{ID: app}, nil)
		if err != nil || !slices.Equal(names(got), want) {
			t.Errorf("%d: %q, %v", n, names(got), err)
		}
	}
}

func TestGroupsFromActiveDirectoryAreRenamedThere(t *testing.T) {
	s := jumpcloudtest.Start(t)
	mine, theirs, exported := s.AddGroup("mine"), s.AddGroup("theirs"), s.AddGroup("exported")
	s.AddDomain("corp.example.com", "ADASAUTHORITY", theirs)
	s.AddDomain("other.example.com", "JCASAUTHORITY", exported)
	p := open(t, s)
	got, err := p.Directory(t.Context(), nil)
	if err != nil || len(got) != 3 {
		t.Fatalf("%v, %v", got, err)
	}
	for _, g := range got {
		if (g.Authority != "") != (g.ID == theirs) {
			t.Errorf("%+v", g)
		}
	}
	if _, err := p.Rename(t.Context(), rename(theirs, "theirs", "x")); !errors.Is(err, migrate.ErrDenied) ||
		count(s, "PUT ") != 0 {
		t.Errorf("%v", err)
	}
	if o, err := p.Read(t.Context(), mine); err != nil || o.Authority != "" || !o.Writable[migrate.DisplayName] {
		t.Errorf("%+v, %v", o, err)
	}
	s.Fail(http.MethodGet, "/activedirectories", http.StatusForbidden, 1)
	if got, err := p.Directory(t.Context(), nil); err != nil || len(got) != 3 {
		t.Errorf("without the right to see domains: %v, %v", got, err)
	}
}

func TestAssignIsReadBack(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Lag = 3
	app := idp.App{ID: s.AddApp("Dashlane")}
	g := s.AddGroup("Sales")
	p := open(t, s)
	for range 2 {
		if err := p.Assign(t.Context(), app, g); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(s, "POST "); n != 1 {
		t.Errorf("assigned %d times", n)
	}
	if err := p.Assign(t.Context(), app, "ffff"); !errors.Is(err, migrate.ErrGone) {
		t.Errorf("a group that is gone: %v", err)
	}
	s.Lag = 1000
	if err := p.Assign(t.Context(), app, s.AddGroup("Never seen")); migrate.ClassOf(err) != migrate.Partial {
		t.Errorf("an assignment that does not show: %v", err)
	}
}

var (
	confidential = idp.DesiredConfig{
		Path: playbook.Confidential, Endpoint: "https://nitro.example.com/scim",
		Token: migrate.NewSecret("secret-scim-token"), TestUser: "test@example.com",
	}
	selfHosted = idp.DesiredConfig{
		Path: playbook.SelfHosted, Endpoint: "https://es.example.com/scim",
		Token: migrate.NewSecret("secret-scim-token"),
	}
)

func TestEveryStepTellsWhatToClick(t *testing.T) {
	s := jumpcloudtest.Start(t)
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	p := open(t, s)
	for _, want := range []idp.DesiredConfig{confidential, selfHosted} {
		steps, err := p.Plan(t.Context(), app, want)
		if err != nil || len(steps) != len(idp.Steps()) {
			t.Fatalf("%d steps, %v", len(steps), err)
		}
		for i, step := range steps {
			if step.ID != idp.Steps()[i] || step.Mode != p.Mode(step.ID) || len(step.Guide) == 0 || step.Wrong != "" {
				t.Errorf("%+v", step)
			}
			if _, err := p.Apply(t.Context(), app, step, want); migrate.ClassOf(err) != migrate.Partial {
				t.Errorf("%s was applied: %v", step.ID, err)
			}
			if _, err := p.Revert(t.Context(), app, step); !strings.Contains(err.Error(), "Deactivate the integration") {
				t.Errorf("%s was taken back: %v", step.ID, err)
			}
		}
		if off := strings.Contains(steps[3].Guide[0], " off."); off == want.GroupProvisioning() {
			t.Errorf("groups: %v", steps[3].Guide)
		}
		text, err := json.Marshal(steps)
		if err != nil || strings.Contains(string(text), "secret-scim-token") || strings.Contains(string(text), s.APIKey) {
			t.Errorf("a secret is in the plan: %s, %v", text, err)
		}
	}
	scope := idp.Step{ID: idp.StepScope}
	if _, err := p.Verify(t.Context(), app, scope, selfHosted); err == nil {
		t.Error("an application without groups is in order")
	}
	s.Assign(app.ID, s.AddGroup("Sales"))
	if saw, err := p.Verify(t.Context(), app, scope, selfHosted); err != nil || !strings.Contains(saw, "1 groups") {
		t.Errorf("%q, %v", saw, err)
	}
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepUsers}, selfHosted); err == nil {
		t.Error("what cannot be seen was seen")
	}
	s.SetActive(app.ID, false)
	if steps, err := p.Plan(t.Context(), app, selfHosted); err != nil || !strings.Contains(steps[0].Wrong, "not active") {
		t.Errorf("an application that is off: %v", err)
	}
	if _, err := p.Plan(t.Context(), idp.App{ID: "ffff", Name: "gone"}, selfHosted); !errors.Is(err, migrate.ErrGone) {
		t.Errorf("an application that is gone: %v", err)
	}
}

func TestDiagnoseAndCycle(t *testing.T) {
	s := jumpcloudtest.Start(t)
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	p := open(t, s)
	see := func(what string, want ...string) []idp.Finding {
		t.Helper()
		found, err := p.Diagnose(t.Context(), app)
		var got []string
		for _, f := range found {
			got = append(got, f.ID)
			if f.Title == "" || f.Why == "" || f.Next == "" {
				t.Errorf("unexplained: %+v", f)
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", what, got, err, want)
		}
		return found
	}
	see("no groups", "no-groups")
	ann, bob := s.AddUser("ann@example.com", "ACTIVATED"), s.AddUser("bob@example.com", "STAGED")
	s.AddUser("not-assigned@example.com", "STAGED")
	s.Assign(app.ID, s.AddGroup("Sales", ann))
	see("healthy")
	s.Assign(app.ID, s.AddGroup("Ops", bob), s.AddGroup("Empty"))
	found := see("an empty group and a staged user", "empty-groups", "staged-users")
	if !strings.Contains(found[0].Why, `"Empty"`) || !strings.Contains(found[1].Why, "bob@example.com") ||
		strings.Contains(found[1].Why, "not-assigned") {
		t.Errorf("%+v", found)
	}
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleUnknown || c.Complete ||
		c.Says == "" {
		t.Errorf("%+v, %v", c, err)
	}
	s.SetActive(app.ID, false)
	see("inactive", "app-inactive", "empty-groups", "staged-users")
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleOff {
		t.Errorf("%+v, %v", c, err)
	}
}
