// Package migrationtest creates states of a migration for tests.
package migrationtest

import (
	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// The sources that Connect connects: a domain controller, and what Okta sends.
var (
	AD   = migrate.Connection{Location: "ldaps://dc1.corp.example.com"}
	SCIM = migrate.Connection{Location: "okta:Dashlane"}
)

// Connect connects both sides if they aren't connected, the SCIM side to the chosen provider, and sets a comparison
// of them.
func Connect(s *migration.State, c migration.Comparison) {
	scim := SCIM
	if s.IdP != "" && s.IdP != playbook.Other {
		scim.Location = string(s.IdP) + ":Dashlane"
	}
	for side, connection := range map[migrate.Side]migrate.Connection{migrate.AD: AD, migrate.SCIM: scim} {
		if s.Connections[side].Location == "" {
			s.ConnectSide(side, connection)
		}
	}
	c.About = migration.About(s.ADSources(), s.Connections[migrate.SCIM])
	s.Comparison = &c
}

// Sides connects both sides.
func Sides(s *migration.State, ad, scim migrate.Connection) {
	s.ConnectSide(migrate.AD, ad)
	s.ConnectSide(migrate.SCIM, scim)
}
