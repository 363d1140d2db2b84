package diff

import (
	"os"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// readPairs returns the pairs of a file, one a line; a line that begins with # is a
// title.
func readPairs(t *testing.T, file string) (pairs [][2]string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(content), "\n") {
		if a, b, ok := strings.Cut(line, "|"); ok {
			pairs = append(pairs, [2]string{a, b})
		}
	}
	return pairs
}

// compareEach compares the two names of each pair, alone and among all the others,
// and calls each with the rows of the AD names and what stands beside them.
func compareEach(t *testing.T, pairs [][2]string, each func(t *testing.T, pair [2]string, ad, scim *Row)) {
	t.Helper()
	var ads, scims []migrate.Group
	for _, p := range pairs {
		ads = append(ads, migrate.Group{ID: "a" + p[0], Name: p[0]})
		scims = append(scims, migrate.Group{ID: "s" + p[1], Name: p[1]})
	}
	find := func(r *Result, i int) (ad, scim *Row) {
		for k := range r.Rows {
			row := &r.Rows[k]
			if row.AD != nil && row.AD.ID == ads[i].ID {
				ad = row
			}
			if row.SCIM != nil && row.SCIM.ID == scims[i].ID {
				scim = row
			}
		}
		return ad, scim
	}
	t.Run("alone", func(t *testing.T) {
		for i, p := range pairs {
			ad, scim := find(compare(t, ads[i:i+1], scims[i:i+1]), i)
			each(t, p, ad, scim)
		}
	})
	t.Run("together", func(t *testing.T) {
		r := compare(t, ads, scims)
		for i, p := range pairs {
			ad, scim := find(r, i)
			each(t, p, ad, scim)
		}
	})
}

// Real surnames, towns and words that are a letter or two apart are not one: of a
// hundred pairs at most five are made, and each of the others is in the other's hints.
func TestRealNamesThatAreNear(t *testing.T) {
	pairs := readPairs(t, "testdata/near.txt")
	if len(pairs) < 180 {
		t.Fatalf("%d pairs", len(pairs))
	}
	paired := 0
	compareEach(t, pairs, func(t *testing.T, p [2]string, ad, scim *Row) {
		switch {
		case ad == scim:
			paired++
			t.Logf("%q, %q: %v", p[0], p[1], ad.Kinds)
		case ad.Status != ADOnly || scim.Status != SCIMOnly:
			t.Errorf("%q: %v, %q: %v", p[0], ad.Status, p[1], scim.Status)
		case !hints(ad, scim.SCIM.ID) || !hints(scim, ad.AD.ID):
			t.Errorf("%q, %q: no hint: %+v %+v", p[0], p[1], ad.Near(), scim.Near())
		}
	})
	if paired*100 > 2*len(pairs)*5 {
		t.Errorf("%d of %d are pairs", paired, 2*len(pairs))
	}
}

// Of typing errors in English names nine in ten are found; the others are hints.
func TestRealTypingErrors(t *testing.T) {
	pairs := readPairs(t, "testdata/typos.txt")
	if len(pairs) < 40 {
		t.Fatalf("%d pairs", len(pairs))
	}
	paired := 0
	compareEach(t, pairs, func(t *testing.T, p [2]string, ad, scim *Row) {
		switch {
		case ad == scim && ad.Kinds.String() == "similar":
			paired++
		case ad == scim || !hints(ad, scim.SCIM.ID) || !hints(scim, ad.AD.ID):
			t.Errorf("%q, %q: %v, %v", p[0], p[1], ad.Kinds, ad.Near())
		}
	})
	if paired*10 < 2*len(pairs)*9 {
		t.Errorf("%d of %d are pairs", paired, 2*len(pairs))
	}
}

// Groups that a person marked as different are not shown as near, on either side.
func TestDifferentGroupsAreNotNear(t *testing.T) {
	ad, scim := groupsOf("a", "Legal", "Team Schmidt"), groupsOf("s", "Team Schmitt")
	got := lines(compare(t, ad, scim, Decision{ADID: "a1", SCIMID: "s0", Apart: true}))
	slices.Sort(got)
	if want := []string{"ad-only a0", "ad-only a1", "scim-only s0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A person may match what is in conflict between both sides, and near names; not two AD
// groups of one name that nothing is like.
func TestNeedsChoice(t *testing.T) {
	for name, c := range map[string]struct {
		ad, scim []string
		want     bool
	}{
		"conflict":  {[]string{"Sales"}, []string{"sales", "Sales "}, true},
		"near":      {[]string{"Schmidt"}, []string{"Schmitt"}, true},
		"twins":     {[]string{"Sales", "Sales"}, []string{"Legal"}, false},
		"both once": {[]string{"Sales", "Legal"}, []string{"sales", "Board"}, false},
	} {
		if got := compare(t, groupsOf("a", c.ad...), groupsOf("s", c.scim...)).NeedsChoice(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
