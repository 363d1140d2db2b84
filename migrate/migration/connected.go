package migration

import (
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
	if side == migrate.AD {
		s.MoreAD = nil
	}
}

// standing is a connection that holds from any working folder, without its secret.
func standing(c migrate.Connection) migrate.Connection {
	return c.WithoutSecret().Absolute()
}

// ADSources lists the connected sources of AD.
func (s State) ADSources() []migrate.Connection {
	if s.Connections[migrate.AD].Location == "" {
		return nil
	}
	return append([]migrate.Connection{s.Connections[migrate.AD]}, s.MoreAD...)
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

// About is what a comparison of these sources is about.
func About(ad []migrate.Connection, scim migrate.Connection) evidence.About {
	a := evidence.About{SCIM: evidence.SourceOf(scim)}
	for _, c := range ad {
		a.AD = append(a.AD, evidence.SourceOf(c))
	}
	return a
}

// connected is what the connected sides are about, and those of AD with the endpoint.
func (s State) connected() (sent, arrived evidence.About) {
	ad := s.ADSources()
	return About(ad, s.Connections[migrate.SCIM]), About(ad, s.AtDashlane())
}
