package pingone_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/pingone"
	"ad2scim/migrate/idp/pingone/pingonetest"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/runtest"
)

func engine(t *testing.T, p *pingone.Provider, app idp.App, want idp.DesiredConfig,
	admin func(idp.Step)) (*enable.Engine,
	*migration.Workspace,
) {
	t.Helper()
	w, err := migration.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return &enable.Engine{
		Provider: p, App: app, Config: want, Journal: w.Journal(),
		Guide: func(_ context.Context, step idp.Step, _ string) (string, error) {
			admin(step)
			return "done", nil
		},
	}, w
}

func run(t *testing.T, e *enable.Engine) []enable.Outcome {
	t.Helper()
	plan, err := enable.NewPlan(t.Context(), e.Provider, e.App, e.Config)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := e.Apply(t.Context(), plan)
	if err != nil {
		t.Fatal(err, outcomes)
	}
	return outcomes
}

func selected(s *pingonetest.Server) int { return reflect.ValueOf(s.Rules[0]["groups"]).Len() }

// holdsNo fails where the journal has a secret.
func holdsNo(t *testing.T, w *migration.Workspace, secrets ...string) {
	t.Helper()
	for entry, err := range w.Journal().All() {
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if strings.Contains(string(entry.Data)+entry.Text, secret) {
				t.Errorf("the journal holds %s: %s", secret, entry.Data)
			}
		}
	}
}

// From an environment without any provisioning to one that provisions, and back.
func TestANewConnectionIsMadeTurnedOnAndTurnedOff(t *testing.T) {
	s := pingonetest.Start(t)
	s.Token, s.Lag = token, 6
	s.Groups = []m{{"id": "1", "name": "Sales"}, {"id": "2", "name": "Ops"}}
	p := open(t, s)
	apps, err := p.Apps(t.Context(), nil)
	if err != nil || len(apps) != 1 {
		t.Fatal(apps, err)
	}
	guided := 0
	e, w := engine(t, p, apps[0], selfHosted, func(step idp.Step) {
		guided++
		switch step.ID {
		case idp.StepGroups:
			for _, id := range []string{"1", "2"} {
				if err := p.Assign(t.Context(), apps[0], id); err != nil {
					t.Error(err)
				}
			}
		case idp.StepScope:
			s.Lock()
			defer s.Unlock()
			s.Rules[0]["populationExpression"] = `population.id eq "x"`
			s.Mappings = []m{{"id": "m", "rule": m{"id": s.Rules[0]["id"]}, "targetAttribute": "userName"}}
		}
	})
	for _, o := range run(t, e) {
		if want := map[idp.StepID]enable.State{idp.StepGroups: enable.Done}[o.Step]; o.State != enable.Done &&
			o.State != want {
			t.Errorf("%+v", o)
		}
	}
	if guided != 2 {
		t.Errorf("the admin was asked %d times", guided)
	}
	one, rule := s.Stores[0], s.Rules[0]
	c := one["configuration"].(m)
	if len(s.Stores) != 2 || len(s.Plans) != 1 || len(s.Rules) != 1 || one["status"] != "ACTIVE" ||
		one["managed"] != false || rule["active"] != true || s.Plans[0]["status"] != "ACTIVE" {
		t.Error(s.Stores, s.Plans, s.Rules)
	}
	want := m{
		"SCIM_URL": endpoint, "SCIM_VERSION": "2.0", "AUTHENTICATION_METHOD": "OAuth 2 Bearer Token",
		"AUTHORIZATION_TYPE": "Bearer", "OAUTH_ACCESS_TOKEN": token, "USERS_RESOURCE": "/Users",
		"GROUPS_RESOURCE": "/Groups", "UNIQUE_USER_IDENTIFIER": "userName", "USER_FILTER": `userName eq "%s"`,
		"REMOVE_ACTION": "Disable", "CREATE_USERS": true, "UPDATE_USERS": true, "DISABLE_USERS": true,
		"GROUP_NAME_SOURCE": "Common Name",
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("%v", c)
	}
	// A second run finds all of it, and makes no second connection.
	run(t, e)
	if len(s.Stores) != 2 || len(s.Rules) != 1 || len(s.Plans) != 1 {
		t.Error(s.Stores, s.Rules)
	}
	if saw, err := enable.RunProbe(t.Context(), p, apps[0], selfHosted, playbook.ProbeIDPConnection,
		time.Time{}); err != nil || !strings.Contains(saw, endpoint) {
		t.Error(saw, err)
	}
	outcomes, err := e.Disable(t.Context())
	if err != nil {
		t.Fatal(err, outcomes)
	}
	if s.Rules[0]["active"] != false || s.Stores[0]["status"] != "INACTIVE" || len(s.Stores) != 2 || len(s.Rules) != 1 {
		t.Error(s.Stores, s.Rules)
	}
	if text, _ := json.Marshal(s.Stores); strings.Contains(string(text), token) {
		t.Error("the token is still in the connection")
	}
	if len(s.Groups) != 2 {
		t.Error(s.Groups)
	}
	holdsNo(t, w, token)
}

// Whatever PingOne does with a token that an update leaves out, and whether or
// not it tells the stored one, the earlier settings come back.
func TestEarlierSettingsComeBack(t *testing.T) {
	t.Parallel()
	for _, omitted := range []string{pingonetest.Keeps, pingonetest.Loses, pingonetest.Refuses} {
		for _, told := range []string{"told", "hidden", "masked"} {
			for name, want := range map[string]idp.DesiredConfig{"self-hosted": selfHosted, "Confidential": confidential} {
				if runtest.Sample() && omitted != pingonetest.Loses {
					continue
				}
				t.Run(omitted+" "+told+" "+name, func(t *testing.T) {
					t.Parallel()
					s, p, app := start(t)
					s.Omitted, s.TellsToken, s.Masks = omitted, told == "told", told == "masked"
					var before m
					text, err := json.Marshal(configuration(s))
					if err == nil {
						err = json.Unmarshal(text, &before)
					}
					if err != nil {
						t.Fatal(err)
					}
					e, w := engine(t, p, app, want, func(step idp.Step) { t.Error("the admin was asked for", step.ID) })
					run(t, e)
					if c := configuration(s); c["SCIM_URL"] != endpoint || c["OAUTH_ACCESS_TOKEN"] != token {
						t.Error(c)
					}
					if c := configuration(s); strings.Contains(c["OAUTH_ACCESS_TOKEN"].(string), "*") ||
						c["BASIC_AUTH_PASSWORD"] == "********" {
						t.Error("asterisks were stored", c)
					}
					if n := selected(s); (n == 0) != (name == "Confidential") {
						t.Errorf("%d groups", n)
					}
					outcomes, err := e.Disable(t.Context())
					if err != nil {
						t.Fatal(err, outcomes)
					}
					after := configuration(s)
					if after["OAUTH_ACCESS_TOKEN"] != "removed" {
						t.Error("the new token would go to the earlier address")
					}
					delete(after, "OAUTH_ACCESS_TOKEN")
					if told != "told" && omitted != pingonetest.Keeps { // the password was lost on the way
						for _, c := range []m{before, after} {
							delete(c, "BASIC_AUTH_PASSWORD")
							delete(c, "OAUTH_CLIENT_SECRET")
						}
					}
					if !reflect.DeepEqual(after, before) {
						t.Errorf("%v\nwas %v", after, before)
					}
					if len(s.Revisions) != 4 { // one before, one at the start, two on the way back
						t.Error(s.Revisions)
					}
					if s.Rules[0]["active"] != false || selected(s) != 2 {
						t.Error(s.Rules[0])
					}
					if i := slices.IndexFunc(outcomes, func(o enable.Outcome) bool { return o.Step == idp.StepStart }); i != 0 ||
						!strings.Contains(outcomes[0].Saw, "on before") {
						t.Errorf("%+v", outcomes)
					}
					holdsNo(t, w, token, "very-secret")
				})
			}
		}
	}
}

// A group that is gone in the meantime does not keep the others away, and one
// that was added stays.
func TestRevertRestoresExistingGroups(t *testing.T) {
	s, p, app := start(t)
	planned := step(t, p, app, confidential, idp.StepGroups)
	if _, err := p.Apply(t.Context(), app, planned, confidential); err != nil {
		t.Fatal(err)
	}
	s.Rules[0]["active"] = false
	s.Groups = slices.DeleteFunc(s.Groups, func(g m) bool { return g["id"] == "4" })
	s.Rules[0]["groups"] = []m{{"id": "1"}}
	saw, err := p.Revert(t.Context(), app, planned)
	if err != nil || !strings.Contains(saw, "2 groups are selected") ||
		!strings.Contains(saw, "1 no longer exist") {
		t.Error(saw, err)
	}
	text, _ := json.Marshal(s.Rules[0]["groups"])
	if string(text) != `[{"id":"1"},{"id":"2"}]` {
		t.Errorf("%s", text)
	}
}

// Settings are not taken away under a rule that somebody turned on again.
func TestNothingIsPutBackWhileTheRuleIsOn(t *testing.T) {
	s, p, app := start(t)
	for _, id := range []idp.StepID{idp.StepUsers, idp.StepGroups, idp.StepEndpoint} {
		if _, err := p.Revert(t.Context(), app, step(t, p, app, confidential, id)); migrate.ClassOf(err) != migrate.Partial ||
			len(wrote(s)) > 0 {
			t.Error(id, err, wrote(s))
		}
	}
	planned := step(t, p, app, confidential, idp.StepStart)
	s.Drops = "active"
	if _, err := p.Revert(t.Context(), app, planned); migrate.ClassOf(err) != migrate.Partial {
		t.Error("a rule that stays on counts as off", err)
	}
	broken := idp.Step{ID: idp.StepStart, Backup: json.RawMessage(`"?"`)}
	if _, err := p.Revert(t.Context(), app, broken); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}

// A run that was cut off in mid-start had turned the rule on itself: the next run finds
// it on, and the way back does not take that for what was there before.
func TestTheRuleWasNotOnBeforeAKilledRun(t *testing.T) {
	for _, cut := range []string{"/propagation/rules/", "/propagation/revisions"} {
		s, p, app := start(t)
		s.Rules[0]["active"], s.Stores[1]["status"] = false, "INACTIVE"
		e, w := engine(t, p, app, selfHosted, nil)
		plan := &enable.Plan{
			IDP: p.ID(), App: app, Path: selfHosted.Path, Endpoint: selfHosted.Endpoint,
			Steps: []idp.Step{step(t, p, app, selfHosted, idp.StepStart)},
		}
		ctx, kill := context.WithCancel(t.Context())
		s.Between = func(r *http.Request) {
			if r.Method != http.MethodGet && strings.Contains(r.URL.Path, cut) {
				kill()
			}
		}
		if _, err := e.Apply(ctx, plan); err == nil {
			t.Fatal(cut, "the run was not cut off")
		}
		s.Between = nil
		if _, err := e.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		plan.Steps = []idp.Step{step(t, p, app, selfHosted, idp.StepStart)}
		if _, err := e.Apply(t.Context(), plan); err != nil {
			t.Fatal(cut, err)
		}
		outcomes, err := e.Disable(t.Context())
		if err != nil || len(outcomes) != 1 || strings.Contains(outcomes[0].Saw, "before") ||
			s.Rules[0]["active"] != false || s.Stores[1]["status"] != "INACTIVE" {
			t.Errorf("%s: %+v, %v, rule %v, connection %v", cut, outcomes, err, s.Rules[0]["active"], s.Stores[1]["status"])
		}
		for entry, err := range w.Journal().All() {
			if err != nil || strings.Contains(string(entry.Data), "it was on before") {
				t.Error(cut, string(entry.Data), err)
			}
		}
	}
}

// A rule that ran before anything was done from here is turned off first on the way back,
// and the rest is put back.
func TestARuleThatRanBeforeIsPaused(t *testing.T) {
	s, p, app := start(t)
	e, _ := engine(t, p, app, selfHosted, nil)
	plan := &enable.Plan{
		IDP: p.ID(), App: app, Path: selfHosted.Path, Endpoint: selfHosted.Endpoint,
		Steps: []idp.Step{
			step(t, p, app, selfHosted, idp.StepEndpoint), step(t, p, app, selfHosted, idp.StepUsers),
		},
	}
	if _, err := e.Apply(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	outcomes, err := e.Disable(t.Context())
	if err != nil || len(outcomes) != 3 || outcomes[0].Step != idp.StepStart || outcomes[0].State != enable.Done ||
		outcomes[2].State != enable.ByHand || s.Rules[0]["active"] != false {
		t.Errorf("%+v, %v, rule %v", outcomes, err, s.Rules[0]["active"])
	}
	c := configuration(s)
	if c["SCIM_URL"] != "https://old.example.com/scim" || c["UPDATE_USERS"] != false {
		t.Error(c)
	}
}
