package operation

import (
	"context"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// appsOnly is a provider that lists apps.
type appsOnly struct {
	idp.Provider
	apps []idp.App
}

func (p appsOnly) Apps(context.Context, migrate.Report) ([]idp.App, error) { return p.apps, nil }

// What looks like Dashlane's comes first; else the provider's order stays.
func TestListAppsPutsDashlaneFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ given, want []string }{
		"none":          {nil, nil},
		"nothing alike": {[]string{"Wiki", "CRM"}, []string{"Wiki", "CRM"}},
		"in between": {[]string{"Wiki", "Dashlane", "CRM", "Dashlane test"}, []string{
			"Dashlane", "Dashlane test", "Wiki",
			"CRM",
		}},
	} {
		var p appsOnly
		for _, name := range c.given {
			app := idp.App{ID: name}
			if name[0] == 'D' {
				app.Dashlane = "its name"
			}
			p.apps = append(p.apps, app)
		}
		apps, err := (&Service{}).NewTenant(p, nil).ListApps(t.Context(), unattended{})
		var got []string
		for _, app := range apps {
			got = append(got, app.ID)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestSuggestIDP(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		chosen playbook.IDP
		scim   string
		want   playbook.IDP
	}{
		"nothing known":        {"", "", ""},
		"a file":               {"", "groups.csv", ""},
		"an endpoint":          {"", "https://id.example.com/scim/2.0", ""},
		"an app":               {"", "okta:0oa1", playbook.Okta},
		"a choice":             {playbook.Entra, "", playbook.Entra},
		"a choice over an app": {playbook.Entra, "okta:0oa1", playbook.Entra},
	} {
		if got := SuggestIDP(migration.State{IdP: c.chosen}, migrate.Connection{Location: c.scim}); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// An account lacks only what a use needs; without a list of what it needs, all of it.
func TestMissingRights(t *testing.T) {
	t.Parallel()
	table, found := providers.Find(playbook.Entra)
	needs := table.For(idp.UseDiagnose)
	if !found || len(needs) == 0 {
		t.Fatalf("no rights are listed: %v", needs)
	}
	tenant := (&Service{}).NewTenant(entraOnly{}, []string{needs[0], "another"})
	if got := tenant.MissingRights(idp.UseDiagnose); !strings.HasSuffix(got, ": "+needs[0]) {
		t.Errorf("%q, want %s alone", got, needs[0])
	}
	tenant.Lacks = []string{"another"}
	if got := tenant.MissingRights(idp.UseDiagnose); got != "" {
		t.Error(got)
	}
}

// entraOnly is Entra, of which nothing is asked.
type entraOnly struct{ idp.Provider }

func (entraOnly) ID() playbook.IDP { return playbook.Entra }

// The connected endpoint comes before that of the last run; what is given, before both.
func TestWhichEndpoint(t *testing.T) {
	t.Parallel()
	app := idp.App{ID: "1"}
	last := enable.LastSetup{App: app, Path: playbook.SelfHosted, Endpoint: "https://last"}
	for connected, want := range map[string]string{"": "https://last", "https://connected": "https://connected"} {
		if got := (Setup{connected: connected, last: last}).Endpoint(app, playbook.SelfHosted); got != want {
			t.Errorf("connected is %q: %s", connected, got)
		}
	}
	tenant := (&Service{Dir: t.TempDir()}).NewTenant(entraOnly{}, nil)
	given := idp.DesiredConfig{Path: playbook.SelfHosted, Endpoint: "https://given"}
	if target, err := tenant.Target(app, given); err != nil || target.Endpoint != given.Endpoint {
		t.Errorf("%+v, %v", target, err)
	}
}

// A plan that can't be carried out at all needs no reason to go on.
func TestWhatNeedsAReason(t *testing.T) {
	t.Parallel()
	blocked := []playbook.Blocker{{ID: "names-exact"}}
	wrong := &enable.Plan{Steps: []idp.Step{{Wrong: "SCIM is off"}}}
	for _, c := range []struct {
		plan EnablePlan
		want bool
	}{
		{EnablePlan{Plan: &enable.Plan{}}, false},
		{EnablePlan{Plan: &enable.Plan{}, Blockers: blocked}, true},
		{EnablePlan{Plan: wrong, Blockers: blocked}, false},
	} {
		if got := c.plan.NeedsReason(); got != c.want {
			t.Errorf("%+v: %t", c.plan, got)
		}
	}
}
