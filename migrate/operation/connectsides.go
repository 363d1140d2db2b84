package operation

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/store"
)

// Sides are the sources of a migration as a front end gives them. A side that is left
// out stays the connected one.
type Sides struct {
	AD, SCIM Input
	// Endpoint is the SCIM endpoint at Dashlane; an empty Location keeps the one that is
	// connected.
	Endpoint Input
}

// ConnectedSide is a side that was read and connected. Side is empty for the endpoint
// at Dashlane.
type ConnectedSide struct {
	Side   migrate.Side
	Source string
	Groups int
	Notes  []string
}

// ConnectSides reads each side once and makes them the sides of this migration. Where
// one cannot be read, nothing is connected.
func (s *Service) ConnectSides(ctx context.Context, sides Sides, ask Prompter, show Progress) ([]ConnectedSide, error) {
	var all []ConnectedSide
	read := func(in Input, side migrate.Side) (migrate.Connection, error) {
		c, err := s.Connect(ctx, in, ask, show)
		if err != nil {
			return c, err
		}
		l, err := s.read(ctx, in.Side, c, show)
		if err != nil {
			return c, err
		}
		all = append(all, ConnectedSide{side, l.Source, len(l.Groups), l.Notes})
		return l.From, nil
	}
	ad, err := read(sides.AD, migrate.AD)
	if err != nil {
		return nil, err
	}
	scim, err := read(sides.SCIM, migrate.SCIM)
	if err != nil {
		return nil, err
	}
	var endpoint migrate.Connection
	if sides.Endpoint.Connection.Location != "" {
		if endpoint, err = read(sides.Endpoint, ""); err != nil {
			return nil, err
		}
	}
	said := make([]string, len(all))
	for i, side := range all {
		said[i] = fmt.Sprintf("%s (%d groups)", side.Source, side.Groups)
	}
	err = s.write(func(w *migration.Workspace) error {
		_, err := w.Note(func(state *migration.State) (store.Entry, error) {
			return store.Entry{Kind: "connect", Text: names.Visible("connected: " + strings.Join(said, ", "))}, state.Connect([]migrate.Connection{ad}, scim, endpoint)
		})
		return err
	})
	return all, err
}
