package pingone_test

import (
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/pingone"
	"ad2scim/migrate/idp/pingone/pingonetest"
	"ad2scim/migrate/playbook"
)

type m = map[string]any

// The tests speak to a stand-in, because no PingOne environment can be had here.
func start(t *testing.T) (*pingonetest.Server, *pingone.Provider, idp.App) {
	t.Helper()
	s := pingonetest.Start(t)
	s.Stores = []m{{"id": "d", "name": "PingOne", "type": "directory"},
		{"id": "s", "name": "Dashlane", "type": "scim", "configuration": m{"SCIM_URL": "https://id.example.com/scim/v2", "AUTHENTICATION_METHOD": "OAuth 2 Bearer Token",
			"GROUP_NAME_SOURCE": "Common Name", "CREATE_USERS": true, "UPDATE_USERS": false, "OAUTH_ACCESS_TOKEN": "stored-token"},
			"syncStatus": m{"syncState": "SYNCING", "lastSyncAt": "2026-01-02T03:04:05.678Z", "successCount": 3, "failedCount": 1, "userTotal": 4, "details": "one was refused"}}}
	s.Rules = []m{{"id": "r", "name": "rule", "active": true, "targetStore": m{"id": "s"}, "groups": []m{{"id": "2"}, {"id": "3"}}}}
	s.Groups = []m{{"id": "1", "name": "Other"}, {"id": "2", "name": "Sales ", "description": "kept"}, {"id": "3", "name": "AD group", "sourceType": "GATEWAY"}}
	p, err := pingone.Open(t.Context(), pingone.Options{Environment: pingonetest.Environment, ClientID: pingonetest.ClientID,
		ClientSecret: migrate.NewSecret(pingonetest.ClientSecret), API: s.URL + "/v1", Auth: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	return s, p, idp.App{ID: "s", Name: "Dashlane"}
}

var want = idp.Want{Path: playbook.SelfHosted, Endpoint: "https://id.example.com/scim/v2"}

func TestAppsAndExactNames(t *testing.T) {
	s, p, app := start(t)
	apps, err := p.Apps(t.Context(), nil)
	if err != nil || len(apps) != 1 || apps[0].Dashlane == "" {
		t.Error(apps, err)
	}
	s.Fail["GET /groups"] = 429
	groups, err := p.Assigned(t.Context(), app, nil)
	if err != nil || len(groups) != 2 || groups[0].Sent != "Sales " || groups[0].Authority != "" || groups[1].Authority == "" {
		t.Error(groups, err)
	}
	s.Stores[1]["configuration"].(m)["GROUP_NAME_SOURCE"] = "Distinguished Name"
	if _, err := p.Assigned(t.Context(), app, nil); err == nil {
		t.Error("distinguished names were taken for exact ones")
	}
	if found, err := p.Diagnose(t.Context(), app); err != nil || found[0].ID != "distinguished-names" {
		t.Error(found, err)
	}
}

func TestStepsAreReadBack(t *testing.T) {
	s, p, app := start(t)
	steps, err := p.Plan(t.Context(), app, want)
	if err != nil || len(steps) != len(idp.Steps()) {
		t.Fatal(steps, err)
	}
	verify := func(id idp.StepID) error {
		_, err := p.Verify(t.Context(), app, idp.Step{ID: id}, want)
		return err
	}
	if err := verify(idp.StepUsers); err == nil || !strings.Contains(err.Error(), "Update users is off") {
		t.Error(err)
	}
	s.Stores[1]["configuration"].(m)["UPDATE_USERS"] = true
	for _, id := range []idp.StepID{idp.StepEndpoint, idp.StepUsers, idp.StepGroups, idp.StepStart} {
		if err := verify(id); err != nil {
			t.Error(id, err)
		}
	}
	confidential := want
	confidential.Path = playbook.Confidential
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepGroups}, confidential); err == nil {
		t.Error("selected groups are not off")
	}
}

func TestCycleTellsWhatFailed(t *testing.T) {
	s, p, app := start(t)
	c, err := p.Cycle(t.Context(), app)
	if err != nil || !c.Complete || c.Done != 3 || c.Failed != 1 || c.Errors[0].Why != "one was refused" {
		t.Error(c, err)
	}
	s.Rules[0]["active"] = false
	if c, err := p.Cycle(t.Context(), app); err != nil || c.State != idp.CycleOff {
		t.Error(c, err)
	}
}

func TestRenameKeepsTheRestOfTheGroup(t *testing.T) {
	s, p, _ := start(t)
	change := migrate.Change{ID: "2", Attribute: migrate.DisplayName, Before: "Sales ", After: "Sales"}
	o, err := p.Rename(t.Context(), change)
	if err != nil || o.Names[migrate.DisplayName] != "Sales" || s.Groups[1]["description"] != "kept" {
		t.Error(o, err, s.Groups[1])
	}
	if _, err := p.Rename(t.Context(), change); !errors.Is(err, migrate.ErrChanged) {
		t.Error(err)
	}
	change.ID, change.Before = "3", "AD group"
	if _, err := p.Rename(t.Context(), change); !errors.Is(err, migrate.ErrDenied) {
		t.Error(err)
	}
}

func TestSignInSaysWhatIsMissing(t *testing.T) {
	s, p, _ := start(t)
	if missing, err := p.SignIn(t.Context()); err != nil || len(missing) > 0 {
		t.Error(missing, err)
	}
	s.Fail["GET /propagation/stores"] = 403
	if missing, err := p.SignIn(t.Context()); err != nil || len(missing) != 1 {
		t.Error(missing, err)
	}
	wrong, err := pingone.Open(t.Context(), pingone.Options{Environment: pingonetest.Environment, ClientID: "x", ClientSecret: migrate.NewSecret("hush-hush"), API: s.URL + "/v1", Auth: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || strings.Contains(err.Error(), "hush-hush") {
		t.Error(err)
	}
	if _, err := pingone.Open(t.Context(), pingone.Options{Environment: "e", ClientID: "x", ClientSecret: migrate.NewSecret("y"), API: "http://example.com", Auth: "http://example.com"}); err == nil {
		t.Error("plain http was taken")
	}
}
