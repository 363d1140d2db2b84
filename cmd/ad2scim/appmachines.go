package main

import (
	"context"
	"io"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/tui/session"
)

// machines are the Windows machines as the app reaches them.
type machines struct{}

func (machines) Hosts(r adsync.Reach) ([]adsync.Host, error) { return r.Hosts() }

func (machines) Password() migrate.Secret { return migrate.NewSecret(os.Getenv(hostPasswordVariable)) }

func (machines) Servers(ctx context.Context, ad migrate.Connection, report migrate.Report) ([]session.Server, error) {
	list, err := serversOf(ctx, ad, report)
	var all []session.Server
	for _, s := range list {
		all = append(all, session.Server{Host: s.Host, System: s.System, LastLogon: s.LastLogonText()})
	}
	return all, err
}

func (machines) Save(file string, content []byte) error {
	return writeNew(file, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}
