package session

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// Look runs a step's probe: it returns what it saw, or why the step is not seen
// done. The token is zero where none was entered.
type Look func(ctx context.Context, p playbook.Probe, token migrate.Secret, report migrate.Report) (saw string, err error)
