package operation

import (
	"cmp"
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
)

// Connection returns the remembered connection of a side; its Location is empty if there is
// none.
func (s *Service) Connection(side migrate.Side) (migrate.Connection, error) {
	state, err := s.State()
	return state.Connections[side], err
}

// endpointOf returns the SCIM endpoint at Dashlane if it is connected: the endpoint's own
// address, or that of the SCIM side.
func endpointOf(state migration.State) string { return endpoint(state).Location }

func endpoint(state migration.State) migrate.Connection {
	return state.EndpointConnection()
}

// atEndpoint returns the connected endpoint at Dashlane if no address is given and it isn't
// the SCIM side.
func atEndpoint(in Input, state migration.State) Input {
	if own := state.Connections[migrate.Endpoint]; in.Connection.Location == "" && own.Location != "" {
		in.Connection = over(in.Connection, own)
	}
	return in
}

// ConnectRequest says which sides to connect. A side without an address keeps its connection,
// which is tested too.
type ConnectRequest struct {
	AD, SCIM Input
	// Endpoint is the address of the SCIM endpoint at Dashlane, which has the secret and the
	// options of SCIM; empty to keep the present one, which is tested if no side is given.
	Endpoint string
}

// Connected is the result of testing the sides.
type Connected struct {
	AD, SCIM *ConnectedSide // nil: not connected
	Endpoint *ProbeResult   // nil: not connected, or tested as SCIM
	// Notes are notes from the sources.
	Notes []string
}

// ConnectedSide is one side of the migration.
type ConnectedSide struct {
	Side       migrate.Side
	Connection migrate.Connection
	Source     string // for people
	Groups     int
	list       List
}

// ConnectSides tests the sides of the migration and remembers them without their secrets. If
// one of them fails, nothing is remembered.
func (s *Service) ConnectSides(ctx context.Context, r ConnectRequest, ask Prompter, show Progress) (result Connected,
	err error,
) {
	state, err := s.State()
	if err != nil {
		return result, err
	}
	given := r.AD.Connection.Location + r.SCIM.Connection.Location
	if given == "" && r.Endpoint == "" && len(state.Connections) == 0 {
		return result, &MissingSourceError{migrate.AD}
	}
	if result.AD, err = s.connectSide(ctx, r.AD, state, ask, show); err != nil {
		return result, err
	}
	if result.SCIM, err = s.connectSide(ctx, r.SCIM, state, ask, show); err != nil {
		return result, err
	}
	var at *migrate.Connection
	present := migrate.Connection{Location: r.Endpoint}
	if given+r.Endpoint == "" {
		present = state.Connections[migrate.Endpoint]
	}
	in := Input{Side: migrate.SCIM, Secret: r.SCIM.Secret, Connection: over(r.SCIM.Connection, present)}
	in.Connection.Format, in.Connection.SAMLAttribute, in.Connection.As = "", "", "" // only for the groups of SCIM
	if in.Connection.Location != "" {
		if at, err = s.connectEndpoint(ctx, in, &result, ask, show); err != nil {
			return result, err
		}
	}
	for _, side := range []*ConnectedSide{result.AD, result.SCIM} {
		if side != nil {
			result.Notes = append(result.Notes, side.list.notesOf(side.Side)...)
		}
	}
	return result, s.rememberSides(ctx, result, at)
}

// connectSide reads the groups of a side. It returns nil if the side is neither given nor
// connected.
func (s *Service) connectSide(ctx context.Context, in Input, state migration.State, ask Prompter,
	show Progress,
) (*ConnectedSide, error) {
	if in.Connection.Location == "" && state.Connections[in.Side].Location == "" {
		return nil, nil
	}
	c, err := s.Connect(ctx, in, ask, show)
	if err != nil {
		return nil, err
	}
	if c.Location == "-" {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "standard input can't be connected",
			Why:  "it can be read only once",
			Next: "save it as a file and connect that",
		}
	}
	c = c.Absolute() // it will be read from other folders too
	list, err := s.read(ctx, in.Side, c, show)
	if err != nil {
		return nil, err
	}
	return &ConnectedSide{in.Side, list.From, list.Source, len(list.Groups), list}, nil
}

// connectEndpoint probes the endpoint, unless it was read as the SCIM side.
func (s *Service) connectEndpoint(ctx context.Context, in Input, result *Connected, ask Prompter,
	show Progress,
) (*migrate.Connection, error) {
	c, err := s.Connect(ctx, in, ask, show)
	if err != nil {
		return nil, err
	}
	if !c.SpeaksSCIM() {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: migrate.Quote(in.Connection.Location) +
				" isn't a SCIM endpoint",
			Why:  "the endpoint at Dashlane is a web address",
			Next: "give the address that the Admin Console shows, such as https://host/scim/2.0",
		}
	}
	client, err := scim.Open(c)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	result.Endpoint = client.Probe(ctx, func(scim.Check) {})
	return &c, cmp.Or(ctx.Err(), result.Endpoint.Err())
}

// rememberSides saves the tested sides with the lists that were read. Comparisons of other
// sides no longer count.
func (s *Service) rememberSides(ctx context.Context, result Connected, endpoint *migrate.Connection) error {
	return s.write(func(w *migration.Workspace) error {
		err := w.Update(func(state *migration.State) error {
			for _, side := range []*ConnectedSide{result.AD, result.SCIM} {
				if side != nil {
					state.ConnectSide(side.Side, side.Connection)
				}
			}
			if endpoint != nil {
				state.ConnectSide(migrate.Endpoint, *endpoint)
			}
			return state.CheckSides()
		})
		for _, side := range []*ConnectedSide{result.AD, result.SCIM} {
			if side != nil && err == nil {
				err = saveList(ctx, w, side.Side, side.list)
			}
		}
		return err
	})
}

// Remember saves a connection without its secret.
func (s *Service) Remember(side migrate.Side, c migrate.Connection) error {
	return s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			state.ConnectSide(side, c)
			return nil
		})
	})
}

// OpenProvider opens an identity provider with the credentials that are at hand.
func (s *Service) OpenProvider(ctx context.Context, id playbook.IDP, show Progress) (idp.Provider, error) {
	return providers.Open(ctx, id, show.SignIn)
}
