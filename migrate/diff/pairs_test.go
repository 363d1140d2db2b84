package diff

import (
	"slices"
	"testing"

	"ad2scim/migrate"
)

// A person can match each AD group of a conflict with each provisioned one, once. Twins of
// one side are no pair.
func TestConflictPairs(t *testing.T) {
	t.Parallel()
	group := func(id, name string) migrate.Group { return migrate.Group{ID: id, Name: name} }
	ad := []migrate.Group{group("a1", "Sales"), group("a2", "Sales"), group("a3", "Ops"), group("a4", "Board")}
	scim := []migrate.Group{group("s1", "sales"), group("s2", "ops"), group("s3", "OPS"), group("s4", "Board")}
	r, err := Compare(t.Context(), ad, scim, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, groups := r.ConflictRows()
	if len(rows) != 2 || r.Entries() != 3 || len(r.Rows) != 7 {
		t.Fatalf("%d conflicts, %d entries, %d rows", len(rows), r.Entries(), len(r.Rows))
	}
	var got []string
	for n, row := range rows {
		if row.AD == nil || groups[n] != 3 {
			t.Errorf("conflict %d: %+v stands for %d groups", n, row, groups[n])
		}
		for _, p := range r.ConflictPairs(n) {
			got = append(got, p.AD.ID+p.SCIM.ID)
		}
	}
	slices.Sort(got)
	if want := []string{"a1s1", "a2s1", "a3s2", "a3s3"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
