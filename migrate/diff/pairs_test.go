package diff

import (
	"fmt"
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
	rows := r.ConflictRows()
	var got []string
	var all []int32
	entries := map[*Row]bool{}
	for i := range r.Rows {
		row := &r.Rows[i]
		lead := rows.Lead(row)
		all, entries[lead] = append(all, int32(i)), true
		if row.Conflict == 0 && lead != row || row.Conflict > 0 && (lead.AD == nil || rows.Groups(row) != 3) {
			t.Errorf("row %d: %+v stands for %d groups", i, lead, rows.Groups(row))
		}
		if row != lead || row.Conflict == 0 {
			continue
		}
		pairs, more := r.ConflictPairs(row.Conflict)
		for _, p := range pairs {
			got = append(got, p.AD.ID+p.SCIM.ID)
		}
		if more > 0 {
			t.Errorf("%d more pairs", more)
		}
	}
	merged := rows.Merge(all)
	if len(r.Rows) != 7 || r.Entries() != 3 || len(entries) != 3 || len(merged) != 3 {
		t.Fatalf("%d rows, %d and %d entries of %d", len(r.Rows), len(entries), len(merged), r.Entries())
	}
	for i, at := range merged {
		one := int32(-1)
		for _, k := range all { // the last row of an entry finds it as well as the first
			if rows.Lead(&r.Rows[k]) == &r.Rows[at] {
				one = k
			}
		}
		if !slices.Equal(rows.Merge([]int32{one}), []int32{at}) {
			t.Errorf("entry %d isn't the same by its last row", i)
		}
	}
	slices.Sort(got)
	if want := []string{"a1s1", "a2s1", "a3s2", "a3s3"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The pairs of a large conflict are listed up to a limit, and the others are counted.
func TestConflictPairsBeyondTheLimit(t *testing.T) {
	t.Parallel()
	const twins = 60
	var ad, scim []migrate.Group
	for i := range twins {
		ad = append(ad, migrate.Group{ID: fmt.Sprint("a", i), Name: "Sales"})
		scim = append(scim, migrate.Group{ID: fmt.Sprint("s", i), Name: "sales"})
	}
	r, err := Compare(t.Context(), ad, scim, Options{})
	if err != nil {
		t.Fatal(err)
	}
	pairs, more := r.ConflictPairs(1)
	if all := len(pairs) + more; len(pairs) != mostPairs || all <= mostPairs || all > 2*twins*mostCandidates {
		t.Errorf("%d pairs and %d more", len(pairs), more)
	}
}
