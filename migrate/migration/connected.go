package migration

import (
	"maps"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
)

// CheckSides returns an error where both sides are one source, so that no comparison of
// them could count.
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

// ConnectSide makes one source a side of this migration. Standard input cannot be read
// again and is left out.
func (s *State) ConnectSide(side migrate.Side, c migrate.Connection) {
	if s.Connections == nil {
		s.Connections = map[migrate.Side]migrate.Connection{}
	}
	if c.Location == "-" {
		return
	}
	s.Connections[side] = standing(c)
	s.keepBaseline()
}

// keepBaseline takes a comparison of before the sides were connected as the first that
// counted, where it is of the same SCIM side and the same directories, by whatever base,
// filter or name attribute.
func (s *State) keepBaseline() {
	c := s.Comparison
	sent, _ := s.connected()
	if s.First != nil || c == nil || c.Same || len(sent.AD) == 0 || !c.About.SCIM.Equal(sent.SCIM) {
		return
	}
	if slices.EqualFunc(c.About.AD, sent.AD, func(a, b evidence.Source) bool { return a.Location == b.Location }) {
		first := *c
		s.First = &first
	}
}

// standing is a connection that holds from any working folder, without its secret.
func standing(c migrate.Connection) migrate.Connection {
	c = c.WithoutSecret().Absolute()
	for i, one := range c.More {
		c.More[i] = standing(one)
	}
	return c
}

// ADSources lists the connected sources of AD.
func (s State) ADSources() []migrate.Connection {
	if s.Connections[migrate.AD].Location == "" {
		return nil
	}
	return s.Connections[migrate.AD].Each()
}

// AtDashlane is the connected SCIM endpoint at Dashlane; an empty Location where none
// is known.
func (s State) AtDashlane() migrate.Connection {
	if c := s.Connections[migrate.Endpoint]; c.Location != "" {
		return c
	}
	if c := s.Connections[migrate.SCIM]; evidence.SourceOf(c).Endpoint() {
		return c
	}
	return migrate.Connection{}
}

// With is the state with another connection of a side in use, which isn't remembered.
func (s State) With(side migrate.Side, c migrate.Connection) State {
	s.Connections = maps.Clone(s.Connections)
	if s.Connections == nil {
		s.Connections = map[migrate.Side]migrate.Connection{}
	}
	s.Connections[side] = c
	return s
}

// About is what a comparison of these sources is about.
func About(ad []migrate.Connection, scim migrate.Connection) evidence.About {
	a := evidence.About{SCIM: evidence.SourceOf(scim)}
	for _, c := range ad {
		for _, one := range c.Each() {
			a.AD = append(a.AD, evidence.SourceOf(one))
		}
	}
	return a
}

// connected is what the connected sides are about, and those of AD with the endpoint.
func (s State) connected() (sent, arrived evidence.About) {
	ad := s.ADSources()
	sent, arrived = About(ad, s.Connections[migrate.SCIM]), About(ad, s.AtDashlane())
	return s.onThisPath(sent), s.onThisPath(arrived)
}

func (s State) onThisPath(about evidence.About) evidence.About {
	about.Path, about.IdP = string(s.Path), string(s.IdP)
	return about
}

// otherProvider says that the connected SCIM side is an app at another identity provider
// than the chosen one; empty where it isn't.
func (s State) otherProvider() string {
	at, _, isApp := s.Connections[migrate.SCIM].ProviderApp()
	if !isApp || s.IdP == "" || string(at) == string(s.IdP) {
		return ""
	}
	return "the connected SCIM side is an app at " + string(at) + ", and the chosen identity provider is " + string(s.IdP)
}
