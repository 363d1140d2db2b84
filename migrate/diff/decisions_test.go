package diff

import (
	"io"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// Each row of a pair that was marked as different says so in every form.
func TestGroupsMarkedAsDifferentAreMarked(t *testing.T) {
	t.Parallel()
	r := compare(t, []migrate.Group{{ID: "a1", Name: "Sales"}}, []migrate.Group{{ID: "s1", Name: "sales"}},
		Decision{ADID: "a1", SCIMID: "s1", Apart: true})
	for i := range r.Rows {
		row := &r.Rows[i]
		if got := r.DifferentFrom(row); len(got) != 1 || got[0].Group == row.AD || got[0].Group == row.SCIM {
			t.Errorf("row %d: %+v", i, got)
		}
	}
	for name, write := range map[string]func(io.Writer) error{
		"JSON": r.WriteJSON, "CSV": r.WriteCSV, "Markdown": r.WriteMarkdown,
		"table": func(w io.Writer) error { return r.WriteTable(w, TableOptions{}) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		want := "marked as different from"
		if name == "JSON" {
			want = `"different_from":[{"side":`
		}
		if name == "CSV" {
			want = `"ad a1 ""Sales"""`
		}
		if n := strings.Count(b.String(), want); n < 1 || name != "CSV" && n != 2 {
			t.Errorf("%s marks %d of the two rows:\n%s", name, n, &b)
		}
	}
}

// A decision about the same two groups takes the place of the earlier one, is
// found from either group, by id or by name, and can be taken back.
func TestDecisionsCanBeTakenBack(t *testing.T) {
	t.Parallel()
	pair := Decision{ADID: "a1", ADName: "Sales", SCIMID: "s1", SCIMName: "sales"}
	apart := pair
	apart.Apart = true
	byName := Decision{ADName: "Ops", SCIMName: "ops", Apart: true}
	list := Decide(nil, pair, byName)
	list = Decide(list, apart)
	if want := []Decision{byName, apart}; !slices.Equal(list, want) {
		t.Fatalf("%+v, want %+v", list, want)
	}
	x := IndexDecisions(list)
	for name, c := range map[string]struct {
		row  Row
		want []Decision
	}{
		"by id":         {Row{AD: &migrate.Group{ID: "a1", Name: "renamed"}}, []Decision{apart}},
		"other side":    {Row{SCIM: &migrate.Group{ID: "s1"}}, []Decision{apart}},
		"by name":       {Row{SCIM: &migrate.Group{ID: "s7", Name: "ops"}}, []Decision{byName}},
		"not about it":  {Row{AD: &migrate.Group{ID: "a2", Name: "Sales"}, SCIM: &migrate.Group{Name: "OPS"}}, nil},
		"both are once": {Row{AD: &migrate.Group{ID: "a1"}, SCIM: &migrate.Group{ID: "s1"}}, []Decision{apart}},
	} {
		if got := x.About(&c.row); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	before := slices.Clone(list)
	if got := Undecide(list, pair); !slices.Equal(got, list) {
		t.Errorf("the opposite was taken back: %+v, of %+v", got, list)
	}
	if got := Undecide(list, apart); !slices.Equal(got, []Decision{byName}) || !slices.Equal(list, before) {
		t.Errorf("after it was taken back: %+v, of %+v", got, list)
	}
}

// A group has one partner: the last decision about it stands, and what a person said
// about other groups stays.
func TestTheLastPartnerStands(t *testing.T) {
	pair := func(ad, scim string, apart bool) Decision { return Decision{ADName: ad, SCIMID: scim, Apart: apart} }
	list := Decide(nil, pair("IT", "1", false), pair("Sales", "2", false), pair("IT", "3", true))
	for _, c := range []struct {
		more Decision
		want []Decision
	}{
		{pair("IT", "4", false), []Decision{pair("Sales", "2", false), pair("IT", "3", true), pair("IT", "4", false)}},
		{pair("HR", "2", false), []Decision{pair("IT", "1", false), pair("IT", "3", true), pair("HR", "2", false)}},
		{pair("IT", "3", false), []Decision{pair("Sales", "2", false), pair("IT", "3", false)}},
		{pair("IT", "2", true), append(slices.Clone(list), pair("IT", "2", true))},
	} {
		if got := Decide(list, c.more); !slices.Equal(got, c.want) {
			t.Errorf("after %+v: %+v, want %+v", c.more, got, c.want)
		}
	}
}
