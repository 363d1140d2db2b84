package operation

import (
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
)

// A change of no decision is refused: there is nothing to note.
func TestNoDecisionIsNoChange(t *testing.T) {
	t.Parallel()
	for _, undo := range []bool{false, true} {
		if _, _, err := ChangeDecisions(&migration.State{}, undo); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("undo %v: %v", undo, err)
		}
	}
}
