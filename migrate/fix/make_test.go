package fix

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

const financeGUID = "A1A1A1A1-2222-3333-4444-ABCDEFABCDEF"

func compared(t *testing.T, decisions ...diff.Decision) *diff.Result {
	t.Helper()
	ad := []migrate.Group{
		{ID: financeGUID, Name: "Finance Admins"},
		{ID: "a-2", Name: "Ops–Oslo"},
		{ID: "a-3", Name: "Marketing"},
		{ID: "a-4", Name: "Payroll"},
		{ID: "a-5", Name: "Twin", DN: "CN=Twin,OU=x"},
		{ID: "a-6", Name: "Twin", DN: "CN=Twin,OU=y"},
		{ID: "a-7", Name: "Only here"},
		{ID: "a-8", Name: "Exact"},
	}
	scim := []migrate.Group{
		{ID: "1", Name: "finance admins"},
		{ID: "2", Name: "ops-oslo"},
		{ID: "3", Name: "Marketting"},
		{ID: "4", Name: "Payroll"},
		{ID: "5", Name: "payroll"},
		{ID: "6", Name: "twin"},
		{ID: "7", Name: "Unrelated thing"},
		{ID: "8", Name: "Exact"},
	}
	r, err := diff.Compare(t.Context(), ad, scim, diff.Options{Decisions: decisions})
	if err != nil {
		t.Fatal(err)
	}
	r.ADSource, r.SCIMSource = "ad.csv", "scim.json"
	return r
}

// told is the plan in short: side, id, before and after of each fix.
func told(p *Plan) string {
	var list []string
	for _, f := range p.Fixes {
		list = append(list, string(f.Side)+" "+f.ID+" "+f.Before+">"+f.After)
	}
	return strings.Join(list, "; ")
}

func TestNewPlanChooses(t *testing.T) {
	text := func(s string) *string { return &s }
	finance, ops := "scim 1 finance admins>Finance Admins", "scim 2 ops-oslo>Ops–Oslo"
	for _, c := range []struct {
		name    string
		options Options
		want    string
	}{
		{"by itself", Options{}, finance + "; " + ops},
		{"a kind", Options{Kinds: names.NewKinds(names.Punctuation)}, ops},
		{"the other side", Options{Side: migrate.AD, Kinds: names.NewKinds(names.Punctuation)}, "ad a-2 Ops–Oslo>ops-oslo"},
		{"named", Options{Only: []string{"finance admins"}}, finance},
		{"by id, in other capitals", Options{Only: []string{strings.ToLower(financeGUID)}}, finance},
		{"similar, named", Options{Only: []string{"Marketing"}}, "scim 3 Marketting>Marketing"},
		{
			"similar, chosen",
			Options{Only: []string{"1"}, Choices: []Choice{{Group: "3"}}},
			finance + "; scim 3 Marketting>Marketing",
		},
		{
			"a side for one",
			Options{Choices: []Choice{{Group: "1", Side: migrate.AD}}},
			"ad " + financeGUID + " Finance Admins>finance admins; " + ops,
		},
		{
			"a value by hand",
			Options{Only: []string{"2"}, Choices: []Choice{{Group: "2", Value: text("Oslo")}}},
			"scim 2 ops-oslo>Oslo",
		},
		{"a conflict, named", Options{Only: []string{"twin"}}, ""},
		{
			"a conflict, with a value",
			Options{Only: []string{"6"}, Choices: []Choice{{Group: "6", Value: text("Twin 2")}}},
			"scim 6 twin>Twin 2",
		},
		{"one side only", Options{Only: []string{"Only here"}}, ""},
		{
			"exact, by hand",
			Options{Only: []string{"8"}, Choices: []Choice{{Group: "8", Value: text("EXACT")}}},
			"scim 8 Exact>EXACT",
		},
		{"as it is, by hand", Options{Only: []string{"8"}, Choices: []Choice{{Group: "8", Value: text("Exact")}}}, ""},
		{"what cannot be read", Options{Side: migrate.AD, Attributes: []migrate.Attribute{migrate.SAMAccountName}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := NewPlan(t.Context(), compared(t), c.options, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(p); got != c.want {
				t.Errorf("the plan is %q, not %q; notes %q", got, c.want, p.Notes)
			}
		})
	}
	p, err := NewPlan(t.Context(), compared(t, diff.Decision{ADID: "a-3", SCIMID: "3"}), Options{}, nil, nil)
	if err != nil || !strings.Contains(told(p), "Marketting>Marketing") {
		t.Errorf("a decided pair: %q, %v", told(p), err)
	}
}

func TestNewPlanNotesWhatItLeftOut(t *testing.T) {
	p, err := NewPlan(t.Context(), compared(t), Options{}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, notes := p.Fixes[0], strings.Join(p.Notes, "\n")
	const want = `1 conflict left out: choose which groups belong together first
1 group left out: it is a duplicate of a group whose name is exact: remove it at the provider
1 group left out: its name is only similar: select it by name to rename it
2 groups left out: they are on one side only`
	if notes != want {
		t.Errorf("the notes are:\n%s", notes)
	}
	p, err = NewPlan(t.Context(), compared(t), Options{Kinds: names.NewKinds(names.Accents)}, nil, nil)
	if notes := strings.Join(p.Notes, "\n"); err != nil || !strings.Contains(notes, "1 conflict left out") ||
		!strings.Contains(notes, "3 groups left out: their kinds of difference aren't selected") ||
		!strings.Contains(notes, "2 groups left out: they are on one side only") {
		t.Errorf("%v: with one kind, the notes are:\n%s", err, notes)
	}
	if f.Target != "scim.json" || f.Partner == nil || f.Partner.ID != financeGUID || !f.Kinds.Has(names.Case) ||
		!strings.Contains(f.Why, "case") {
		t.Errorf("a fix is %+v", f)
	}
	for _, o := range []Options{{Only: []string{"nobody"}}, {Choices: []Choice{{Group: "nobody"}}}} {
		if _, err := NewPlan(t.Context(), compared(t), o, nil, nil); migrate.ClassOf(err) != migrate.BadInput ||
			!strings.Contains(err.Error(), "nobody") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestApplyRefusesAPlanAsAWhole(t *testing.T) {
	p := fixes(fakeName("x"), migrate.SCIM, Fix{ID: "1", Attribute: migrate.DisplayName, Before: "a", After: "b"},
		Fix{Attribute: migrate.DisplayName, Before: "c", After: "d"})
	for want, o := range map[string]ApplyOptions{
		"limit for one run is 1": {MaxChanges: 1},
		"not opened":             {},
		"this is other":          {Targets: Targets{migrate.SCIM: named{name: "other"}}},
		"2 has no object id":     {Targets: Targets{migrate.SCIM: named{name: "x"}}},
	} {
		r, err := Apply(t.Context(), p, o)
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), want) || r.Count(NotStarted) != 2 {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// named is a target that must not be asked.
type named struct {
	name string
	migrate.Renamer
}

func (n named) String() string { return n.name }

// What the identity provider says is one group is planned however unlike the
// names are.
func TestIdentityMatchIsPlanned(t *testing.T) {
	const guid = "11111111-1111-4111-8111-111111111111"
	r, err := diff.Compare(t.Context(), []migrate.Group{{ID: guid, Name: "Sales"}},
		[]migrate.Group{{ID: "p", Name: "Vertrieb", Details: &migrate.GroupDetails{ADID: guid}}}, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.ADSource, r.SCIMSource = "ad.csv", "scim.json"
	plan, err := NewPlan(t.Context(), r, Options{}, nil, nil)
	if err != nil || told(plan) != "scim p Vertrieb>Sales" {
		t.Error(err, plan)
	}
}
