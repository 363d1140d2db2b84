package okta

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// Okta's names of provisioning features.
const (
	pushNewUsers     = "PUSH_NEW_USERS"
	pushUpdates      = "PUSH_PROFILE_UPDATES"
	pushDeactivation = "PUSH_USER_DEACTIVATION"
	groupPush        = "GROUP_PUSH"
)

const activeApp = "ACTIVE"

// app is the part of an app that is read. It is never written.
type app struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"` // key in the catalog, not the label
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

// dashlane returns why the app looks like Dashlane's.
func (a app) dashlane() string {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), "dashlane") }
	switch {
	case has(a.Label):
		return "its label names Dashlane"
	case has(a.Name):
		return "it is Dashlane's app of the Okta catalog"
	case has(a.Settings.SignOn.ACS), has(a.Settings.SignOn.Audience):
		return "its SAML settings lead to Dashlane"
	}
	return ""
}

// scim returns why the app can't provision at the moment, or "" if it can.
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
	out, _, err := p.appAt(ctx, a)
	return out, err
}

// appAt reads an app, and the time by Okta's clock, which its log uses.
func (p *Provider) appAt(ctx context.Context, a idp.App) (out app, at time.Time, err error) {
	answer, err := p.api.JSON(ctx, "read the app "+migrate.Quote(a.Name),
		rest.Request{Method: http.MethodGet, Path: appPath(a)}, &out)
	if err != nil {
		return out, at, err
	}
	if at, err = http.ParseTime(answer.Header.Get("Date")); err != nil {
		at = p.now()
	}
	return out, at, nil
}

// Apps returns the SAML and OpenID Connect apps, those that can provision, and those that look like Dashlane.
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
