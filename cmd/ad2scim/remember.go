package main

import (
	"path/filepath"

	"ad2scim/migrate"
	"ad2scim/migrate/workspace"
)

// rememberUsed remembers the connections of a command for the sides that have
// none yet, so that the app and later commands need not ask. What was set up in
// the app stays. Standard input cannot be read again, and that a certificate was
// not verified is for one run.
func rememberUsed(s *workspace.State, used map[migrate.Side]migrate.Connection) {
	for side, c := range used {
		scheme, err := c.Scheme()
		if err != nil || scheme == migrate.Stdin || c.SkipVerify || s.Connections[side].Location != "" {
			continue
		}
		paths := []*string{&c.CAFile, &c.Keytab}
		if scheme == migrate.File {
			paths = append(paths, &c.Location)
		}
		for _, p := range paths {
			if full, err := filepath.Abs(*p); err == nil && *p != "" { // the next run may begin in another folder
				*p = full
			}
		}
		if s.Connections == nil {
			s.Connections = map[migrate.Side]migrate.Connection{}
		}
		s.Connections[side] = c
	}
}
