package operation

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// provider runs a check at the chosen identity provider, with the credentials in the
// environment, on the app that was last enabled, or on the only app that looks like
// Dashlane's.
func (c checking) provider(ctx context.Context, probe playbook.Probe) (string, error) {
	id := c.state.IdP
	if id == playbook.Other {
		return "", cannotCheck("ad2scim doesn't support this identity provider's API",
			"check its console and confirm the step yourself")
	}
	p, err := providers.Open(ctx, id, c.show.SignIn)
	if err != nil {
		return "", err
	}
	app, want, err := c.lastEnabled(ctx, p)
	if err != nil {
		return "", err
	}
	if probe == playbook.ProbeIDPAssigned {
		return c.assigned(ctx, p, app)
	}
	if want.Endpoint == "" && probe == playbook.ProbeIDPConnection {
		return "", cannotCheck("no SCIM endpoint is connected to compare the app's endpoint with", "",
			remedy(migrate.RemedyProbe))
	}
	if err := c.complete(ctx, p, &want); err != nil {
		return "", err
	}
	since, err := startedAt(c.Dir, p, app)
	if err != nil {
		return "", err
	}
	return enable.RunProbe(ctx, p, app, want, probe, since)
}

// lastEnabled returns the app and the endpoint, from the journal if it has them.
func (c checking) lastEnabled(ctx context.Context, p idp.Provider) (idp.App, idp.DesiredConfig, error) {
	w, err := migration.OpenReadOnly(c.Dir)
	if err != nil {
		return idp.App{}, idp.DesiredConfig{}, err
	}
	defer w.Close()
	want := idp.DesiredConfig{Path: c.state.Path}
	last, known, err := enable.Last(w.Journal(), p)
	if err != nil {
		return idp.App{}, want, err
	}
	if known && otherApp(c.state, p, last.App) == nil {
		want.Endpoint = Setup{connected: endpointOf(c.state), last: last}.Endpoint(last.App, want.Path)
		return last.App, want, nil
	}
	want.Endpoint = endpointOf(c.state)
	name := ""
	if at, app, isApp := c.state.Connections[migrate.SCIM].ProviderApp(); isApp && string(at) == string(p.ID()) {
		name = app
	}
	app, err := providers.FindApp(ctx, p, name)
	if err == nil {
		err = otherApp(c.state, p, app)
	}
	return app, want, err
}

// otherApp returns an error if an app isn't the one that the SCIM side is connected with: its
// state says nothing about this migration.
func otherApp(state migration.State, p idp.Provider, app idp.App) error {
	connected, source := state.Connections[migrate.SCIM], idp.NewSource(p, app)
	at, _, isApp := connected.ProviderApp()
	if !isApp || string(at) != string(p.ID()) || connected.App == "" || source.IsApp(connected.App) {
		return nil
	}
	return &migrate.Problem{
		Class: migrate.BadInput, What: "this app is not the one of this migration",
		Why:      "the SCIM side is connected with the app " + connected.App + ", and this is " + source.Identity(),
		Remedies: migrate.Remedies{remedy(migrate.RemedyConnectSides)},
	}
}

// complete adds the groups that AD sync used, for a provider that pushes groups. Without a
// connected AD they stay unknown.
func (c checking) complete(ctx context.Context, p idp.Provider, want *idp.DesiredConfig) error {
	connection := c.state.Connections[migrate.AD]
	if _, pushes := accessApart(p, want.Path); !pushes || connection.Location == "" {
		return nil
	}
	ad, err := c.list(ctx, migrate.AD, connection)
	if err != nil {
		return err
	}
	want.ADGroups = ad.had()
	return nil
}

// startedAt returns when ad2scim started provisioning. Earlier events don't count.
func startedAt(dir string, p idp.Provider, app idp.App) (time.Time, error) {
	w, err := migration.OpenReadOnly(dir)
	if err != nil {
		return time.Time{}, err
	}
	defer w.Close()
	return enable.StartedAt(w.Journal(), p, app)
}

func (c checking) assigned(ctx context.Context, p idp.Provider, app idp.App) (string, error) {
	if err := byFilter(p, c.state.Path); err != nil {
		return "", err
	}
	ad, err := c.list(ctx, migrate.AD, c.state.Connections[migrate.AD])
	if err != nil {
		return "", err
	}
	report := c.show.Report(migrate.AD)
	directory, err := p.Directory(ctx, report)
	if err != nil {
		return "", err
	}
	now, err := assignments(ctx, p, AssignRequest{App: app, Path: c.state.Path}, ad.had(), directory, report)
	if err != nil {
		return "", err
	}
	saw, left := now.Summary()
	if left != "" {
		return "", notYet(left, "", remedy(migrate.RemedyPlanAssign))
	}
	return saw, nil
}
