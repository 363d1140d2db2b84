package diff

import (
	"math/rand/v2"
	"slices"
	"testing"

	"ad2scim/migrate/names"
)

// Of generated lists the pairs must be found: right in 995 of 1000 rows, with
// the kinds right in 985 of 1000 pairs, no exact pair missed, and nothing that
// only looks alike paired as a typing error. Where a typing error is not beyond
// doubt, each of the two must have the other as a hint.
func TestQuality(t *testing.T) {
	n := 20000
	if testing.Short() {
		n = 2000
	}
	for seed, sh := range shapes {
		t.Run(sh.name, func(t *testing.T) {
			tr := generate(rand.New(rand.NewPCG(uint64(seed), 7)), sh, n)
			r := compare(t, tr.ad, tr.scim)
			right, kindsRight, pairs, exact, exactFound, wrongSimilar, shown := 0, 0, 0, 0, 0, 0, 0
			for _, k := range tr.kinds {
				if k.Empty() {
					exact++
				}
			}
			for _, row := range r.Rows {
				ok := false
				switch {
				case row.AD != nil && row.SCIM != nil:
					ok = tr.partner[row.AD.ID] == row.SCIM.ID
					if !ok && row.Kinds.Has(names.Similar) {
						wrongSimilar++
					}
				case row.AD != nil:
					ok = tr.partner[row.AD.ID] == "" && row.Status == ADOnly || tr.kinds[row.AD.ID].Has(names.Similar) &&
						hints(&row, tr.partner[row.AD.ID])
				default:
					id := "a" + row.SCIM.ID[1:]
					ok = tr.partner[id] == "" && row.Status == SCIMOnly || tr.kinds[id].Has(names.Similar) && hints(&row, id)
				}
				if ok {
					right++
				}
				if row.AD != nil && row.SCIM != nil && ok {
					pairs++
					want := tr.kinds[row.AD.ID]
					if row.Kinds == want {
						kindsRight++
					} else if shown < 8 && testing.Verbose() {
						shown++
						t.Logf("kinds %v, want %v: %+q %+q", row.Kinds, want, row.AD.Name, row.SCIM.Name)
					}
					if row.Status == Exact {
						exactFound++
					}
				}
				if !ok && shown < 16 && testing.Verbose() {
					shown++
					var a, s string
					if row.AD != nil {
						a = row.AD.Name
					}
					if row.SCIM != nil {
						s = row.SCIM.Name
					}
					t.Logf("wrong: %v %v %+q %+q", row.Status, row.Kinds, a, s)
				}
			}
			rate := func(part, whole int) float64 { return 100 * float64(part) / float64(whole) }
			t.Logf("%d rows: %.2f%% right; %.2f%% of %d pairs have the right kinds; %d of %d exact pairs; %d false similar pairs",
				len(r.Rows), rate(right, len(r.Rows)), rate(kindsRight, pairs), pairs, exactFound, exact, wrongSimilar)
			if rate(right, len(r.Rows)) < 99.5 || rate(kindsRight, pairs) < 98.5 || exactFound < exact || wrongSimilar > 0 {
				t.Error("below the target")
			}
		})
	}
}

// hints reports whether a row has a group as a near one.
func hints(row *Row, id string) bool {
	return slices.ContainsFunc(row.Near(), func(n Near) bool { return n.Group.ID == id })
}
