package diff

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
)

// Work that is cut into small pieces for several processors has, byte for byte, the result
// of one processor that does all in one piece, whatever the order of the lists. This changes
// how much is worth a goroutine, so it isn't run at the same time as other tests.
func TestPiecesDoNotMatter(t *testing.T) {
	rounds := 300
	if testing.Short() {
		rounds = 60
	}
	if runtest.Sample() {
		rounds = 15
	}
	r := rand.New(rand.NewPCG(7, 8))
	whole := worthIt
	defer func() { worthIt = whole }()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for round := range rounds {
		n := r.IntN(300)
		if round%20 == 0 {
			n = 3 * rowsAtOnce // more than one part of the JSON
		}
		ad, scim := collidingNames(r, "a", n), collidingNames(r, "s", n)
		var o Options
		for range r.IntN(3) * r.IntN(3) {
			o.Decisions = append(o.Decisions, Decision{
				ADID: fmt.Sprint("a", r.IntN(n+1)), SCIMID: fmt.Sprint("s", r.IntN(n+1)), Apart: r.IntN(2) == 0,
			})
		}
		runtime.GOMAXPROCS(1)
		want := jsonOf(t, ad, scim, o)
		checkExact(t, ad, scim, o)
		runtime.GOMAXPROCS(2 + r.IntN(3))
		worthIt = 1 + r.IntN(20)
		r.Shuffle(len(ad), func(i, j int) { ad[i], ad[j] = ad[j], ad[i] })
		r.Shuffle(len(scim), func(i, j int) { scim[i], scim[j] = scim[j], scim[i] })
		got := jsonOf(t, ad, scim, o)
		worthIt = whole
		if got != want {
			t.Fatalf("round %d, %d names: in pieces\n%s\nin one piece\n%s", round, n, got, want)
		}
	}
}

func jsonOf(t *testing.T, ad, scim []migrate.Group, o Options) string {
	t.Helper()
	result, err := Compare(t.Context(), ad, scim, o)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := result.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// checkExact compares the exact pairs with those that a map of names gives.
func checkExact(t *testing.T, ad, scim []migrate.Group, o Options) {
	t.Helper()
	result, err := Compare(t.Context(), ad, scim, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Decisions) > 0 || len(result.SideWide) > 0 {
		return // they pair names that are not the same
	}
	ids := [2]map[string][]string{{}, {}}
	for side, list := range [2][]migrate.Group{ad, scim} {
		for _, g := range list {
			ids[side][g.Name] = append(ids[side][g.Name], g.ID)
		}
	}
	var got, want []string
	for name, a := range ids[adSide] {
		if s := ids[scimSide][name]; len(a) == 1 && len(s) == 1 {
			want = append(want, a[0]+" "+s[0])
		}
	}
	for _, row := range result.Rows {
		if row.Status == Exact {
			got = append(got, row.AD.ID+" "+row.SCIM.ID)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("exact pairs %v, want %v", got, want)
	}
}

// collidingNames makes n groups whose names are the same, fold to the same, are a typing error
// apart or are not valid UTF-8, and some that stand alone.
func collidingNames(r *rand.Rand, side string, n int) []migrate.Group {
	parts := []string{
		"Sales", "sales", "SALES", "Slaes", "Marketing", "Markteing", "management", "mangaement", " ", "  ", "\u00a0", "-", "–",
		"\u200b", "1", "11", "é", "e\u0301", "Рay", "Pay", "\xff", "\xc3", "ß", "ss", "Team Kundenservice ", "Équipe ",
	}
	groups := make([]migrate.Group, n)
	for i := range groups {
		var name strings.Builder
		for range r.IntN(4) {
			name.WriteString(parts[r.IntN(len(parts))])
		}
		if r.IntN(3) > 0 {
			fmt.Fprintf(&name, " %c%c", 'a'+r.IntN(6), 'a'+r.IntN(26))
		}
		groups[i] = migrate.Group{ID: fmt.Sprint(side, i), Name: name.String()}
	}
	return groups
}
