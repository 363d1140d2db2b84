package migration

import (
	"path/filepath"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
)

// Connect makes sources the sides of this migration: those of AD, what will be sent,
// and the SCIM endpoint at Dashlane, which is kept where it is empty. What was about
// other sides no longer counts. It is BadInput where a side is standard input, which
// cannot be read again, or where both are one source.
func (s *State) Connect(ad []migrate.Connection, scim, endpoint migrate.Connection) error {
	problem := func(why, next string) error {
		return &migrate.Problem{Class: migrate.BadInput, What: "the sides are not connected", Why: why, Next: next}
	}
	if len(ad) == 0 || ad[0].Location == "" || scim.Location == "" {
		return problem("a side is missing", "name the sources of both sides")
	}
	for _, c := range append(append([]migrate.Connection{scim}, ad...), endpoint) {
		if c.Location == "-" {
			return problem("standard input cannot be read again", "write the list to a file and name that")
		}
	}
	for _, c := range ad {
		if evidence.SourceOf(c).Equal(evidence.SourceOf(scim)) {
			return problem("both sides are the same source", "name the groups that the identity provider sends on the SCIM side")
		}
	}
	s.ConnectSide(migrate.AD, ad[0])
	s.ConnectSide(migrate.SCIM, scim)
	for _, c := range ad[1:] {
		s.MoreAD = append(s.MoreAD, standing(c))
	}
	if endpoint.Location != "" {
		s.Endpoint = standing(endpoint)
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
	c = c.WithoutSecret()
	if scheme, err := c.Scheme(); err == nil && scheme == migrate.File {
		if path, err := filepath.Abs(c.Location); err == nil {
			c.Location = path
		}
	}
	return c
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
	if c := s.Connections[migrate.SCIM]; s.Endpoint.Location == "" && evidence.SourceOf(c).Endpoint() {
		return c
	}
	return s.Endpoint
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
