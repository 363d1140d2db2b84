package diff

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// Groups are in the order of name, id and DN as bytes, however long what their names
// share is, whatever bytes they hold and wherever they end.
func TestByName(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for round := range 300 {
		letters := []string{"ab", "\x00\x01\xff", "a", "Ärb ", "abcdefghijklmnopqrstuvwxyz"}[round%5]
		prefix := strings.Repeat("x", []int{0, 7, 8, 14, 15, 16, 31, 100}[r.IntN(8)])
		groups := make([]migrate.Group, r.IntN(400))
		for i := range groups {
			name := []byte(prefix)
			for range r.IntN(20) {
				name = append(name, letters[r.IntN(len(letters))])
			}
			groups[i] = migrate.Group{Name: string(name), ID: fmt.Sprint(r.IntN(3)), DN: fmt.Sprint(r.IntN(3))}
			if len(prefix) > 0 && r.IntN(4) == 0 { // shorter than what the others share
				groups[i].Name = prefix[:r.IntN(len(prefix))]
			}
		}
		var got []migrate.Group
		for _, r := range byName(groups, func() bool { return false }) {
			got = append(got, groups[r.index])
		}
		want := slices.SortedFunc(slices.Values(groups), func(a, b migrate.Group) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID), strings.Compare(a.DN, b.DN))
		})
		if !slices.Equal(got, want) {
			t.Fatalf("round %d, prefix of %d, letters %q: not in order", round, len(prefix), letters)
		}
	}
}

// Sorting stops when it is canceled: it asks often enough, and nothing is sorted after that.
func TestSortingStops(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	groups := make([]migrate.Group, 10*manyToSort)
	for i := range groups {
		groups[i].Name = fmt.Sprintf("%s %d", []string{"Sales", "Marketing", "Support"}[r.IntN(3)], r.Uint32())
	}
	sorted := func(after int) (asked, moved int) {
		for i, one := range byName(groups, func() bool { asked++; return asked > after }) {
			if one.index != int32(i) {
				moved++
			}
		}
		return asked, moved
	}
	all, moved := sorted(1 << 30)
	if all < 4 || moved < len(groups)/2 {
		t.Fatalf("asked %d times, %d groups moved", all, moved)
	}
	for after := range all {
		asked, moved := sorted(after)
		if asked != after+1 || after == 0 && moved > 0 {
			t.Errorf("canceled at %d of %d: asked %d times, %d groups moved", after, all, asked, moved)
		}
	}
}
