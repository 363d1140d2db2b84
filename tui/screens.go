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

// screens lists the screens in tab order. The app opens on the first, and "back" leads to it. A
// new screen needs one more line here.
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
