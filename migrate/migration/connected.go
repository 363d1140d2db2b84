package migration

import (
	"maps"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
)

// CheckSides returns an error if both sides are the same source, because no comparison of them could count.
func (s *State) CheckSides() error {
	for _, c := range s.ADSources() {
		if evidence.SourceOf(c).Equal(evidence.SourceOf(s.Connections[migrate.SCIM])) {
			return &migrate.Problem{
				Class: migrate.BadInput, What: "the sides are not connected",
				Why:  "both sides are the same source",
				Next: "name the groups that the identity provider sends on the SCIM side",
			}
		}
	}
	return nil
}

// ConnectSide connects a side of the migration to a source. It ignores standard input, which can't be read again.
func (s *State) ConnectSide(side migrate.Side, c migrate.Connection) {
	if s.Connections == nil {
		s.Connections = map[migrate.Side]migrate.Connection{}
	}
	if c.Location == "-" {
		return
	}
	s.Connections[side] = portable(c)
	s.keepBaseline()
}

// keepBaseline keeps a comparison that was made before the sides were connected as the first one that counts, if it
// is of the same SCIM side and the same directories. The base, filter and name attribute may differ.
func (s *State) keepBaseline() {
	c := s.Comparison
	sent, _ := s.connected()
	if s.First != nil || c == nil || c.SameSource || len(sent.AD) == 0 || !c.About.SCIM.Equal(sent.SCIM) {
		return
	}
	if slices.EqualFunc(c.About.AD, sent.AD, func(a, b evidence.Source) bool { return a.Location == b.Location }) {
		first := *c
		s.First = &first
	}
}

// portable returns a connection without its secret that is valid in any working folder.
func portable(c migrate.Connection) migrate.Connection {
	c = c.WithoutSecret().Absolute()
	for i, one := range c.More {
		c.More[i] = portable(one)
	}
	return c
}

// ADSources returns the connected sources of AD.
func (s State) ADSources() []migrate.Connection {
	if s.Connections[migrate.AD].Location == "" {
		return nil
	}
	return s.Connections[migrate.AD].Sources()
}

// EndpointConnection returns the connected SCIM endpoint at Dashlane. Its Location is empty if none is known.
func (s State) EndpointConnection() migrate.Connection {
	if c := s.Connections[migrate.Endpoint]; c.Location != "" {
		return c
	}
	if c := s.Connections[migrate.SCIM]; evidence.SourceOf(c).Endpoint() {
		return c
	}
	return migrate.Connection{}
}

// WithConnection returns a state that uses another connection for a side. The connection isn't stored.
func (s State) WithConnection(side migrate.Side, c migrate.Connection) State {
	s.Connections = maps.Clone(s.Connections)
	if s.Connections == nil {
		s.Connections = map[migrate.Side]migrate.Connection{}
	}
	s.Connections[side] = c
	return s
}

// About returns what a comparison of these sources is about.
func About(ad []migrate.Connection, scim migrate.Connection) evidence.About {
	a := evidence.About{SCIM: evidence.SourceOf(scim)}
	for _, c := range ad {
		for _, one := range c.Sources() {
			a.AD = append(a.AD, evidence.SourceOf(one))
		}
	}
	return a
}

// connected returns what comparisons of the connected sides are about: sent for AD with the SCIM side, arrived for
// AD with the endpoint.
func (s State) connected() (sent, arrived evidence.About) {
	ad := s.ADSources()
	sent, arrived = About(ad, s.Connections[migrate.SCIM]), About(ad, s.EndpointConnection())
	return s.withPath(sent), s.withPath(arrived)
}

func (s State) withPath(about evidence.About) evidence.About {
	about.Path, about.IdP = string(s.Path), string(s.IdP)
	return about
}

// providerMismatch returns a message if the connected SCIM side is an app at another identity provider than the
// chosen one, or "".
func (s State) providerMismatch() string {
	at, _, isApp := s.Connections[migrate.SCIM].ProviderApp()
	if !isApp || s.IdP == "" || string(at) == string(s.IdP) {
		return ""
	}
	return "the connected SCIM side is an app at " + string(at) + ", and the chosen identity provider is " + string(s.IdP)
}
