package operation

import (
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
)

// A change of no decision is refused: there is nothing to note.
func TestNoDecisionIsNoChange(t *testing.T) {
	t.Parallel()
	if _, _, err := ChangeDecisions(&migration.State{}); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}
