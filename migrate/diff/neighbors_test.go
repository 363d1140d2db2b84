package diff

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/names"
)

// neighbors are pairs of real surnames, towns and words that are a letter or a few
// apart.
func neighbors(t *testing.T) [][2]string {
	t.Helper()
	content, err := os.ReadFile("testdata/neighbors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list [][2]string
	for _, line := range strings.Split(string(content), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, pair := range strings.Fields(line) {
			a, b, _ := strings.Cut(pair, "/")
			list = append(list, [2]string{a, b})
		}
	}
	return list
}

// Of two neighbors alone not one in twenty is paired; each has the other as a
// hint. What only accents tell apart is paired as that.
func TestNeighborsAreNotPaired(t *testing.T) {
	list, paired := neighbors(t), 0
	for _, n := range list {
		if d, ok := names.Compare(n[0], n[1]); ok && d.Kinds.Certain() {
			continue
		}
		r := compare(t, groupsOf("a", "Team "+n[0]), groupsOf("s", "Team "+n[1]))
		switch {
		case len(r.Rows) == 1:
			paired++
			t.Logf("%s and %s are paired", n[0], n[1])
		case len([]rune(n[0])) > 4 && len([]rune(n[1])) > 4 && oneLetterApart(n[0], n[1]) &&
			(len(r.Rows[0].Near()) == 0 || len(r.Rows[1].Near()) == 0):
			t.Errorf("%s and %s are not near", n[0], n[1])
		}
	}
	if t.Logf("%d of %d are paired", paired, len(list)); len(list) < 300 || paired*50 > len(list) {
		t.Errorf("%d of %d are paired", paired, len(list))
	}
}

func oneLetterApart(a, b string) bool {
	sa, sb := names.Spell(a), names.Spell(b)
	_, ok := names.FindTypo(&sa, &sb)
	return ok
}

// In lists of 3,000 names of which each has a neighbor on one side or the other,
// nothing is paired that does not belong together, in any order of the lists.
func TestNeighborsInLists(t *testing.T) {
	frames := []string{
		"Team %s", "Standort %s", "%s Admins", "Projekt %s Nord", "APP_%s_RW", "%s-Users", "Kunde %s GmbH",
		"Équipe %s", "SG %s 01", "%s (extern)",
	}
	var ad, scim []string
	for _, frame := range frames {
		for i, n := range neighbors(t) {
			if d, ok := names.Compare(n[0], n[1]); ok && d.Kinds.Certain() {
				continue
			}
			first, second := fmt.Sprintf(frame, n[0]), fmt.Sprintf(frame, n[1])
			switch i % 3 {
			case 0: // a sibling on one side only
				ad, scim = append(ad, first), append(scim, second)
			case 1: // both in AD, one provisioned
				ad, scim = append(ad, first, second), append(scim, second)
			case 2:
				ad, scim = append(ad, second), append(scim, first, second)
			}
		}
	}
	sortUnique := func(list []string) []string {
		slices.Sort(list)
		return slices.Compact(list)
	}
	ad, scim = sortUnique(ad), sortUnique(scim)
	if len(ad) < 3000 || len(scim) < 3000 {
		t.Fatalf("%d and %d names", len(ad), len(scim))
	}
	r := compare(t, groupsOf("a", ad...), groupsOf("s", scim...))
	wrong := 0
	for _, row := range r.Rows {
		if row.AD != nil && row.SCIM != nil && !row.Kinds.Empty() {
			wrong++
			t.Logf("%s and %s are paired: %v", row.AD.Name, row.SCIM.Name, row.Kinds)
		}
	}
	if wrong > 0 || len(r.SideWide) > 0 {
		t.Errorf("%d false pairs of %d, side-wide %v", wrong, len(r.Rows), r.SideWide)
	}
	slices.Reverse(ad)
	slices.Reverse(scim)
	if again := compare(t, groupsOf("a", ad...), groupsOf("s", scim...)); again.Summary.String() != r.Summary.String() {
		t.Errorf("%v, in another order %v", r.Summary, again.Summary)
	}
}
