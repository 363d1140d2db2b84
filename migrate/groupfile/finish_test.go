package groupfile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ad2scim/migrate"
)

// A name that is taken for sound at a glance is sound when every character is examined.
func TestSoundNames(t *testing.T) {
	parts := []string{
		"a", "Sales", "eight by", "?", "\x00", "\xff", "\u00c3\u00bc", "\u00e2\u20ac\u201c", "\u00fc", "\u00e9", "\u0142", "\u7ffd",
		"\ud55c", "\ufffd", "\U0001f600", "\xc3", "\xe6\x9d", "\xc3\xbc\x80", "\u0080", "\u00bf",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		name := ""
		for range r.IntN(6) {
			name += parts[r.IntN(len(parts))]
		}
		var glance, whole nameFaults
		glance.count(name)
		whole.longest = len(name)
		if whole.examine(name); glance != whole {
			t.Fatalf("%q: %+v, want %+v", name, glance, whole)
		}
	}
}

// An id that stands in the list again is found, wherever it stands and however many are.
func TestRepeatedIDs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 2, 50, 5000} {
		for _, ids := range []int{1, n/10 + 1, n + 1, 1000*n + 1} {
			groups := make([]migrate.Group, n)
			first, want := map[string]int{}, [][2]int(nil)
			for i := range groups {
				if id := r.IntN(ids); id > 0 {
					groups[i].ID = fmt.Sprint(id)
				}
				earlier, has := first[groups[i].ID]
				switch {
				case groups[i].ID == "":
				case has:
					want = append(want, [2]int{earlier, i})
				default:
					first[groups[i].ID] = i
				}
			}
			var got [][2]int
			var scan listScan
			scan.upTo(groups[:n/3])
			scan.upTo(groups)
			count := repeated(groups, scan.hashes, func(earlier, later int) { got = append(got, [2]int{earlier, later}) })
			if count != len(want) || !slices.Equal(got, want) {
				t.Errorf("%d groups with %d ids: %d repeat, want %d; at the places %v, want %v", n, ids, count, len(want), got, want)
			}
		}
	}
}
