package migrate_test

import (
	"reflect"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// Most of the memory of a large comparison is groups and rows, and most of its time is spent
// on reading memory. What few of them have belongs in Group.Details and Row.Related.
func TestGroupsAndRowsAreSmall(t *testing.T) {
	for what, most := range map[reflect.Type]uintptr{
		reflect.TypeFor[migrate.Group](): 72,
		reflect.TypeFor[diff.Row]():      48,
	} {
		if size := what.Size(); size > most {
			t.Errorf("%s has %d bytes, more than %d", what, size, most)
		}
	}
}
