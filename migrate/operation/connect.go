package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Connection returns what is remembered for a side; an empty Location means nothing.
func (s *Service) Connection(side migrate.Side) (migrate.Connection, error) {
	state, err := s.State()
	return state.Connections[side], err
}

// Remember keeps a connection, without its secret.
func (s *Service) Remember(side migrate.Side, c migrate.Connection) error {
	return s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			if state.Connections == nil {
				state.Connections = map[migrate.Side]migrate.Connection{}
			}
			state.Connections[side] = c
			return nil
		})
	})
}

// OpenProvider opens an identity provider with the sign-in that is at hand.
func (s *Service) OpenProvider(ctx context.Context, id playbook.IDP, show Progress) (idp.Provider, error) {
	return providers.Open(ctx, id, func(text string) { show.Tell(Message{Kind: SignIn, Text: text}) })
}
