package pingone_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/pingone"
	"ad2scim/migrate/idp/pingone/pingonetest"
	"ad2scim/migrate/playbook"
)

type m = map[string]any

const (
	endpoint = "https://id.example.com/scim/2.0"
	token    = "0b5a2f5e-7a53-4d5c-9d0e-6f0a3a4b1c2d"
)

// The tests speak to a stand-in, because no PingOne environment can be had here.
func open(t *testing.T, s *pingonetest.Server) *pingone.Provider {
	t.Helper()
	p, err := pingone.Open(t.Context(), pingone.Options{
		Environment:  pingonetest.Environment,
		ClientID:     pingonetest.ClientID,
		ClientSecret: migrate.NewSecret(pingonetest.ClientSecret), API: s.URL + "/v1", Auth: s.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Hurry()
	return p
}

// start is an environment with a connection that works, for another endpoint.
func start(t *testing.T) (*pingonetest.Server, *pingone.Provider, idp.App) {
	t.Helper()
	s := pingonetest.Start(t)
	s.Token = token
	s.Stores = []m{
		{"id": "d", "name": "PingOne", "type": "directory", "status": "ACTIVE"},
		{
			"id": "s", "name": "Dashlane", "type": "scim", "status": "ACTIVE", "description": "by hand", "managed": true,
			"image": m{"href": "https://example.com/i.png"},
			"configuration": m{
				"SCIM_URL": "https://old.example.com/scim", "SCIM_VERSION": "1.1",
				"AUTHENTICATION_METHOD": "Basic Authentication", "AUTHORIZATION_TYPE": "Basic",
				"BASIC_AUTH_USER": "scim", "BASIC_AUTH_PASSWORD": "very-secret", "USERS_RESOURCE": "/user",
				"UNIQUE_USER_IDENTIFIER": "workEmail", "USER_FILTER": `emails eq "%s"`,
				"REMOVE_ACTION": "Delete", "GROUP_NAME_SOURCE": "Distinguished Name", "CREATE_USERS": true, "UPDATE_USERS": false,
			},
			"syncStatus": m{
				"syncState": "SYNCING", "lastSyncAt": "2026-01-02T03:04:05.678Z", "successCount": 3,
				"failedCount": 1, "userTotal": 4, "details": "one was refused",
			},
		},
	}
	s.Plans = []m{{"id": "p", "name": "plan", "status": "ACTIVE"}}
	s.Rules = []m{{
		"id": "r", "name": "rule", "active": true, "description": "all of sales", "plan": m{"id": "p"},
		"sourceStore": m{"id": "d"}, "targetStore": m{"id": "s"},
		"populationExpression": `population.id eq "x"`, "groups": []m{{"id": "2"}, {"id": "4"}},
	}}
	s.Revisions = []m{{"id": "v1", "createdAt": "2026-01-01T00:00:00.000Z"}}
	s.Groups = []m{
		{"id": "1", "name": "Other"},
		{"id": "2", "name": "Sales ", "description": "kept"},
		{"id": "3", "name": "AD group", "sourceType": "GATEWAY"},
		{"id": "4", "name": "Ops"},
	}
	return s, open(t, s), idp.App{ID: "s", Name: "Dashlane"}
}

var (
	selfHosted   = idp.DesiredConfig{Path: playbook.SelfHosted, Endpoint: endpoint, Token: migrate.NewSecret(token)}
	confidential = idp.DesiredConfig{Path: playbook.Confidential, Endpoint: endpoint, Token: migrate.NewSecret(token)}
)

func configuration(s *pingonetest.Server) m { return s.Stores[1]["configuration"].(m) }

// step is one step of a new plan.
func step(t *testing.T, p *pingone.Provider, app idp.App, want idp.DesiredConfig, id idp.StepID) idp.Step {
	t.Helper()
	steps, err := p.Plan(t.Context(), app, want)
	if err != nil {
		t.Fatal(err)
	}
	return steps[slices.Index(idp.Steps(), id)]
}

// wrote lists what changed something, but for the test of a connection.
func wrote(s *pingonetest.Server) []string {
	return slices.DeleteFunc(slices.Clone(s.Sent), func(one string) bool {
		return strings.HasPrefix(one, "GET ") ||
			strings.HasSuffix(one, "/status")
	})
}

func TestAppsAndExactNames(t *testing.T) {
	s, p, app := start(t)
	apps, err := p.Apps(t.Context(), nil)
	if err != nil || len(apps) != 1 || apps[0].ID != "s" || apps[0].Dashlane == "" {
		t.Error(apps, err)
	}
	configuration(s)["GROUP_NAME_SOURCE"] = "Common Name"
	s.Rules[0]["groups"] = []m{{"id": "2"}, {"id": "3"}}
	s.Fail["GET /groups"] = 429
	groups, err := p.Assigned(t.Context(), app, nil)
	if err != nil || len(groups) != 2 || groups[0].Sent != "Sales " || groups[0].Authority != "" ||
		groups[1].Authority == "" {
		t.Error(groups, err)
	}
	configuration(s)["GROUP_NAME_SOURCE"] = "Distinguished Name"
	if _, err := p.Assigned(t.Context(), app, nil); err == nil {
		t.Error("distinguished names were taken for exact ones")
	}
}

// Where there is no connection of Dashlane's one can be made, which has one id
// before and after.
func TestAConnectionThatIsNotMadeYet(t *testing.T) {
	s, p, _ := start(t)
	s.Stores[1]["name"] = "Another service"
	apps, err := p.Apps(t.Context(), nil)
	if err != nil || len(apps) != 2 || apps[1].SCIM == "" || apps[1].Dashlane != "" {
		t.Fatal(apps, err)
	}
	app := apps[1]
	if groups, err := p.Assigned(t.Context(), app, nil); err == nil {
		t.Error("no connection was taken for one without groups", groups)
	}
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleOff {
		t.Error(c, err)
	}
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepEndpoint), selfHosted); err != nil {
		t.Fatal(err)
	}
	apps, err = p.Apps(t.Context(), nil)
	if err != nil || len(apps) != 2 || apps[1].ID != app.ID || apps[1].SCIM != "" || apps[1].Dashlane == "" {
		t.Error(apps, err)
	}
	if directories := len(slices.DeleteFunc(slices.Clone(s.Stores),
		func(one m) bool { return one["type"] != "directory" })); directories != 1 || len(s.Plans) != 1 {
		t.Error(s.Stores, s.Plans)
	}
	// PingOne adds no mappings to a rule that comes by its API.
	s.Rules[1]["populationExpression"] = "enabled eq true"
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepScope}, selfHosted); err == nil ||
		!strings.Contains(err.Error(), "Attribute mapping") {
		t.Error(err)
	}
	s.Stores[1]["name"] = app.Name
	if _, err := p.Plan(t.Context(), app, selfHosted); err == nil || !strings.Contains(err.Error(), "several") {
		t.Error(err)
	}
}

func TestPagesThatLeadBackEnd(t *testing.T) {
	s, p, _ := start(t)
	s.Loops = true
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := p.Directory(ctx, nil); err == nil || !strings.Contains(err.Error(), "lead back") {
		t.Error(err)
	}
}

func TestCycleTellsWhatFailed(t *testing.T) {
	s, p, app := start(t)
	c, err := p.Cycle(t.Context(), app, time.Time{})
	if err != nil || !c.Complete || c.State != idp.CycleIdle || c.Done != 3 || c.Failed != 1 ||
		c.Errors[0].Why != "one was refused" {
		t.Error(c, err)
	}
	s.Stores[1]["syncStatus"].(m)["userTotal"] = 9
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleRunning || c.Complete {
		t.Error(c, err)
	}
	// What was sent before the newest revision is of the cycle before.
	s.Stores[1]["syncStatus"].(m)["userTotal"] = 0
	s.Revisions = append(s.Revisions, m{"id": "v2", "createdAt": "2026-01-03T00:00:00.000Z"})
	if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleRunning || c.Complete {
		t.Error(c, err)
	}
	for name, off := range map[string]func(){
		"rule":       func() { s.Rules[0]["active"] = false },
		"connection": func() { s.Stores[1]["status"] = "INACTIVE" }, "plan": func() { s.Plans[0]["status"] = "INACTIVE" },
	} {
		s, p, app = start(t)
		off()
		if c, err := p.Cycle(t.Context(), app, time.Time{}); err != nil || c.State != idp.CycleOff ||
			!strings.Contains(c.Says, name) {
			t.Error(name, c, err)
		}
	}
}

// What PingOne last synced before provisioning was started from here is no first cycle,
// and what failed then is no error of this one.
func TestLastYearsSyncIsNoFirstCycle(t *testing.T) {
	s, p, app := start(t)
	sync := s.Stores[1]["syncStatus"].(m)
	started := time.Date(2026, 11, 28, 20, 0, 0, 0, time.UTC)
	for last, complete := range map[string]bool{
		"2025-11-28T20:00:00.000Z": false, "2026-11-28T19:59:59.000Z": false, "2026-11-28T20:00:00.100Z": true,
	} {
		sync["lastSyncAt"] = last
		c, err := p.Cycle(t.Context(), app, started)
		if err != nil || c.Complete != complete || (len(c.Errors) > 0) != complete {
			t.Errorf("%s: %+v, %v", last, c, err)
		}
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

// A company's own proxy is trusted for the sign-in as for the API.
func TestSignInTrustsTheGivenAuthority(t *testing.T) {
	s, ca := pingonetest.StartTLS(t)
	for _, file := range []string{ca, ""} {
		p, err := pingone.Open(t.Context(), pingone.Options{
			Environment: pingonetest.Environment,
			ClientID:    pingonetest.ClientID, ClientSecret: migrate.NewSecret(pingonetest.ClientSecret),
			API: s.URL + "/v1", Auth: s.URL, CAFile: file,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.SignIn(t.Context()); (err == nil) != (file == ca) || err != nil && !strings.Contains(err.Error(),
			"AD2SCIM_IDP_CA") {
			t.Error(file, err)
		}
	}
}

// A worker application may be in another environment, such as the administrators': it
// signs in there, and the refusal names the variable where that is not said.
func TestAWorkerOfAnotherEnvironment(t *testing.T) {
	s := pingonetest.Start(t)
	s.Worker = "administrators"
	for worker, ok := range map[string]bool{"": false, "third": false, "administrators": true} {
		p, err := pingone.Open(t.Context(), pingone.Options{
			Environment: pingonetest.Environment, WorkerEnvironment: worker, ClientID: pingonetest.ClientID,
			ClientSecret: migrate.NewSecret(pingonetest.ClientSecret), API: s.URL + "/v1", Auth: s.URL,
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.SignIn(t.Context())
		if (err == nil) != ok || err != nil && (!strings.Contains(err.Error(), "AD2SCIM_PINGONE_WORKER_ENVIRONMENT") ||
			!errors.Is(err, migrate.ErrDenied)) {
			t.Errorf("%q: %v", worker, err)
		}
	}
	s.Fail["GET /groups"] = 403
	p, err := pingone.Open(t.Context(), pingone.Options{
		Environment: pingonetest.Environment, WorkerEnvironment: "administrators", ClientID: pingonetest.ClientID,
		ClientSecret: migrate.NewSecret(pingonetest.ClientSecret), API: s.URL + "/v1", Auth: s.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
	if missing, err := p.SignIn(t.Context()); err != nil || len(missing) != 1 ||
		!strings.Contains(missing[0], pingonetest.Environment) {
		t.Error(missing, err)
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
	wrong, err := pingone.Open(t.Context(), pingone.Options{
		Environment: pingonetest.Environment, ClientID: "x",
		ClientSecret: migrate.NewSecret("hush-hush"), API: s.URL + "/v1", Auth: s.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.SignIn(t.Context()); !errors.Is(err, migrate.ErrDenied) || strings.Contains(err.Error(),
		"hush-hush") {
		t.Error(err)
	}
	if _, err := pingone.Open(t.Context(), pingone.Options{
		Environment: "e", ClientID: "x",
		ClientSecret: migrate.NewSecret("y"), API: "http://example.com", Auth: "http://example.com",
	}); err == nil {
		t.Error("plain http was taken")
	}
}
