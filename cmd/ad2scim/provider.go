package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/pingone"
)

// providerFor is openProvider for a command: what the admin must do to sign in
// goes to stderr.
func providerFor(ctx context.Context, scheme migrate.Scheme) (idp.Provider, error) {
	return openProvider(ctx, scheme, sayOnStderr)
}

func sayOnStderr(text string) { fmt.Fprintln(os.Stderr, oneLine(text)) }

// openProvider opens an identity provider with the sign-in that the environment
// holds; say is told what the admin must do for it. AD2SCIM_ENTRA_GRAPH_URL with
// AD2SCIM_ENTRA_LOGIN_URL, AD2SCIM_JUMPCLOUD_URL and AD2SCIM_PINGONE_URL take
// those APIs from another address. AD2SCIM_IDP_CA names a file of certificate
// authorities to trust.
func openProvider(ctx context.Context, scheme migrate.Scheme, say func(string)) (idp.Provider, error) {
	ca := os.Getenv("AD2SCIM_IDP_CA")
	switch scheme {
	case migrate.Entra:
		o, err := entra.FromEnv(ctx, say)
		if err != nil {
			return nil, err
		}
		o.Graph = os.Getenv("AD2SCIM_ENTRA_GRAPH_URL")
		o.Login = os.Getenv("AD2SCIM_ENTRA_LOGIN_URL")
		o.CAFile = ca
		return provider(entra.Open(ctx, o))
	case migrate.Okta:
		o, err := okta.FromEnv()
		if err != nil {
			return nil, err
		}
		o.CAFile = ca
		return provider(okta.Open(ctx, o))
	case migrate.JumpCloud:
		o, err := jumpcloud.FromEnv()
		if err != nil {
			return nil, err
		}
		o.URL = os.Getenv("AD2SCIM_JUMPCLOUD_URL")
		o.CAFile = ca
		return provider(jumpcloud.Open(ctx, o))
	case migrate.PingOne:
		o, err := pingone.FromEnv()
		if err != nil {
			return nil, err
		}
		if at := os.Getenv("AD2SCIM_PINGONE_URL"); at != "" {
			o.API, o.Auth = at+"/v1", at
		}
		o.CAFile = ca
		return provider(pingone.Open(ctx, o))
	}
	return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot open the identity provider " + migrate.Quote(string(scheme)), Why: "this version does not speak its API",
		Next: "give --idp entra, okta, jumpcloud or pingone, or export the assigned groups to a CSV or JSON file and give its path"}
}

// provider makes a failure a plain nil, which a nil pointer in an interface is
// not.
func provider[P idp.Provider](p P, err error) (idp.Provider, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}

// openApp opens the groups assigned to an app, such as okta:Dashlane.
func openApp(ctx context.Context, c migrate.Connection, scheme migrate.Scheme) (migrate.Source, error) {
	p, err := providerFor(ctx, scheme)
	if err != nil {
		return nil, err
	}
	_, text, _ := strings.Cut(c.Location, ":")
	app, err := findApp(ctx, p, text)
	if err != nil {
		return nil, err
	}
	return idp.NewSource(p, app), nil
}

// findApp finds an app by its id or its exact name; with no text it is the only
// one that looks like Dashlane's.
func findApp(ctx context.Context, p idp.Provider, text string) (idp.App, error) {
	apps, err := p.Apps(ctx, nil)
	if err != nil {
		return idp.App{}, err
	}
	var found []idp.App
	for _, a := range apps {
		if text != "" && a.ID == text {
			return a, nil
		}
		if text != "" && a.Name == text || text == "" && a.Dashlane != "" {
			found = append(found, a)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	what, why := "cannot tell which app of "+p.String()+" is meant", "none looks like Dashlane's"
	if text != "" {
		what, why = "cannot find the app "+migrate.Quote(text)+" at "+p.String(), "no app has this id or exact name"
	}
	if len(found) > 1 {
		why = "several apps fit"
	}
	return idp.App{}, &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: "run ad2scim enable --idp " + string(p.ID()) + " --list-apps and give the app's id"}
}
