package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// CheckInput is what an admin enters for the check of a step; the zero value is nothing.
type CheckInput = operation.CheckInput

// Look runs a step's probe: it returns what it saw, or why the step is not seen
// done.
type Look func(ctx context.Context, p playbook.Probe, given CheckInput, report migrate.Report) (saw string, err error)
