package diff

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

var wholeNames = []string{
	"Accounts Payable EMEA North", "Vertrieb Süd", "Legal", "Café Team", "IT Operations",
	"Sales Support",
}

func mapped(f func(string) string) []string {
	var list []string
	for _, n := range wholeNames {
		list = append(list, f(n))
	}
	return list
}

func TestSideWide(t *testing.T) {
	cut := func(length int) func(string) string {
		return func(n string) string {
			r := []rune(n)
			return string(r[:min(len(r), length)])
		}
	}
	double := strings.NewReplacer("ü", "Ã¼", "é", "Ã©").Replace
	for name, c := range map[string]struct {
		scim []string
		want SideWide
		left map[string]string // kinds beneath, by the AD name; the others have none
	}{
		"domain": {mapped(func(n string) string { return `ACME\` + n }), SideWide{
			SharedPrefix, migrate.SCIM, `ACME\`,
			6,
		}, nil},
		"path": {mapped(func(n string) string { return "PRIMARY/" + n }), SideWide{
			SharedPrefix, migrate.SCIM,
			"PRIMARY/", 6,
		}, nil},
		"push rule": {
			mapped(func(n string) string { return "APP-" + n }),
			SideWide{SharedPrefix, migrate.SCIM, "APP-", 6},
			nil,
		},
		"suffix": {
			mapped(func(n string) string { return n + " (Okta)" }),
			SideWide{SharedSuffix, migrate.SCIM, " (Okta)", 6},
			nil,
		},
		"padding": {
			mapped(func(n string) string { return n + strings.Repeat(" ", 30-len(n)) }),
			SideWide{SharedPadding, migrate.SCIM, " ", 6},
			nil,
		},
		"one space": {
			mapped(func(n string) string { return n + " " }),
			SideWide{SharedPadding, migrate.SCIM, " ", 6},
			nil,
		},
		"cut":               {mapped(cut(20)), SideWide{SharedCut, migrate.SCIM, "20", 1}, nil},
		"cut after a space": {mapped(cut(17)), SideWide{SharedCut, migrate.SCIM, "17", 1}, nil},
		"cut and case": {
			mapped(func(n string) string { return strings.Replace(cut(20)(n), "Accounts", "ACCOUNTS", 1) }),
			SideWide{SharedCut, migrate.SCIM, "20", 1},
			map[string]string{"Accounts Payable EMEA North": "case"},
		},
		"replaced": {mapped(strings.NewReplacer("ü", "\uFFFD", "é", "\uFFFD").Replace), SideWide{
			SharedCharset, migrate.SCIM,
			lostLetters, 2,
		}, nil},
		"lost": {mapped(func(n string) string { return lose(n, false) }), SideWide{
			SharedCharset, migrate.SCIM,
			lostLetters, 2,
		}, nil},
		"lost bytes": {mapped(func(n string) string { return lose(n, true) }), SideWide{
			SharedCharset, migrate.SCIM,
			lostLetters, 2,
		}, nil},
		"twice": {mapped(double), SideWide{SharedCharset, migrate.SCIM, encodedTwice, 2}, nil},
		"and case": {
			mapped(func(n string) string { return `acme\` + strings.ToUpper(n) }),
			SideWide{SharedPrefix, migrate.SCIM, `acme\`, 6},
			map[string]string{"": "case"},
		},
		"and accents": {
			mapped(func(n string) string { return "X_" + strings.NewReplacer("ü", "ue", "é", "e").Replace(n) }),
			SideWide{SharedPrefix, migrate.SCIM, "X_", 6},
			map[string]string{"Vertrieb Süd": "accents", "Café Team": "accents"},
		},
	} {
		for _, turned := range []bool{false, true} {
			ad, scim := groupsOf("a", wholeNames...), groupsOf("s", c.scim...)
			want := c.want
			if turned {
				ad, scim, want.Side = scim, ad, migrate.AD
			}
			slices.Reverse(scim)
			r := compare(t, ad, scim)
			if len(r.SideWide) != 1 || r.SideWide[0] != want {
				t.Errorf("%s, turned %v: %+v, want %+v", name, turned, r.SideWide, want)
				continue
			}
			if r.SideWide[0].Remedy() == "" || !strings.HasSuffix(r.SideWide[0].Title(), ".") {
				t.Errorf("%s: %q, %q", name, r.SideWide[0].Title(), r.SideWide[0].Remedy())
			}
			for _, row := range r.Rows {
				if row.AD == nil || row.SCIM == nil || row.AD.ID[1:] != row.SCIM.ID[1:] {
					t.Errorf("%s, turned %v: %+v", name, turned, lines(r))
					break
				}
				whole := row.AD.Name
				if turned {
					whole = row.SCIM.Name
				}
				left := c.left[whole]
				if left == "" {
					left = c.left[""]
				}
				if row.Status == Differs && (!row.Kinds.Has(names.SideWide) || row.Kinds.Without(names.SideWide).String() != left) {
					t.Errorf("%s, turned %v: %s has %v, want %q left", name, turned, whole, row.Kinds, left)
				}
			}
		}
	}
}

// A letter or sign that all names happen to have after the prefix of their side, or before its
// suffix, is part of the names.
func TestSideWideBesideTheSameLetters(t *testing.T) {
	for _, c := range []struct {
		want     SideWide
		ad, scim []string
	}{
		{SideWide{SharedPrefix, migrate.SCIM, "X", 3}, []string{"Sales", "Support", "Stores"}, []string{
			"XSales", "XSupport", "XStores",
		}},
		{SideWide{SharedSuffix, migrate.SCIM, "X", 3}, []string{"Sales", "Stores", "Claims"}, []string{
			"SalesX", "StoresX", "ClaimsX",
		}},
		{SideWide{SharedPrefix, migrate.SCIM, "APP", 3}, []string{"-Sales", "-Legal", "-Board"}, []string{
			"APP-Sales", "APP-Legal", "APP-Board",
		}},
		{SideWide{SharedSuffix, migrate.SCIM, "APP", 3}, []string{"Sales-", "Legal-", "Board-"}, []string{
			"Sales-APP", "Legal-APP", "Board-APP",
		}},
	} {
		if r := compare(t, groupsOf("a", c.ad...), groupsOf("s", c.scim...)); !slices.Equal(r.SideWide, []SideWide{c.want}) {
			t.Errorf("%q: %+v, want %+v", c.scim, r.SideWide, c.want)
		}
	}
}

// What a side does not have as a whole is not said of it.
func TestNotSideWide(t *testing.T) {
	for name, c := range map[string]struct{ ad, scim []string }{
		"one name has none": {[]string{"Sales", "Legal", "Board", "Audit"}, []string{
			"APP-Sales", "APP-Legal", "APP-Board",
			"Audit",
		}},
		"the other side too": {
			[]string{"Sales", "Legal", "Board", "APP-Audit"},
			[]string{"APP-Sales", "APP-Legal", "APP-Board", "APP-Audit"},
		},
		"two names":       {[]string{"Sales", "Legal"}, []string{"APP-Sales", "APP-Legal"}},
		"nothing belongs": {[]string{"Sales", "Legal", "Board"}, []string{"Team Paris", "Team Oslo", "Team Rome"}},
		"a longer sibling": {
			[]string{"Legal", "Board", "Standort Wittenberge"},
			[]string{"Legal", "Board", "Standort Wittenberg"},
		},
		"a word more":   {[]string{"Legal", "Board", "Sales EMEA North"}, []string{"Legal", "Board", "Sales EMEA"}},
		"a question":    {[]string{"Legal", "Board", "Why?"}, []string{"Legal", "Board", "Why"}},
		"no UTF-8":      {[]string{"Caf\xe9", "Legal", "Board"}, []string{"Caf\uFFFD", "Legal", "Board"}},
		"a padded name": {[]string{"Legal", "Board", "Sales"}, []string{"Legal ", "Board", "Sales"}},
		"a letter more": {
			[]string{"Audit UKI", "Board UKI", "Legal UKI"},
			[]string{"Audit UK", "Board UK", "Legal UK"},
		},
		"a digit more": {
			[]string{"Region 10", "Region 20", "Region 30", "Region 40"},
			[]string{"Region 1", "Region 2", "Region 3", "Region 4"},
		},
		"a digit more in front": {
			[]string{"10 Audit", "12 Board", "13 Legal"},
			[]string{"0 Audit", "2 Board", "3 Legal"},
		},
		"letters that are not": {[]string{"Süd", "Legal", "Board"}, []string{"S?", "Legal", "Board"}},
	} {
		if r := compare(t, groupsOf("a", c.ad...), groupsOf("s", c.scim...)); len(r.SideWide) > 0 {
			t.Errorf("%s: %+v", name, r.SideWide)
		}
	}
}

// A pair by identity has what the whole side has, and a new name is said to be one.
func TestSideWideWithIdentity(t *testing.T) {
	const one, two = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	ad := []migrate.Group{{ID: one, Name: "Sales"}, {ID: two, Name: "Legal"}, {ID: "x", Name: "Board"}}
	scim := []migrate.Group{
		{ID: "p", Name: "APP-Sales", Details: &migrate.GroupDetails{ADID: one}},
		{ID: "q", Name: "APP-Contracts", Details: &migrate.GroupDetails{ADID: two}},
		{ID: "r", Name: "APP-Board"},
	}
	got := lines(compare(t, ad, append(scim, migrate.Group{ID: "s", Name: "APP-Sales "})))
	slices.Sort(got)
	want := []string{
		"differs 11111111-1111-4111-8111-111111111111 p [side-wide]",
		"differs 22222222-2222-4222-8222-222222222222 q [renamed]",
		"differs x r [side-wide]", "scim-only s of Sales",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The members of two groups say whether a letter makes another group of it.
func TestMembersAreTheWitness(t *testing.T) {
	for _, c := range []struct {
		ad, scim    string
		same, known bool
		want        string
	}{
		{"Team Schmidt", "Team Schmitt", true, true, "differs a0 s0 [similar]"},
		{"Team Schmidt", "Team Schmitt", false, false, "ad-only a0 ~s0"},
		{"Procurement", "Procurment", false, true, "ad-only a0 ~s0"},
		{"Procurement", "Procurment", false, false, "differs a0 s0 [similar]"},
	} {
		r, err := Compare(t.Context(), groupsOf("a", c.ad), groupsOf("s", c.scim), Options{
			Members: func(_, _ *migrate.Group) (bool, bool, error) { return c.same, c.known, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(r)[0]; got != c.want {
			t.Errorf("%s, %s with the same members %v, known %v: %s, want %s", c.ad, c.scim, c.same, c.known, got, c.want)
		}
	}
}

// Each side may have something of its own; what only looks like it is left alone.
func TestSideWideOnBothSides(t *testing.T) {
	with := func(prefix, suffix string) []string {
		return mapped(func(n string) string { return prefix + n + suffix })
	}
	for name, c := range map[string]struct {
		ad, scim []string
		want     []SideWide
		differ   int
	}{
		"prefixes": {with("GG_", ""), with("APP-", ""), []SideWide{
			{SharedPrefix, migrate.AD, "GG_", 6}, {SharedPrefix, migrate.SCIM, "APP-", 6},
		}, 6},
		"prefix and suffix": {with("GG_", ""), with("", " (Okta)"), []SideWide{
			{SharedPrefix, migrate.AD, "GG_", 6}, {SharedSuffix, migrate.SCIM, " (Okta)", 6},
		}, 6},
		"one name has the other's": {
			append(with("GG_", ""), "GG_APP"), append(with("APP-", ""), "GG_Sales"), nil, 0,
		},
		"other groups": {
			[]string{"GG_North", "GG_South", "GG_East"}, []string{"APP-Red", "APP-Green", "APP-Blue"}, nil, 0,
		},
		"what folds": {with("GG_", " (Okta)"), with("gg-", " (OKTA)"), nil, 6},
		"words": {
			[]string{"Sales Oslo", "Sales Bergen", "Sales Paris"}, []string{"HR Oslo", "HR Bergen", "HR Paris"}, nil, 0,
		},
		"words for a group": {
			[]string{"Team Sales", "Team Legal", "Team IT"}, []string{"Group Sales", "Group Legal", "Group IT"}, nil, 0,
		},
		"words and signs":    {with("Sales_", ""), with("HR_", ""), nil, 0},
		"words at the end":   {with("", " - Paris"), with("", " (Bergen)"), nil, 0},
		"one code, one word": {with("GG_", ""), with("Team ", ""), nil, 0},
		"a code before words": {with("GG_Dept ", ""), with("[APP] Dept ", ""), []SideWide{
			{SharedPrefix, migrate.AD, "GG_", 6}, {SharedPrefix, migrate.SCIM, "[APP] ", 6},
		}, 6},
		"a domain": {with(`contoso\GG_`, ""), with("", "-APP"), []SideWide{
			{SharedPrefix, migrate.AD, `contoso\GG_`, 6}, {SharedSuffix, migrate.SCIM, "-APP", 6},
		}, 6},
		"few that match": {
			append(with("GG_", "")[:3], "GG_North", "GG_South", "GG_East"),
			append(with("APP-", "")[:3], "APP-Red", "APP-Green", "APP-Blue"), nil, 0,
		},
		"few of one side": {
			append(with("GG_", ""), strings.Split(strings.Repeat("GG_x,", 30), ",")[:30]...),
			with("APP-", "")[:4],
			[]SideWide{
				{SharedPrefix, migrate.AD, "GG_", 36}, {SharedPrefix, migrate.SCIM, "APP-", 4},
			},
			4,
		},
		"two names":      {with("GG_", "")[:2], with("APP-", "")[:2], nil, 0},
		"departments":    {with("HR-", ""), with("IT-", ""), nil, 0},
		"countries":      {with("UK_", ""), with("US_", ""), nil, 0},
		"stages":         {with("DEV_", ""), with("", "_QA"), nil, 0},
		"regions":        {with("EMEA-", ""), with("APAC-", ""), nil, 0},
		"in brackets":    {with("[HR] ", ""), with("[IT] ", ""), nil, 0},
		"a kind":         {with("SG-", ""), with("DE-", ""), nil, 0},
		"kinds":          {with("GG_", ""), with("DL_", ""), nil, 0},
		"products":       {with("Okta-", ""), with("", " (Google)"), nil, 0},
		"domains":        {with(`CORP\`, ""), with(`EMEA\`, ""), nil, 0},
		"ends in it":     {with("EMEA-", ""), with("MEA-", ""), nil, 0},
		"begins with it": {with("", " UKI"), with("", " UK"), nil, 0},
		"one name of the other side begins with it": {
			with("APP-GG_", ""), append(with("APP-", ""), "APP-GG_Board"), nil, 0,
		},
		"one name of the other side ends with it": {
			with("", "_GG-APP"), append(with("", "-APP"), "Board_GG-APP"), nil, 0,
		},
		"each is in a few of the other": {
			append(with("HR-", ""), "HR-IT-Legal", "HR-IT-Café Team"),
			append(with("IT-", ""), "IT-HR-Legal", "IT-HR-Café Team"), nil, 0,
		},
		"a department in both": {with("GG_HR-", ""), with("APP-HR-", ""), []SideWide{
			{SharedPrefix, migrate.AD, "GG_", 6}, {SharedPrefix, migrate.SCIM, "APP-", 6},
		}, 6},
		"a department in one": {with("GG_HR-", ""), with("APP-", ""), nil, 0},
		"a user store": {with("SG_", ""), with("PRIMARY/", ""), []SideWide{
			{SharedPrefix, migrate.AD, "SG_", 6}, {SharedPrefix, migrate.SCIM, "PRIMARY/", 6},
		}, 6},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, groupsOf("a", c.ad...), groupsOf("s", c.scim...))
			if !slices.Equal(r.SideWide, c.want) || r.Summary.Differs != c.differ {
				t.Errorf("%+v, %+v; want %+v and %d that differ", r.SideWide, r.Summary, c.want, c.differ)
			}
		})
	}
}

// Groups whose sides have other codes aren't paired; each is shown with the other, for an
// admin to match.
func TestGroupsOfOtherCodesAreNear(t *testing.T) {
	for _, c := range []struct {
		ad, scim string
		near     bool
	}{
		{"UK_", "US_", true},
		{"GG_", "DL-", true},
		{"DEV_", "QA_", true},
		{`CORP\`, `EMEA\`, true},
		{"HR ", "IT ", false},
	} {
		ad := groupsOf("a", c.ad+"Audit", c.ad+"Board", c.ad+"Legal", c.ad+"Procurement")
		got := lines(compare(t, ad, groupsOf("s", c.scim+"Payroll", c.scim+"BOARD", c.scim+"Legal")))
		slices.Sort(got)
		want := []string{
			"ad-only a0", "ad-only a1 ~s1", "ad-only a2 ~s2", "ad-only a3",
			"scim-only s0", "scim-only s1 ~a1", "scim-only s2 ~a2",
		}
		if !c.near {
			for i := range want {
				want[i], _, _ = strings.Cut(want[i], " ~")
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s, %s: %q, want %q", c.ad, c.scim, got, want)
		}
	}
}

// A remedy names a claim format for a domain alone.
func TestRemedyOfADomain(t *testing.T) {
	for value, want := range map[string]bool{
		`CORP\`: true, "corp.example.com/": true, "PRIMARY/": true, "APP-": false, "Sales/": false, `CORP\GG_`: false,
	} {
		w := SideWide{SharedPrefix, migrate.SCIM, value, 3}
		if got := strings.Contains(w.Remedy(), "group claim"); got != want {
			t.Errorf("%s: %s", value, w.Remedy())
		}
	}
}

// Letters that were encoded twice are that, although each is also an A with an accent and dots,
// quotes or dashes.
func TestEncodedTwiceBeforeFolding(t *testing.T) {
	t.Parallel()
	r := compare(t, groupsOf("a", "Århus Team", "Ärzte Wien", "Öst", "École", "HR"),
		groupsOf("s", "Ã…rhus Team", "Ã„rzte Wien", "Ã–st", "Ã‰cole", "HR"))
	want := SideWide{SharedCharset, migrate.SCIM, encodedTwice, 4}
	if len(r.SideWide) != 1 || r.SideWide[0] != want || r.Summary.Differs != 4 || r.Summary.ByKind[names.SideWide] != 4 ||
		r.Summary.ByKind[names.Accents] != 0 {
		t.Errorf("%+v, %+v: %v", r.SideWide, r.Summary, lines(r))
	}
}
