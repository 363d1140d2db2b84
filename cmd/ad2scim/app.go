package main

import (
	"context"
	"io"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/demo"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui"
	"ad2scim/tui/session"
)

// runApp opens the terminal app, on the demo if there is one, and otherwise on the saved
// connections.
func runApp(ctx context.Context, global globalOptions, d *demo.Demo) error {
	if d != nil {
		folder, err := os.MkdirTemp("", "ad2scim-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		global.workspace = folder
	}
	c := appConfig(ctx, global.service(), global.workspace)
	if d != nil {
		c = session.Config{
			Open: c.Open, Inspect: c.Inspect, Workspace: c.Workspace, Decisions: c.Decisions,
			AD: d.AD, SCIM: d.SCIM, Demo: true,
		}
	}
	return tui.Run(ctx, tui.Config{Config: c, Color: global.color, ASCII: global.ascii})
}

// appConfig connects the app to the operations.
func appConfig(ctx context.Context, s *operation.Service, workspace string) session.Config {
	return session.Config{
		Open: func(ctx context.Context, _ migrate.Side, c migrate.Connection) (migrate.Source, error) {
			return s.Open(ctx, c, session.Reporter{})
		},
		Inspect: func(ctx context.Context, _ migrate.Side, c migrate.Connection) ([]string, error) {
			return operation.Inspect(ctx, c)
		},
		Workspace: session.Folder{Dir: workspace}, Decisions: s.Decisions,
		OpenIDP: func(ctx context.Context, id playbook.IDP, say func(string)) (operation.Provider, error) {
			return s.OpenProvider(ctx, id, session.Reporter{OnSignIn: say})
		},
		Machines: machines{s}, Memory: s, Secrets: appSecrets{ctx, s},
		Check: func(ctx context.Context, p playbook.Probe, in session.CheckInput, report migrate.Report) (string, error) {
			return s.RunCheck(ctx, p, in, session.Reporter{Send: report, OnSignIn: func(text string) {
				report.Send(migrate.Progress{Doing: "signing in", Note: text})
			}})
		},
	}
}

// appSecrets gives the app the saved secrets, and saves new ones in the keyring.
type appSecrets struct {
	ctx     context.Context
	service *operation.Service
}

// Token returns the token for a SCIM endpoint, or a zero secret.
func (s appSecrets) Token(endpoint string) (migrate.Secret, error) {
	return s.service.SecretAtHand(s.ctx, migrate.SCIM, migrate.Connection{Location: endpoint})
}

// Complete adds the known secrets of all sources. A locked or missing keyring isn't an error
// here: a source reports what it needs.
func (s appSecrets) Complete(side migrate.Side, c migrate.Connection) migrate.Connection {
	with, _ := s.service.WithSecrets(s.ctx, side, c)
	return with
}

// Keep saves a connection's secret in the keyring.
func (s appSecrets) Keep(c migrate.Connection, secret migrate.Secret) error {
	return s.service.Keyring.Keep(s.ctx, c, secret)
}

// machines gives the app access to Windows hosts.
type machines struct{ service *operation.Service }

func (machines) Hosts(r operation.Targets) ([]operation.SyncHost, error) { return r.Hosts() }

func (m machines) Servers(ctx context.Context, ad migrate.Connection, report migrate.Report) ([]migrate.Server, error) {
	return m.service.ServersOf(ctx, ad, report)
}

func (machines) Save(file string, content []byte) error {
	return writeNew(file, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}
