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

// The tests speak to a stand-in, because no Okta organization can be had here.

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
	at := idp.App{ID: app, Name: "Dashlane"}
	got, err := open(t, s).Assigned(t.Context(), at, nil)
	if err != nil || len(got) != 47 {
		t.Fatalf("%d groups, %v", len(got), err)
	}
	if sent, err := open(t, s).Sent(t.Context(), at, nil); err != nil ||
		!slices.Equal(names(sent), []string{"Pushed alone", "ops"}) {
		t.Errorf("sent: %v, %v", names(sent), err)
	}
	for _, g := range got {
		switch g.ID {
		case ad:
			if g.Sent != "Sales EMEA " || g.ADID != guidText || g.ADSID != sid || !strings.Contains(g.Authority,
				"Active Directory") {
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

// had is the self-hosted path where AD sync had groups of these names.
func had(names ...string) idp.DesiredConfig {
	c := selfHosted
	c.ADGroups = []migrate.Group{}
	for _, name := range names {
		c.ADGroups = append(c.ADGroups, migrate.Group{Name: name})
	}
	return c
}

func count(s *oktatest.Server, prefix string) (n int) {
	for _, r := range s.Requests() {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

func step(t *testing.T, p *okta.Provider, app idp.App, want idp.DesiredConfig, id idp.StepID) idp.Step {
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
	confidential = idp.DesiredConfig{
		Path: playbook.Confidential, Endpoint: "https://nitro.example.com/scim",
		Token: migrate.NewSecret("secret-scim-token"),
	}
	selfHosted = idp.DesiredConfig{
		Path: playbook.SelfHosted, Endpoint: "https://es.example.com/scim",
		Token: migrate.NewSecret("secret-scim-token"),
	}
)

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

func TestCatalogAppIsSetByTheProgram(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 2
	id := s.AddCatalogApp("Dashlane", confidential.Endpoint+"/")
	app := idp.App{ID: id, Name: "Dashlane"}
	p := open(t, s)
	planned := step(t, p, app, confidential, idp.StepUsers)
	if planned.Mode != idp.ModeApply || !planned.Changes() {
		t.Fatalf("%+v", planned)
	}
	if saw, err := p.Apply(t.Context(), app, planned, confidential); err != nil ||
		!strings.Contains(saw, "Create Users on") {
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
	for _, want := range []idp.DesiredConfig{confidential, selfHosted} {
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
