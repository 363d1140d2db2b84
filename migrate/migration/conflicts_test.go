package migration

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/evidence"
)

// A conflict of three groups is one conflict to people, whoever counted it: the JSON of old
// counts its groups.
func TestAConflictIsCountedOnce(t *testing.T) {
	t.Parallel()
	c := NewComparison(comparedNames(t, []string{"Sales", "Ops"}, []string{"sales", "Sales ", "Ops"}), evidence.About{},
		time.Now())
	if c.Conflicts != 3 {
		t.Fatalf("%d groups are in conflict, want 3", c.Conflicts)
	}
	old := c
	old.ToChoose, old.Open = 0, []OpenGroup{{Status: "conflict", Conflict: 1}}
	for name, one := range map[string]Comparison{"now": c, "of an older program": old} {
		if n := one.Choices(); n != 1 {
			t.Errorf("%s: %d conflicts, want 1", name, n)
		}
		if s := one.Summary(); s.Conflicts != 1 || !strings.Contains(s.String(), "1 conflict,") {
			t.Errorf("%s: %s", name, s)
		}
		if wrong := one.Names().Wrong(); !strings.Contains(wrong, "1 conflict is unresolved") {
			t.Errorf("%s: %s", name, wrong)
		}
	}
}
