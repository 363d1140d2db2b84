package okta_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/playbook"
)

// The tests speak to a stand-in, because no Okta organisation can be had here.

func open(t *testing.T, s *oktatest.Server) *okta.Provider {
	t.Helper()
	p, err := okta.Open(t.Context(), okta.Options{URL: s.URL, Token: migrate.NewSecret(s.Token)})
	if err != nil {
		t.Fatal(err)
	}
	p.Hurry()
	return p
}

var (
	guid     = []byte{0x59, 0x5d, 0x92, 0x39, 0x8d, 0xd3, 0x4e, 0x09, 0xa1, 0xed, 0x68, 0xd0, 0x2a, 0x9f, 0x8b, 0x3c}
	guidText = "39925d59-d38d-094e-a1ed-68d02a9f8b3c"
)

const sid = "S-1-5-21-717838489-685202119-709183397-1177"

func names(groups []idp.Group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, g.Sent)
	}
	slices.Sort(out)
	return out
}

func TestAppsSuggestDashlaneAndSayWhatCannotProvision(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 2
	s.AddApp("Salesforce", oktatest.CustomSAML...)
	bare := s.AddApp("Dashlane SSO")
	s.AddApp("Wiki", oktatest.CustomSAML...)
	off := s.AddApp("Dashlane old", oktatest.CustomSAML...)
	s.SetStatus(off, "INACTIVE")
	apps, err := open(t, s).Apps(t.Context(), nil)
	if err != nil || len(apps) != 4 {
		t.Fatalf("%d apps, %v", len(apps), err)
	}
	for _, a := range apps {
		switch {
		case a.ID == bare && (a.Dashlane == "" || !strings.Contains(a.SCIM, "not turned on")):
			t.Errorf("the app without SCIM: %+v", a)
		case a.ID == off && !strings.Contains(a.SCIM, "not active"):
			t.Errorf("the inactive app: %+v", a)
		case a.Name == "Salesforce" && (a.Dashlane != "" || a.SCIM != ""):
			t.Errorf("a foreign app: %+v", a)
		}
	}
}

// A group goes out under its own name, or that of the group it is linked to; one
// from AD says so and carries AD's ids.
func TestAssignedNamesAuthorityAndIdentity(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 20
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	var all []string
	for i := range 45 {
		id := s.AddGroup("Group " + string(rune('A'+i%26)) + strings.Repeat("x", i/26))
		all = append(all, id)
	}
	ad, linked, alone := s.AddADGroup("Sales EMEA ", guid, sid), s.AddGroup("Ops"), s.AddGroup("Pushed alone")
	s.Assign(app, append(all, ad, linked)...)
	s.AddMapping(app, linked, s.AddTarget(app, "ops"), "ACTIVE", "")
	s.AddMapping(app, alone, s.AddTarget(app, "Pushed alone"), "ACTIVE", "")
	s.AddMapping(app, all[0], s.AddTarget(app, "stopped long ago"), "INACTIVE", "")
	got, err := open(t, s).Assigned(t.Context(), idp.App{ID: app, Name: "Dashlane"}, nil)
	if err != nil || len(got) != 48 {
		t.Fatalf("%d groups, %v", len(got), err)
	}
	for _, g := range got {
		switch g.ID {
		case ad:
			if g.Sent != "Sales EMEA " || g.ADID != guidText || g.ADSID != sid || !strings.Contains(g.Authority, "Active Directory") {
				t.Errorf("the AD group: %+v", g)
			}
		case linked:
			if g.Sent != "ops" || g.Name != "Ops" || !strings.Contains(g.Authority, "linked") {
				t.Errorf("the linked group: %+v", g)
			}
		case all[0]:
			if g.Sent != "Group A" || g.Authority != "" {
				t.Errorf("a group of Okta: %+v", g)
			}
		}
	}
	for _, r := range s.Requests() {
		if strings.Contains(r, "/groups?") && !strings.Contains(r, "limit=") {
			t.Errorf("the next link was not followed as it is: %s", r)
		}
	}
}

func TestDirectoryReadsEveryPage(t *testing.T) {
	s := oktatest.Start(t)
	s.Pages = 3
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		s.AddGroup(name)
	}
	got, err := open(t, s).Directory(t.Context(), nil)
	if err != nil || strings.Join(names(got), "") != "abcdefg" {
		t.Errorf("%v, %v", names(got), err)
	}
}

func rename(id, from, to string) migrate.Change {
	return migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: from, After: to}
}

func TestRenameKeepsTheRestOfTheProfile(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 3
	id := s.AddGroup("sales emea")
	p := open(t, s)
	now, err := p.Rename(t.Context(), rename(id, "sales emea", "Sales EMEA"))
	if err != nil || now.Names[migrate.DisplayName] != "Sales EMEA" {
		t.Fatalf("%+v, %v", now, err)
	}
	if got := s.Profile(id); got["description"] != "about sales emea" || got["name"] != "Sales EMEA" {
		t.Errorf("the profile is %v", got)
	}
}

func TestRenameRefusals(t *testing.T) {
	s := oktatest.Start(t)
	mine, other, ad, all := s.AddGroup("mine"), s.AddGroup("other"), s.AddADGroup("from AD", guid, sid), s.AddEveryone()
	p := open(t, s)
	stale := rename(mine, "mine", "x")
	stale.Version = "2001-01-01T00:00:00.000Z"
	for _, c := range []struct {
		name   string
		change migrate.Change
		want   error
	}{
		{"another name by now", rename(mine, "not mine", "x"), migrate.ErrChanged},
		{"another version by now", stale, migrate.ErrChanged},
		{"a taken name", rename(mine, "mine", "other"), migrate.ErrTaken},
		{"no name", rename(mine, "mine", ""), migrate.ErrInvalid},
		{"a group from AD", rename(ad, "from AD", "x"), migrate.ErrDenied},
		{"a built-in group", rename(all, "Everyone", "x"), migrate.ErrDenied},
		{"a deleted group", rename("00gGone", "gone", "x"), migrate.ErrGone},
	} {
		if _, err := p.Rename(t.Context(), c.change); !errors.Is(err, c.want) || migrate.ClassOf(err) == 0 {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if s.Profile(mine)["name"] != "mine" || s.Profile(other)["name"] != "other" {
		t.Error("a refused rename has written")
	}
}

// Another admin renames the group between the reading and the writing of
// somebody's plan.
func TestRenameSeesAnotherAdmin(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddGroup("sales")
	p := open(t, s)
	s.SetName(id, "Sales!")
	if _, err := p.Rename(t.Context(), rename(id, "sales", "Sales")); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("%v", err)
	}
}

func TestAssignIsReadBack(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 4
	app, g := s.AddApp("Dashlane"), s.AddGroup("Sales")
	p := open(t, s)
	for range 2 {
		if err := p.Assign(t.Context(), idp.App{ID: app}, g); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(s, "PUT "); n != 1 {
		t.Errorf("assigned %d times", n)
	}
	s.Lag = 1000
	if err := p.Assign(t.Context(), idp.App{ID: app}, s.AddGroup("Never seen")); migrate.ClassOf(err) != migrate.Partial {
		t.Errorf("an assignment that does not show: %v", err)
	}
	if err := p.Assign(t.Context(), idp.App{ID: app}, "00gGone"); !errors.Is(err, migrate.ErrGone) {
		t.Errorf("a group that is gone: %v", err)
	}
}

func count(s *oktatest.Server, prefix string) (n int) {
	for _, r := range s.Requests() {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

func step(t *testing.T, p *okta.Provider, app idp.App, want idp.Want, id idp.StepID) idp.Step {
	t.Helper()
	steps, err := p.Plan(t.Context(), app, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no step %s", id)
	return idp.Step{}
}

var (
	confidential = idp.Want{Path: playbook.Confidential, Endpoint: "https://nitro.example.com/scim", Token: migrate.NewSecret("secret-scim-token")}
	selfHosted   = idp.Want{Path: playbook.SelfHosted, Endpoint: "https://es.example.com/scim", Token: migrate.NewSecret("secret-scim-token")}
)

// What is planned is written, read back and, taken back, as it was: for links,
// new groups, paused ones and ones in error.
func TestGroupsStepThereAndBack(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 3
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	fresh, there, paused, broken := s.AddGroup("Fresh"), s.AddGroup("There"), s.AddGroup("Paused"), s.AddGroup("Broken")
	s.Assign(id, fresh, there, paused, broken, s.AddEveryone())
	target := s.AddTarget(id, "There")
	s.AddMapping(id, paused, s.AddTarget(id, "Paused"), "INACTIVE", "")
	s.AddMapping(id, broken, s.AddTarget(id, "Broken"), "ERROR", "401 Unauthorized")
	before := s.Pushes(id)
	p := open(t, s)

	on := step(t, p, app, selfHosted, idp.StepGroups)
	if on.Wrong != "" || len(on.Settings) != 4 || !on.Changes() {
		t.Fatalf("the plan: %+v", on)
	}
	if n := count(s, "POST ") + count(s, "PUT ") + count(s, "PATCH ") + count(s, "DELETE "); n != 0 {
		t.Fatalf("the plan wrote %d times", n)
	}
	if saw, err := p.Apply(t.Context(), app, on, selfHosted); err != nil || !strings.Contains(saw, "4 assigned groups") {
		t.Fatalf("apply: %q, %v", saw, err)
	}
	want := []string{"Broken>Broken ACTIVE", "Fresh>Fresh ACTIVE", "Paused>Paused ACTIVE", "There>There ACTIVE"}
	if got := s.Pushes(id); !slices.Equal(got, want) {
		t.Errorf("pushed %v", got)
	}
	if _, err := p.Verify(t.Context(), app, on, selfHosted); err != nil {
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
	_ = target
}

// The link goes to the group that is there, not to a second one of its name.
func TestPushLinksTheGroupThatIsThere(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.Assign(id, s.AddGroup("Sales"))
	s.AddTarget(id, "Sales")
	p := open(t, s)
	groups, _ := p.Directory(t.Context(), nil)
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepGroups), selfHosted); err != nil {
		t.Fatal(err)
	}
	if after, _ := p.Directory(t.Context(), nil); len(after) != len(groups) {
		t.Errorf("%d groups became %d", len(groups), len(after))
	}
}

func TestGroupsStepSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name, want string
		set        func(s *oktatest.Server, app string)
	}{
		{"no Push Groups", "Push Groups is not turned on", func(s *oktatest.Server, app string) {
			s.SetFeatures(app, "PUSH_NEW_USERS")
			s.Assign(app, s.AddGroup("Sales"))
		}},
		{"a near name", "not exactly", func(s *oktatest.Server, app string) {
			s.Assign(app, s.AddGroup("Sales"))
			s.AddTarget(app, "sales ")
		}},
		{"another link", "is linked to", func(s *oktatest.Server, app string) {
			g := s.AddGroup("Sales")
			s.Assign(app, g)
			s.AddMapping(app, g, s.AddTarget(app, "sales"), "ACTIVE", "")
		}},
		{"an inactive app", "not active", func(s *oktatest.Server, app string) { s.SetStatus(app, "INACTIVE") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := oktatest.Start(t)
			id := s.AddApp("Dashlane", oktatest.CustomSAML...)
			c.set(s, id)
			p := open(t, s)
			groups := step(t, p, idp.App{ID: id}, selfHosted, idp.StepGroups)
			if !strings.Contains(groups.Wrong, c.want) {
				t.Errorf("wrong: %q", groups.Wrong)
			}
			if _, err := p.Apply(t.Context(), idp.App{ID: id}, groups, selfHosted); err == nil {
				t.Error("it was made all the same")
			}
			if n := count(s, "POST ") + count(s, "PUT ") + count(s, "PATCH ") + count(s, "DELETE "); n != 0 {
				t.Errorf("%d writes", n)
			}
		})
	}
}

func TestAnotherAdminInBetweenStopsTheStep(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	g := s.AddGroup("Sales")
	s.Assign(id, g)
	p := open(t, s)
	planned := step(t, p, app, selfHosted, idp.StepGroups)
	s.Assign(id, s.AddGroup("By another admin"))
	if _, err := p.Apply(t.Context(), app, planned, selfHosted); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("%v", err)
	}
	if got := s.Pushes(id); len(got) != 0 {
		t.Errorf("written all the same: %v", got)
	}
}

// Taking back leaves alone what another admin has made since.
func TestRevertKeepsWhatOthersMade(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	app := idp.App{ID: id, Name: "Dashlane"}
	s.Assign(id, s.AddGroup("Sales"))
	p := open(t, s)
	planned := step(t, p, app, selfHosted, idp.StepGroups)
	if _, err := p.Apply(t.Context(), app, planned, selfHosted); err != nil {
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

// A custom app answers 200 with UNKNOWN: nothing is concluded from that, and the
// users step is read back from the app's features.
func TestCustomAppIsGuidedAndReadBack(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane")
	app := idp.App{ID: id, Name: "Dashlane"}
	p := open(t, s)
	for _, one := range []idp.StepID{idp.StepEndpoint, idp.StepUsers, idp.StepScope, idp.StepStart} {
		planned := step(t, p, app, confidential, one)
		if planned.Mode != idp.ModeVerify || len(planned.Guide) == 0 {
			t.Errorf("%s: %+v", one, planned)
		}
		_, err := p.Verify(t.Context(), app, planned, confidential)
		if (err == nil) != (one == idp.StepScope) {
			t.Errorf("%s before anything is set up: %v", one, err)
		}
		if _, err := p.Apply(t.Context(), app, planned, confidential); migrate.ClassOf(err) != migrate.Partial {
			t.Errorf("%s was applied: %v", one, err)
		}
	}
	s.SetFeatures(id, oktatest.CustomSAML...)
	for _, one := range []idp.StepID{idp.StepEndpoint, idp.StepUsers} {
		if _, err := p.Verify(t.Context(), app, step(t, p, app, confidential, one), confidential); err != nil {
			t.Errorf("%s after the admin set it up: %v", one, err)
		}
	}
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepTest}, confidential); err == nil {
		t.Error("the test of the connection cannot be seen")
	}
}

func TestCatalogueAppIsSetByTheProgram(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 2
	id := s.AddCatalogueApp("Dashlane", confidential.Endpoint+"/")
	app := idp.App{ID: id, Name: "Dashlane"}
	p := open(t, s)
	planned := step(t, p, app, confidential, idp.StepUsers)
	if planned.Mode != idp.ModeApply || !planned.Changes() {
		t.Fatalf("%+v", planned)
	}
	if saw, err := p.Apply(t.Context(), app, planned, confidential); err != nil || !strings.Contains(saw, "Create Users on") {
		t.Fatalf("%q, %v", saw, err)
	}
	s.Lag = 0
	for range 3 {
		_, _ = p.Directory(t.Context(), nil)
	}
	if _, err := p.Verify(t.Context(), app, planned, confidential); err != nil {
		t.Error(err)
	}
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepEndpoint}, confidential); err != nil {
		t.Error(err)
	}
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepEndpoint}, selfHosted); err == nil {
		t.Error("another base URL was not seen")
	}
	if _, err := p.Apply(t.Context(), app, planned, confidential); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("the same plan twice: %v", err)
	}
	if saw, err := p.Revert(t.Context(), app, planned); err != nil || !strings.Contains(saw, "Create Users off") {
		t.Errorf("%q, %v", saw, err)
	}
}

func TestNoSecretAnywhere(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddApp("Dashlane", oktatest.CustomSAML...)
	s.Assign(id, s.AddGroup("Sales"))
	p := open(t, s)
	var texts []string
	for _, want := range []idp.Want{confidential, selfHosted} {
		steps, err := p.Plan(t.Context(), idp.App{ID: id}, want)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(steps)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusInternalServerError, 0} {
		s.Fail(http.MethodGet, "/api/v1/groups", status, 10)
		_, err := p.Directory(t.Context(), nil)
		if err == nil {
			t.Fatalf("no error for %d", status)
		}
		texts = append(texts, err.Error())
		s.Fail(http.MethodGet, "/api/v1/groups", status, 0)
		p = open(t, s)
	}
	texts = append(texts, p.String())
	for _, text := range texts {
		if strings.Contains(text, s.Token) || strings.Contains(text, "secret-scim-token") {
			t.Errorf("a secret is in %s", text)
		}
	}
}
