// Package providers lists the supported identity providers. A new one gets a package of its own and a line here.
package providers

import (
	"context"
	"os"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/pingone"
	"ad2scim/migrate/playbook"
)

var all = []idp.Registration{entra.Registration, okta.Registration, jumpcloud.Registration, pingone.Registration}

// All returns the providers, in the order in which they are shown.
func All() []idp.Registration { return slices.Clone(all) }

// IDs returns the providers' ids.
func IDs() []string {
	var ids []string
	for _, r := range all {
		ids = append(ids, string(r.ID))
	}
	return ids
}

// Find returns the provider with this id. ok is false if there is none.
func Find(id playbook.IDP) (idp.Registration, bool) {
	i := slices.IndexFunc(all, func(r idp.Registration) bool { return r.ID == id })
	if i < 0 {
		return idp.Registration{}, false
	}
	return all[i], true
}

// Title returns the short name of a provider, or "" for an unknown one.
func Title(id playbook.IDP) string {
	r, _ := Find(id)
	return r.Title
}

// Help returns the environment variables for signing in to each provider.
func Help() string {
	var lines []string
	for _, r := range all {
		lines = append(lines, r.Help)
	}
	return strings.Join(lines, "\n")
}

// Open opens a provider with the credentials in the environment; show receives what the admin must do to sign in.
// AD2SCIM_IDP_CA is a file of certificate authorities to trust.
func Open(ctx context.Context, id playbook.IDP, show func(string)) (idp.Provider, error) {
	r, known := Find(id)
	if !known {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot open the identity provider " +
				migrate.Quote(string(id)),
			Why:      "this version doesn't support its API",
			Next:     "export the assigned groups to a CSV or JSON file and give its path",
			Remedies: migrate.Remedies{{Kind: migrate.RemedyOtherProvider, Text: strings.Join(IDs(), ", ")}},
		}
	}
	return r.Open(ctx, idp.SignIn{CAFile: os.Getenv("AD2SCIM_IDP_CA"), Show: show})
}

// FindApp returns an app by its id or its exact name. Without a text it returns the only one that looks like
// Dashlane's.
func FindApp(ctx context.Context, p idp.Provider, text string) (idp.App, error) {
	list := p.Apps
	finder, one := p.(idp.AppFinder)
	if one = one && text != ""; one {
		app, ok, err := finder.App(ctx, text)
		if ok || err != nil {
			return app, err
		}
		list = func(context.Context, migrate.Report) ([]idp.App, error) { return nil, nil }
	}
	apps, err := list(ctx, nil)
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
		why = "several apps match"
	} else if one {
		why = "no app, or more than one, has this id or exact name"
	}
	return idp.App{}, &migrate.Problem{
		Class: migrate.BadInput, What: what, Why: why,
		Remedies: migrate.Remedies{{Kind: migrate.RemedyListApps, Text: string(p.ID())}},
	}
}
