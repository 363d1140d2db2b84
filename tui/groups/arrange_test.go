package groups

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/migrate/operation"
)

func row(status diff.Status, ad, scim string) diff.Row {
	r := diff.Row{Status: status}
	if ad != "" {
		r.AD = &migrate.Group{ID: "a" + ad, Name: ad}
	}
	if scim != "" {
		r.SCIM = &migrate.Group{ID: "s" + scim, Name: scim}
	}
	if status == diff.Differs {
		r.Kinds = names.NewKinds(names.Case)
	}
	return r
}

var some = []diff.Row{
	row(diff.Exact, "Admins", "Admins"),
	row(diff.Differs, "Sales EMEA", "sales emea"),
	row(diff.ADOnly, "Sales APAC", ""),
	row(diff.SCIMOnly, "", "Zebra"),
	{Status: diff.Conflict, AD: &migrate.Group{ID: "aTwins", Name: "Twins"}, Conflict: 1},
	row(diff.Exact, "bakers", "bakers"),
}

func listed(rows []diff.Row) entries { return entriesOf(&diff.Result{Rows: rows}) }

func TestFind(t *testing.T) {
	differs, kase := diff.Differs, names.Case
	for _, c := range []struct {
		name string
		q    query
		want []int32
	}{
		{"what needs work first", query{}, []int32{1, 4, 2, 3, 0, 5}},
		{"by AD name, none last", query{order: byAD}, []int32{0, 5, 2, 1, 4, 3}},
		{"by provisioned name", query{order: bySCIM}, []int32{0, 5, 1, 3, 2, 4}},
		{"a status", query{status: &differs}, []int32{1}},
		{"a kind", query{kind: &kase}, []int32{1}},
		{"text, without its blanks", query{text: "sales e"}, []int32{1}},
		{"text of the provisioned name", query{text: "zeb"}, []int32{3}},
		{"nothing", query{text: "qqq"}, nil},
	} {
		got, _, ok := listed(some).find(context.Background(), c.q, nil)
		if !ok || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFindStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, ok := listed(some).find(ctx, query{text: "a"}, nil); ok {
		t.Error("a search that was stopped gave an answer")
	}
	if msg := arrange(ctx, listed(some), query{}, nil, 1, typingDelay)(); msg != nil {
		t.Errorf("a search that was stopped gave %v", msg)
	}
}

func TestNarrowingFindsTheSame(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("abcA -")), 1, 8, -1)
	rapid.Check(t, func(r *rapid.T) {
		var rows []diff.Row
		for range rapid.IntRange(0, 30).Draw(r, "rows") {
			one := row(diff.Differs, letters.Draw(r, "ad"), letters.Draw(r, "scim"))
			if n := rapid.IntRange(0, 3).Draw(r, "conflict"); n > 0 {
				one.Status, one.Conflict = diff.Conflict, n
			}
			rows = append(rows, one)
		}
		text := letters.Draw(r, "text")
		of := listed(rows)
		_, first, _ := of.find(context.Background(), query{text: text}, nil)
		longer := query{text: text + letters.Draw(r, "more")}
		whole, _, _ := of.find(context.Background(), longer, nil)
		narrowed, _, _ := of.find(context.Background(), longer, append([]int32{}, first...))
		if !slices.Equal(whole, narrowed) {
			r.Fatalf("%v within %v, %v in all", narrowed, first, whole)
		}
	})
}

func TestCompareMembers(t *testing.T) {
	left := []migrate.Member{
		{Name: "Ann", Mail: "ann@x.org"},
		{Name: "Bob", UPN: "bob@x.org"},
		{Name: "Cy", Mail: "cy@x.org"},
		{Name: "Group"},
	}
	right := []migrate.Member{
		{Name: "B. Other", Mail: "BOB@x.org"},
		{Name: "Ann", Mail: "ann@x.org"},
		{Name: "Dee", Mail: "dee@x.org"},
		{Name: "group"},
	}
	var got []string
	for _, m := range operation.PairMembers(left, right) {
		s := []string{"-", "-"}
		if m.AD != nil {
			s[0] = m.AD.Name
		}
		if m.SCIM != nil {
			s[1] = m.SCIM.Name
		}
		got = append(got, s[0]+"|"+s[1])
	}
	want := []string{"Cy|-", "-|Dee", "Bob|B. Other", "Ann|Ann", "Group|group"} // exact matches come last
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
