package okta

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// Okta's names for what an app's provisioning does.
const (
	pushNewUsers     = "PUSH_NEW_USERS"
	pushUpdates      = "PUSH_PROFILE_UPDATES"
	pushDeactivation = "PUSH_USER_DEACTIVATION"
	groupPush        = "GROUP_PUSH"
)

const activeApp = "ACTIVE"

// app is what is read of an app. It is never written.
type app struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"` // the catalogue's key, not the label
	Label      string   `json:"label"`
	Status     string   `json:"status"`
	SignOnMode string   `json:"signOnMode"`
	Features   []string `json:"features"`
	Settings   struct {
		SignOn struct {
			ACS      string `json:"ssoAcsUrl"`
			Audience string `json:"audience"`
			// Statements are the attribute statements of a SAML app.
			Statements []statement `json:"attributeStatements"`
		} `json:"signOn"`
	} `json:"settings"`
}

func (a app) has(feature string) bool {
	for _, f := range a.Features {
		if f == feature {
			return true
		}
	}
	return false
}

// dashlane says why the app looks like Dashlane's.
func (a app) dashlane() string {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), "dashlane") }
	switch {
	case has(a.Label):
		return "its label names Dashlane"
	case has(a.Name):
		return "it is Dashlane's app of the Okta catalogue"
	case has(a.Settings.SignOn.ACS), has(a.Settings.SignOn.Audience):
		return "its SAML settings lead to Dashlane"
	}
	return ""
}

// scim says why the app provisions nobody as it stands; empty if it can.
func (a app) scim() string {
	switch {
	case a.Status != activeApp:
		return "the app is not active (" + strings.ToLower(a.Status) + ")"
	case len(a.Features) == 0 && a.SignOnMode == "OPENID_CONNECT":
		return "Okta cannot add SCIM to an OpenID Connect app: take the SAML app"
	case len(a.Features) == 0:
		return "SCIM provisioning is not turned on (General, App Settings, Provisioning)"
	}
	return ""
}

func appPath(a idp.App) string { return "/api/v1/apps/" + url.PathEscape(a.ID) }

func (p *Provider) app(ctx context.Context, a idp.App) (app, error) {
	var out app
	_, err := p.api.JSON(ctx, "read the app "+migrate.Quote(a.Name),
		rest.Request{Method: http.MethodGet, Path: appPath(a)}, &out)
	return out, err
}

// Apps lists the SAML and OpenID Connect apps, whatever can provision, and
// whatever looks like Dashlane.
func (p *Provider) Apps(ctx context.Context, report migrate.Report) ([]idp.App, error) {
	apps, err := list[app](ctx, p, "read Okta's apps", "/api/v1/apps", url.Values{"limit": {"200"}}, report)
	if err != nil {
		return nil, err
	}
	var out []idp.App
	for _, a := range apps {
		if a.SignOnMode == "SAML_2_0" || a.SignOnMode == "OPENID_CONNECT" || len(a.Features) > 0 || a.dashlane() != "" {
			out = append(out, idp.App{ID: a.ID, Name: a.Label, SCIM: a.scim(), Dashlane: a.dashlane()})
		}
	}
	return out, nil
}
