package jumpcloud

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// app is an SSO application. Its config is only searched.
type app struct {
	ID      string          `json:"_id"`
	Name    string          `json:"name"` // key of the connector
	Display string          `json:"displayName"`
	Label   string          `json:"displayLabel"`
	Active  *bool           `json:"active"`
	Config  json.RawMessage `json:"config"`
}

func (a app) label() string {
	for _, name := range []string{a.Label, a.Display, a.Name} {
		if name != "" {
			return name
		}
	}
	return a.ID
}

// scim returns why the application provisions nobody. JumpCloud's API doesn't report whether SCIM is set up.
func (a app) scim() string {
	switch {
	case a.Name == "bookmark":
		return "it is a bookmark, which cannot provision"
	case a.Active != nil && !*a.Active:
		return "the application is not active"
	}
	return ""
}

func (a app) dashlane() string {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), "dashlane") }
	switch {
	case has(a.Label), has(a.Display):
		return "its name says Dashlane"
	case has(a.Name):
		return "it is Dashlane's connector"
	case has(string(a.Config)):
		return "its SSO settings lead to Dashlane"
	}
	return ""
}

// Apps returns the SSO applications.
func (p *Provider) Apps(ctx context.Context, report migrate.Report) ([]idp.App, error) {
	apps, err := p.apps(ctx, report)
	if err != nil {
		return nil, err
	}
	out := make([]idp.App, len(apps))
	for i, a := range apps {
		out[i] = idp.App{ID: a.ID, Name: a.label(), SCIM: a.scim(), Dashlane: a.dashlane()}
	}
	return out, nil
}

func (p *Provider) apps(ctx context.Context, report migrate.Report) ([]app, error) {
	return list(ctx, p, "read JumpCloud's applications", "/applications", url.Values{"sort": {"_id"}},
		func(a app) string { return a.ID }, report)
}

func appPath(a idp.App) string { return "/v2/applications/" + url.PathEscape(a.ID) }
