package jumpcloud_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
)

func TestAssignedUsers(t *testing.T) {
	s := jumpcloudtest.Start(t)
	id := s.AddApp("Dashlane")
	ann, bob := s.AddUser("ann@example.com", "ACTIVATED"), s.AddUser("bob@example.com", "STAGED")
	eve := s.AddUser("eve@example.com", "ACTIVATED")
	s.AddUser("max@example.com", "ACTIVATED")
	s.Assign(id, s.AddGroup("Sales", ann, bob))
	p := open(t, s)
	if err := p.AssignUser(t.Context(), idp.App{ID: id}, eve); err != nil {
		t.Fatal(err)
	}
	users, err := p.AssignedUsers(t.Context(), idp.App{ID: id}, nil)
	if err != nil || len(users) != 3 {
		t.Fatalf("%+v, %v", users, err)
	}
	for _, u := range users {
		if u.Active != (u.ID != bob) || u.ByGroup != (u.ID != eve) {
			t.Errorf("%+v", u)
		}
	}
}

// Users are found by address whatever its capitals, assigned and read back, and taken
// away again; what lags or is lost is no success and no second write.
func TestUsersThereAndBack(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Pages, s.Lag = 2, 2
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	ann := s.AddUser("Ann@example.com", "ACTIVATED")
	for _, other := range []string{"bob", "eve", "max", "tim"} {
		s.AddUser(other+"@example.com", "ACTIVATED")
	}
	p := open(t, s)
	found, err := p.FindUsers(t.Context(), []string{"ann@EXAMPLE.com", "nobody@example.com"}, nil)
	if err != nil || len(found) != 1 || len(found["ann@example.com"]) != 1 || found["ann@example.com"][0].ID != ann {
		t.Fatalf("%+v, %v", found, err)
	}
	for range 2 { // the second finds it done
		if err := p.AssignUser(t.Context(), app, ann); err != nil || !s.UserAssigned(app.ID, ann) {
			t.Error(err)
		}
	}
	if n := count(s, "POST "); n != 1 {
		t.Errorf("%d writes", n)
	}
	for range 2 {
		if err := p.UnassignUser(t.Context(), app, ann); err != nil || s.UserAssigned(app.ID, ann) {
			t.Error(err)
		}
	}
	s.LoseAnswer(http.MethodPost, "/associations")
	if err := p.AssignUser(t.Context(), app, ann); !errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Error(err)
	}
	for range 2 { // until it shows
		if _, err := p.AssignedUsers(t.Context(), app, nil); err != nil {
			t.Error(err)
		}
	}
	s.Fail(http.MethodPost, "/associations", http.StatusForbidden, 1)
	if err := p.UnassignUser(t.Context(), app, ann); !errors.Is(err, migrate.ErrDenied) || !s.UserAssigned(app.ID, ann) {
		t.Error(err)
	}
}

// The test of the connection makes a user, and deactivates that user afterwards: the
// address of anybody is refused.
func TestTheTestUserIsNobody(t *testing.T) {
	s := jumpcloudtest.Start(t)
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	s.AddUser("ann@example.com", "ACTIVATED")
	p := open(t, s)
	for address, wrong := range map[string]bool{"Ann@example.com": true, "scim-test@example.com": false, "": false} {
		want := selfHosted
		want.TestUser = address
		steps, err := p.Plan(t.Context(), app, want)
		if err != nil || (steps[0].Wrong != "") != wrong || wrong && !strings.Contains(steps[0].Wrong, "nobody uses") {
			t.Errorf("%q: %q, %v", address, steps[0].Wrong, err)
		}
	}
}

// SAML sends the names of the bound groups that a member is in; what JumpCloud's API
// doesn't report is said, with the menu.
func TestSAMLGroups(t *testing.T) {
	s := jumpcloudtest.Start(t)
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	p := open(t, s)
	see := func(what, finding string, want ...string) {
		t.Helper()
		sent, found, err := p.SAMLGroups(t.Context(), app, nil)
		if err != nil || strings.Join(names(sent), ",") != strings.Join(want, ",") || len(found) != 1 ||
			found[0].ID != finding || !strings.Contains(found[0].Next, "SSO tab, Group Attributes") {
			t.Errorf("%s: %q, %+v, %v", what, names(sent), found, err)
		}
	}
	s.AddGroup("Not bound")
	see("none", "saml-no-groups")
	s.Assign(app.ID, s.AddGroup("Sales "))
	see("one", "saml-not-reported", "Sales ")
	s.SetActive(app.ID, false)
	see("off", "saml-no-groups")
}

// A service account signs in by client credentials; a refusal says what to check, and
// whose organization it is goes in x-org-id.
func TestServiceAccount(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Org = "5f0c0d1e2f3a4b5c6d7e8f90"
	with := func(secret, org string) error {
		p, err := jumpcloud.Open(t.Context(), jumpcloud.Options{
			URL: s.URL, SignInURL: s.URL, ClientID: s.ClientID, ClientSecret: migrate.NewSecret(secret), Org: org,
		})
		if err != nil {
			t.Fatal(err)
		}
		missing, err := p.SignIn(t.Context())
		if err == nil && len(missing) > 0 {
			err = errors.New(strings.Join(missing, ", "))
		}
		return err
	}
	if err := with(s.ClientSecret, s.Org); err != nil {
		t.Error(err)
	}
	if n := count(s, "POST /oauth2/token"); n != 1 {
		t.Errorf("%d sign-ins for one run", n)
	}
	if err := with("wrong-secret", s.Org); !errors.Is(err, migrate.ErrDenied) || !strings.Contains(err.Error(), "service account") ||
		strings.Contains(err.Error(), "wrong-secret") {
		t.Error(err)
	}
	if err := with(s.ClientSecret, ""); err == nil || !strings.Contains(err.Error(), "AD2SCIM_JUMPCLOUD_ORG") {
		t.Error("without an organization:", err)
	}
	s.Fail(http.MethodPost, "/oauth2/token", http.StatusServiceUnavailable, 1)
	if err := with(s.ClientSecret, s.Org); err == nil || errors.Is(err, migrate.ErrDenied) ||
		!strings.Contains(err.Error(), "try again") && !strings.Contains(err.Error(), "Try again") {
		t.Error("busy:", err)
	}
}

// JumpCloud takes no address that ends in a slash.
func TestTheBaseURLHasNoSlashAtItsEnd(t *testing.T) {
	s := jumpcloudtest.Start(t)
	app := idp.App{ID: s.AddApp("Dashlane"), Name: "Dashlane"}
	want := selfHosted
	want.Endpoint = "https://id.example.com/scim/2.0/"
	steps, err := open(t, s).Plan(t.Context(), app, want)
	if err != nil || steps[0].Settings[1].After != "https://id.example.com/scim/2.0" ||
		strings.Contains(strings.Join(steps[0].Guide, " "), "2.0/") {
		t.Errorf("%+v, %v", steps[0], err)
	}
}
