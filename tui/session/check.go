package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// CheckInput is what an admin enters for a step's check. The zero value is no input.
type CheckInput = operation.CheckInput

// Check runs a step's check. It returns the finding, or an error if the step isn't done.
type Check func(ctx context.Context, p playbook.Probe, given CheckInput, report migrate.Report) (saw string, err error)
