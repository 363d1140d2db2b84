package tui

import (
	"ad2scim/tui/clipboard"
	"ad2scim/tui/connect"
	"ad2scim/tui/doctor"
	"ad2scim/tui/groups"
	"ad2scim/tui/log"
	"ad2scim/tui/migration"
	"ad2scim/tui/overview"
	"ad2scim/tui/rename"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// screens lists the screens in the order of their tabs. The first is where the
// app opens and what "back" leads to. A new screen is one more line here.
func screens(s *session.Session, c *clipboard.Clipboard) []screen.Screen {
	return []screen.Screen{
		overview.New(s),
		groups.New(s, c),
		rename.New(s),
		migration.New(s),
		doctor.New(s),
		log.New(s, c),
		connect.New(s),
	}
}
