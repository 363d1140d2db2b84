package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// Given is what an admin enters for a look at a step; the zero value is nothing.
type Given struct {
	Token    migrate.Secret
	AuditLog string // file with Dashlane's audit log
	// InUse are the connections with which the app reads, with their secrets.
	InUse map[migrate.Side]migrate.Connection
}

// Look runs a step's probe: it returns what it saw, or why the step is not seen
// done.
type Look func(ctx context.Context, p playbook.Probe, given Given, report migrate.Report) (saw string, err error)
