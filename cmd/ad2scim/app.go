package main

import (
	"context"

	"ad2scim/migrate/demo"
	"ad2scim/tui"
	"ad2scim/tui/session"
)

// runApp opens the terminal app: on the demo if there is one, otherwise on
// what was used last.
func runApp(ctx context.Context, dir string, d *demo.Demo) error {
	c := session.Config{Open: openSource}
	if d != nil {
		c.AD, c.SCIM, c.Demo = d.AD, d.SCIM, true
	} else {
		m := memory{dir}
		c.Memory, c.Decisions, c.Secrets = m, m.Decisions, osKeyring{ctx}
	}
	return tui.Run(ctx, tui.Config{Config: c})
}
