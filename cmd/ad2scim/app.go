package main

import (
	"context"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/demo"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/tui"
	"ad2scim/tui/session"
)

// runApp opens the terminal app: on the demo if there is one, otherwise on
// what was used last.
func runApp(ctx context.Context, dir string, d *demo.Demo) error {
	c := session.Config{Open: openSource, Inspect: inspect}
	if d != nil {
		folder, err := os.MkdirTemp("", "ad2scim-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		dir = folder
		c.AD, c.SCIM, c.Demo = d.AD, d.SCIM, true
	} else {
		c.OpenIDP = func(ctx context.Context, id playbook.IDP, say func(string)) (idp.Provider, error) {
			return openProvider(ctx, migrate.Scheme(id), say)
		}
		c.Machines = machines{}
		m := memory{dir}
		c.Memory, c.Secrets = m, appSecrets{osKeyring{ctx}}
		c.Look = looker{dir: dir, secret: appSecrets{osKeyring{ctx}}.of}.look
	}
	c.Workspace, c.Decisions = session.Folder{Dir: dir}, memory{dir}.Decisions
	return tui.Run(ctx, tui.Config{Config: c})
}

// appSecrets are the secrets that the app need not ask for: the environment's,
// and the keyring's.
type appSecrets struct{ osKeyring }

// Secret returns the secret for a connection, or a zero one.
func (s appSecrets) Secret(c migrate.Connection) (migrate.Secret, error) {
	side := migrate.AD
	if scheme, _ := c.Scheme(); scheme == migrate.HTTP || scheme == migrate.HTTPS {
		side = migrate.SCIM
	}
	return s.of(side, c)
}

// of is Secret for a side.
func (s appSecrets) of(side migrate.Side, c migrate.Connection) (migrate.Secret, error) {
	if !needsSecret(c) {
		return migrate.Secret{}, nil
	}
	if text := os.Getenv(secretVariable[side]); text != "" {
		return migrate.NewSecret(text), nil
	}
	return s.osKeyring.Secret(c)
}
