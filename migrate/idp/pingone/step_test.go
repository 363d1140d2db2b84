package pingone_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/pingone/pingonetest"
)

func TestPlanSaysEverySettingAndWritesNothing(t *testing.T) {
	s, p, app := start(t)
	steps, err := p.Plan(t.Context(), app, confidential)
	if err != nil || len(steps) != len(idp.Steps()) {
		t.Fatal(steps, err)
	}
	text, err := json.Marshal(steps)
	if err != nil || strings.Contains(string(text), "very-secret") || strings.Contains(string(text), token) {
		t.Errorf("%s, %v", text, err)
	}
	got := map[string]string{}
	for i, step := range steps {
		if step.ID != idp.Steps()[i] || step.Mode != p.Mode(step.ID) || step.Wrong != "" {
			t.Errorf("%+v", step)
		}
		for _, one := range step.Settings {
			got[one.Name] = one.Before + " > " + one.After
		}
	}
	for name, want := range map[string]string{
		"SCIM base URL":         "https://old.example.com/scim > " + endpoint,
		"Authentication method": "Basic Authentication > OAuth 2 Bearer Token", "SCIM version": "1.1 > 2.0",
		"OAuth access token": "not reported by PingOne's API > set, new", "Provisioning rule": "on > on",
		"Update users": "off > on", "Create users": "on > on",
		"Groups of the rule": "2 selected > 0 selected", "User filter": `population.id eq "x" > population.id eq "x"`,
		"Attribute mapping":            "PingOne's defaults > PingOne's defaults",
		"Revision of the provisioning": "older than these steps > up to date",
	} {
		if got[name] != want {
			t.Errorf("%s: %s", name, got[name])
		}
	}
	// What is set already, and not asked of a connection, stays as it is.
	if _, told := got["User identifier"]; told {
		t.Error("the user identifier would be changed")
	}
	if len(wrote(s)) > 0 {
		t.Error(wrote(s))
	}
}

// Each field that a step writes is read back: a write that is answered well and
// does nothing is no success.
func TestIneffectiveWriteFails(t *testing.T) {
	for _, c := range []struct {
		id    idp.StepID
		want  idp.DesiredConfig
		drops []string
	}{
		{idp.StepEndpoint, selfHosted, []string{
			"SCIM_URL", "SCIM_VERSION", "AUTHENTICATION_METHOD", "AUTHORIZATION_TYPE",
			"USERS_RESOURCE", "GROUP_NAME_SOURCE",
		}},
		{idp.StepUsers, selfHosted, []string{"UPDATE_USERS"}},
		{idp.StepGroups, confidential, []string{"groups"}},
		{idp.StepStart, selfHosted, []string{"active", "status", "revision"}},
	} {
		for _, field := range append(c.drops, "") {
			s, p, app := start(t)
			s.Drops = field
			if c.id == idp.StepStart {
				s.Rules[0]["active"], s.Stores[1]["status"] = false, "INACTIVE"
				if field == "active" {
					s.Stores[1]["status"] = "ACTIVE"
				}
			}
			saw, err := p.Apply(t.Context(), app, step(t, p, app, c.want, c.id), c.want)
			if (err == nil) != (field == "") || err == nil && saw == "" {
				t.Errorf("%s without %s: %q, %v", c.id, field, saw, err)
			}
			if err != nil && migrate.ClassOf(err) != migrate.Partial {
				t.Errorf("%s without %s: %v", c.id, field, err)
			}
		}
	}
}

// What a step does not mean is as it was.
func TestTheRestOfTheConnectionAndTheRuleStays(t *testing.T) {
	s, p, app := start(t)
	for _, id := range []idp.StepID{idp.StepEndpoint, idp.StepUsers, idp.StepGroups, idp.StepStart} {
		if _, err := p.Apply(t.Context(), app, step(t, p, app, confidential, id), confidential); err != nil {
			t.Fatal(id, err)
		}
	}
	one, c := s.Stores[1], configuration(s)
	if one["description"] != "by hand" || one["managed"] != true ||
		one["image"].(m)["href"] != "https://example.com/i.png" || one["name"] != "Dashlane" {
		t.Error(one)
	}
	if c["UNIQUE_USER_IDENTIFIER"] != "workEmail" || c["USER_FILTER"] != `emails eq "%s"` ||
		c["REMOVE_ACTION"] != "Delete" || c["GROUP_NAME_SOURCE"] != "Distinguished Name" || c["OAUTH_ACCESS_TOKEN"] != token {
		t.Error(c)
	}
	if r := s.Rules[0]; r["populationExpression"] != `population.id eq "x"` || r["description"] != "all of sales" ||
		r["active"] != true {
		t.Error(r)
	}
}

// A step that was planned on another state writes nothing.
func TestAStepIsNotMadeOnWhatSomebodyElseChanged(t *testing.T) {
	for id, change := range map[idp.StepID]func(*pingonetest.Server){
		idp.StepEndpoint: func(s *pingonetest.Server) { configuration(s)["SCIM_URL"] = "https://third.example.com" },
		idp.StepUsers:    func(s *pingonetest.Server) { configuration(s)["CREATE_USERS"] = false },
		idp.StepGroups:   func(s *pingonetest.Server) { s.Rules[0]["groups"] = []m{{"id": "1"}} },
		idp.StepStart:    func(s *pingonetest.Server) { s.Rules[0]["active"] = false },
	} {
		s, p, app := start(t)
		planned := step(t, p, app, selfHosted, id)
		change(s)
		if _, err := p.Apply(t.Context(), app, planned, selfHosted); !errors.Is(err, migrate.ErrChanged) ||
			len(wrote(s)) > 0 {
			t.Error(id, err, wrote(s))
		}
	}
}

func TestStartTurnsOnInOrder(t *testing.T) {
	s, p, app := start(t)
	s.Rules[0]["active"], s.Stores[1]["status"], s.Plans[0]["status"] = false, "INACTIVE", "INACTIVE"
	planned := step(t, p, app, selfHosted, idp.StepStart)
	if _, err := p.Apply(t.Context(), app, planned, selfHosted); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"PUT /propagation/plans/p", "PUT /propagation/stores/s", "PUT /propagation/rules/r",
		"POST /propagation/revisions",
	}
	if !slices.Equal(wrote(s), want) || len(s.Revisions) != 2 {
		t.Error(wrote(s), s.Revisions)
	}
	s.Sent = nil
	if _, err := p.Revert(t.Context(), app, planned); err != nil {
		t.Fatal(err)
	}
	want = []string{
		"PUT /propagation/rules/r", "PUT /propagation/stores/s", "PUT /propagation/plans/p",
		"POST /propagation/revisions",
	}
	if !slices.Equal(wrote(s), want) || s.Rules[0]["active"] != false || s.Stores[1]["status"] != "INACTIVE" ||
		s.Plans[0]["status"] != "INACTIVE" {
		t.Error(wrote(s), s.Rules[0], s.Stores[1], s.Plans[0])
	}
}

func TestStartIsReadBack(t *testing.T) {
	for name, off := range map[string]func(*pingonetest.Server){
		"plan is off":       func(s *pingonetest.Server) { s.Plans[0]["status"] = "INACTIVE" },
		"connection is off": func(s *pingonetest.Server) { s.Stores[1]["status"] = "INACTIVE" },
		"rule is off":       func(s *pingonetest.Server) { s.Rules[0]["active"] = false },
		"":                  func(*pingonetest.Server) {},
	} {
		s, p, app := start(t)
		off(s)
		if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepStart}, selfHosted); (err == nil) != (name == "") ||
			err != nil && !strings.Contains(err.Error(), name) {
			t.Error(name, err)
		}
	}
	// A revision that is not there is not taken for made.
	s, p, app := start(t)
	s.Drops = "revision"
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepStart), selfHosted); !errors.Is(err,
		migrate.ErrOutcomeUnknown) {
		t.Error(err)
	}
	// A plan that stays off is not taken for one that is on.
	s, p, app = start(t)
	s.Plans[0]["status"], s.Drops = "INACTIVE", "status"
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepStart), selfHosted); err == nil ||
		!strings.Contains(err.Error(), "switch the provisioning plan") {
		t.Error(err)
	}
}

// A start whose revision was not made is no start.
func TestStartWithoutARevisionIsNotMade(t *testing.T) {
	s, p, app := start(t)
	s.Rules[0]["active"] = false
	planned := step(t, p, app, selfHosted, idp.StepStart)
	s.Fail["POST /propagation/revisions"] = 400
	if _, err := p.Apply(t.Context(), app, planned, selfHosted); err == nil || s.Rules[0]["active"] != true {
		t.Error(err)
	}
	if _, err := p.Verify(t.Context(), app, planned, selfHosted); err == nil || !strings.Contains(err.Error(),
		"revision") {
		t.Error(err)
	}
	if now := step(t, p, app, selfHosted, idp.StepStart); !now.Changes() ||
		now.Settings[3].Before != "older than the settings" {
		t.Errorf("%+v", now)
	}
	s.Revisions = append(s.Revisions, m{"id": "v2", "createdAt": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
	if saw, err := p.Verify(t.Context(), app, planned, selfHosted); err != nil || saw == "" {
		t.Error(err)
	}
}

// Nobody else's rule is started, and none that takes in whom nobody chose.
func TestStartIsRefused(t *testing.T) {
	s, p, app := start(t)
	s.Plans[0]["status"] = "INACTIVE"
	s.Rules = append(s.Rules, m{"id": "q", "name": "another", "active": true, "targetStore": m{"id": "x"}})
	planned := step(t, p, app, selfHosted, idp.StepStart)
	if !strings.Contains(planned.Wrong, "1 rules of other connections") {
		t.Error(planned.Wrong)
	}
	planned.Wrong = ""
	if _, err := p.Apply(t.Context(), app, planned, selfHosted); !errors.Is(err, migrate.ErrChanged) {
		t.Error(err)
	}
	s.Plans[0]["status"] = "ACTIVE"
	delete(s.Rules[0], "populationExpression")
	if _, err := p.Apply(t.Context(), app, step(t, p, app, selfHosted, idp.StepStart), selfHosted); err == nil ||
		!strings.Contains(err.Error(), "user filter") {
		t.Error(err)
	}
	if len(wrote(s)) > 0 {
		t.Error(wrote(s))
	}
}

func TestScopeIsReadBack(t *testing.T) {
	s, p, app := start(t)
	verify := func() (string, error) {
		return p.Verify(t.Context(), app, idp.Step{ID: idp.StepScope, Title: "scope"}, selfHosted)
	}
	s.Rules[0]["populationExpression"] = "username sw \"a\x1b\""
	if saw, err := verify(); err != nil || strings.Contains(saw, "\x1b") || !strings.Contains(saw, "username sw") {
		t.Errorf("%q, %v", saw, err)
	}
	s.Mappings = []m{
		{"id": "1", "rule": m{"id": "r"}, "targetAttribute": "givenName"},
		{"id": "2", "rule": m{"id": "q"}, "targetAttribute": "userName"},
	}
	if _, err := verify(); err == nil || !strings.Contains(err.Error(), "userName is not mapped") {
		t.Error(err)
	}
	s.Mappings = append(s.Mappings, m{"id": "3", "rule": m{"id": "r"}, "targetAttribute": "workEmail"},
		m{"id": "4", "rule": m{"id": "r"}, "targetAttribute": "userName"})
	if _, err := verify(); err != nil {
		t.Error(err)
	}
	delete(s.Rules[0], "populationExpression")
	if _, err := verify(); err == nil || !strings.Contains(err.Error(), "User filter") {
		t.Error(err)
	}
	s.Rules[0]["populations"] = []m{{"id": "x"}}
	if saw, err := verify(); err != nil || !strings.Contains(saw, "1 populations") {
		t.Error(saw, err)
	}
}

// Groups of another directory are never sent, so that the step cannot succeed.
func TestGroupsOfAnotherDirectoryAreSaid(t *testing.T) {
	s, p, app := start(t)
	s.Rules[0]["groups"] = []m{{"id": "2"}, {"id": "3"}}
	planned := step(t, p, app, selfHosted, idp.StepGroups)
	if _, err := p.Verify(t.Context(), app, planned, selfHosted); err == nil || !strings.Contains(err.Error(),
		"external directory") {
		t.Error(err)
	}
	if !strings.Contains(planned.Wrong, "AD group") || step(t, p, app, confidential, idp.StepGroups).Wrong != "" {
		t.Error(planned.Wrong)
	}
	s.Rules[0]["groups"] = []m{{"id": "2"}}
	if _, err := p.Verify(t.Context(), app, planned, selfHosted); err == nil || !strings.Contains(err.Error(),
		"Distinguished Name") {
		t.Error(err)
	}
	configuration(s)["GROUP_NAME_SOURCE"] = "Common Name"
	if saw, err := p.Verify(t.Context(), app, planned, selfHosted); err != nil || !strings.Contains(saw, "1 selected") {
		t.Error(saw, err)
	}
	s.Rules[0]["groups"] = []m{}
	planned = step(t, p, app, selfHosted, idp.StepGroups)
	if planned.Mode != idp.ModeVerify || len(planned.Guide) == 0 || !planned.Changes() {
		t.Errorf("%+v", planned)
	}
}

func TestSeveralRulesAreLeftToTheAdmin(t *testing.T) {
	s, p, app := start(t)
	s.Rules = append(s.Rules, m{
		"id": "q", "name": "another", "active": false, "targetStore": m{"id": "s"},
		"groups": []m{{"id": "1"}},
	})
	for _, id := range []idp.StepID{idp.StepGroups, idp.StepStart} {
		planned := step(t, p, app, confidential, id)
		if planned.Mode != idp.ModeVerify || len(planned.Guide) == 0 {
			t.Errorf("%+v", planned)
		}
	}
	if _, err := p.Verify(t.Context(), app, idp.Step{ID: idp.StepScope}, selfHosted); err == nil {
		t.Error("a rule without a user filter passed")
	}
	if err := p.Assign(t.Context(), app, "1"); err == nil || len(wrote(s)) > 0 {
		t.Error(err, wrote(s))
	}
}
