package operation

import (
	"context"
	"slices"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
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
		"in between":    {[]string{"Wiki", "Dashlane", "CRM", "Dashlane test"}, []string{"Dashlane", "Dashlane test", "Wiki", "CRM"}},
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
