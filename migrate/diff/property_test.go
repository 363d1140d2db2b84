package diff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// namesGenerator makes lists in which names collide in every way.
func namesGenerator(side string) *rapid.Generator[[]migrate.Group] {
	part := rapid.SampledFrom([]string{
		"Sales", "sales", "SALES", "Slaes", "Marketing", "Markteing", "marketing", " ",
		"  ", "\u00a0", "-", "–", "\u200b", "1", "11", "é", "e\u0301", "Рay", "Pay", "\xff", "ß", "ss", "A", "B",
	})
	return rapid.Custom(func(t *rapid.T) []migrate.Group {
		var list []migrate.Group
		for i, parts := range rapid.SliceOfN(rapid.SliceOfN(part, 0, 3), 0, 14).Draw(t, side) {
			list = append(list, migrate.Group{ID: fmt.Sprintf("%s%02d", side, i), Name: strings.Join(parts, "")})
		}
		return list
	})
}

// Every group is in one row; the order of the lists does not matter; every status
// is what it says.
func TestPairing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ad, scim := namesGenerator("a").Draw(t, "ad"), namesGenerator("s").Draw(t, "scim")
		r, err := Compare(t.Context(), ad, scim, Options{})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		byName := map[string][2]int{}
		for _, g := range ad {
			n := byName[g.Name]
			n[0]++
			byName[g.Name] = n
		}
		for _, g := range scim {
			n := byName[g.Name]
			n[1]++
			byName[g.Name] = n
		}
		for i, row := range r.Rows {
			for _, g := range []*migrate.Group{row.AD, row.SCIM} {
				if g != nil && seen[g.ID] {
					t.Fatalf("%s is in two rows", g.ID)
				} else if g != nil {
					seen[g.ID] = true
				}
			}
			if i > 0 && r.Rows[i-1].Name() > row.Name() {
				t.Fatalf("row %d is out of order", i)
			}
			checkRow(t, &row, byName, len(r.SideWide) > 0)
		}
		if len(seen) != len(ad)+len(scim) {
			t.Fatalf("%d of %d groups are in rows", len(seen), len(ad)+len(scim))
		}
		want := lines(r)
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		ad2, scim2 := slices.Clone(ad), slices.Clone(scim)
		shuffle.Shuffle(len(ad2), func(i, j int) { ad2[i], ad2[j] = ad2[j], ad2[i] })
		shuffle.Shuffle(len(scim2), func(i, j int) { scim2[i], scim2[j] = scim2[j], scim2[i] })
		again, err := Compare(t.Context(), ad2, scim2, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(again); !slices.Equal(got, want) {
			t.Fatalf("shuffled:\n%s\nbefore:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// checkRow fails if a row is not what its status says; byName counts the groups
// of each name on both sides. Beneath what a whole side has, such as names cut at one
// length, a variant isn't one by its whole name.
func checkRow(t *rapid.T, row *Row, byName map[string][2]int, sideWide bool) {
	switch row.Status {
	case Exact:
		if row.AD.Name != row.SCIM.Name || !row.Kinds.Empty() || row.Score != 1 {
			t.Fatalf("exact: %+v", row)
		}
	case Differs:
		if row.AD.Name == row.SCIM.Name || row.Kinds.Empty() || row.Score <= 0 {
			t.Fatalf("differs: %+v", row)
		}
		if row.Kinds.Certain() {
			if d, ok := names.Compare(row.AD.Name, row.SCIM.Name); !ok || d.Kinds != row.Kinds {
				t.Fatalf("kinds %v, Compare says %v", row.Kinds, d.Kinds)
			}
		}
		if n := byName[row.AD.Name]; n == [2]int{1, 1} {
			t.Fatalf("an exact pair was missed: %+v", row)
		}
	case Conflict:
		if len(row.Candidates()) == 0 {
			t.Fatalf("conflict without candidates: %+v", row)
		}
	case ADOnly:
		if n := byName[row.AD.Name]; n != [2]int{1, 0} {
			t.Fatalf("ad-only, though %v groups have the name %q", n, row.AD.Name)
		}
	case SCIMOnly:
		if n := byName[row.SCIM.Name]; n[0] > 0 {
			t.Fatalf("scim-only, though %v groups have the name %q", n, row.SCIM.Name)
		}
		if v := row.VariantOf(); v != "" {
			d, ok := names.Compare(v, row.SCIM.Name)
			if byName[v][0] == 0 || !sideWide && (!ok || d.Kinds.Has(names.Similar)) {
				t.Fatalf("%q is no variant of %q", row.SCIM.Name, v)
			}
		}
	}
}

// Lists that would take all pairs to compare are done in little more than the
// time to read them.
func TestManyAlike(t *testing.T) {
	n := 10000
	if testing.Short() {
		n = 300
	}
	same, cases, blanks, letters := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i := range n {
		same[i] = "Sales"
		word := []byte("administrators of sales")
		for bit := range 14 {
			if i>>bit&1 == 1 && word[bit] > ' ' {
				word[bit] -= 'a' - 'A'
			}
		}
		cases[i] = string(word)
		blanks[i] = "Sales" + strings.Repeat(" ", i%100) + "EMEA" + strings.Repeat(" ", i/100)
		letters[i] = fmt.Sprintf("Administrat%c%c%crs", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
	}
	for name, c := range map[string]struct {
		ad, scim []string
		conflict int
	}{
		"identical":     {same, same, 2 * n},
		"one to many":   {same[:1], same, n + 1},
		"many to one":   {same, []string{"sales"}, n + 1},
		"capitals":      {cases[:n/2], cases[n/2:], -1},
		"blanks":        {blanks[:n/2], blanks[n/2:], -1},
		"near each":     {letters[:n/2], letters[n/2:], -1},
		"nothing alike": {same[:0], cases, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, groupsOf("a", c.ad...), groupsOf("s", c.scim...))
			if c.conflict >= 0 && r.Summary.Conflict != c.conflict {
				t.Errorf("%v, want %d in conflict", r.Summary, c.conflict)
			}
			for _, row := range r.Rows {
				if len(row.Candidates()) > mostCandidates {
					t.Fatalf("%d candidates", len(row.Candidates()))
				}
			}
			if c.conflict > mostCandidates && len(r.Notes) != 1 {
				t.Errorf("notes %q", r.Notes)
			}
		})
	}
}
