package fix

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

func TestCheck(t *testing.T) {
	world := Lists{
		AD: []migrate.Group{
			{ID: "A1", Name: "Sales", DN: "CN=Sales,OU=x,DC=c"},
			{ID: "a2", Name: "Sales, all", DN: `CN=Sales\, all,OU=x,DC=c`},
			{ID: "a3", Name: "Ops", DN: "CN=Ops,OU=y,DC=c"},
		},
		SCIM: []migrate.Group{{ID: "1", Name: "sales"}, {ID: "2", Name: "ops"}, {ID: "3", Name: "bad\xff"}},
	}
	ad := func(id, dn string, a migrate.Attribute, before, after string) Fix {
		return Fix{Side: migrate.AD, ID: id, DN: dn, Attribute: a, Before: before, After: after}
	}
	scim := func(id, before, after string) Fix {
		return Fix{Side: migrate.SCIM, ID: id, Attribute: migrate.DisplayName, Before: before, After: after}
	}
	cn, sam, display := migrate.CommonName, migrate.SAMAccountName, migrate.DisplayName
	for _, c := range []struct {
		name  string
		fixes []Fix
		want  string // severity, fixes and a part of the words; empty: nothing found
	}{
		{"case alone", []Fix{scim("1", "sales", "Sales")}, ""},
		{
			"taken at the provider",
			[]Fix{scim("1", "sales", "OPS")},
			"error [1] “OPS” is already the name of another group (2)",
		},
		{"freed in time", []Fix{scim("1", "sales", "ops"), scim("2", "ops", "else")}, ""},
		{
			"one name for two",
			[]Fix{scim("1", "sales", "new"), scim("2", "ops", "New")},
			"error [1 2] “new” would be the name of several",
		},
		{
			"an exchange",
			[]Fix{scim("1", "sales", "ops"), scim("2", "ops", "sales")},
			"warning [1] “sales” uses the temporary name",
		},
		{
			"taken in the container",
			[]Fix{ad("a1", "CN=Sales,OU=x,DC=c", cn, "Sales", "sales, ALL")},
			"error [1] “sales, ALL” is already the name of another group (a2) in its container",
		},
		{
			"free in another container",
			[]Fix{ad("a3", "CN=Ops,OU=y,DC=c", cn, "Ops", "Sales")},
			"warning [1] “Sales” is already the name of another group (A1) in the domain, in several containers",
		},
		{"two logon names", []Fix{ad("a1", "CN=Sales,OU=x,DC=c", sam, "x", "new"), ad("a3", "CN=Ops,OU=y,DC=c", sam, "y",
			"NEW")}, "error [1 2] “new” would be the name of several groups in the domain"},
		{"two displayNames", []Fix{ad("a1", "", display, "x", "new"), ad("a3", "", display, "y", "new")}, "warning [1 2]"},
		{"empty", []Fix{scim("1", "sales", "")}, "error [1] “sales”: the new name is empty"},
		{"displayName removed", []Fix{ad("a1", "", display, "x", "")}, "warning [1] “x”: its displayName is removed"},
		{"not UTF-8", []Fix{scim("1", "sales", "x\xff")}, "error [1] “sales”: the new name is not valid UTF-8"},
		{"line break", []Fix{scim("1", "sales", "a\nb")}, "error [1] “sales”: the new name has a line break"},
		{"control", []Fix{scim("1", "sales", "a\x07b")}, "warning [1] “sales”: the new name has control characters"},
		{
			"blank at the end",
			[]Fix{scim("1", "sales", "Sales ")},
			"warning [1] “sales”: the new name begins or ends with a space",
		},
		{"cn of 64", []Fix{ad("a1", "CN=Sales,OU=x,DC=c", cn, "Sales", strings.Repeat("é", 64))}, ""},
		{
			"cn of 65",
			[]Fix{ad("a1", "CN=Sales,OU=x,DC=c", cn, "Sales", strings.Repeat("é", 65))},
			"error [1] “Sales”: the new name has 65 characters; the limit is 64",
		},
		{"displayName of 257", []Fix{ad("a1", "", display, "x", strings.Repeat("y", 257))}, "error [1]"},
		{"provider's of 257", []Fix{scim("1", "sales", strings.Repeat("y", 257))}, "warning [1]"},
		{"logon name of 257", []Fix{ad("a1", "", sam, "x", strings.Repeat("y", 257))}, "error [1]"},
		{"logon name, forbidden", []Fix{ad("a1", "", sam, "x", "a[b")}, `error [1] “a[b” cannot be a logon name: it has "["`},
		{"logon name with @", []Fix{ad("a1", "", sam, "x", "a@b")}, "warning [1]"},
		{"logon name of digits", []Fix{ad("a1", "", sam, "x", "12.3")}, "error [1]"},
		{"logon name, last dot", []Fix{ad("a1", "", sam, "x", "ab.")}, "error [1]"},
		{"no id", []Fix{scim("", "sales", "Sales!")}, "error [1] “sales”: it has no id"},
		{"consequences", []Fix{{
			Side: migrate.AD, ID: "a9", DN: "CN=q,DC=c", Attribute: cn, Before: "q", After: "Q",
			Warnings: consequences(ad("", "", cn, "", "")),
		}}, "warning [1] “q”: the distinguished name changes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlan()
			for _, f := range c.fixes {
				p.add(f)
			}
			found := p.Check(world)
			if got := lines(found); c.want == "" && len(found) > 0 || !strings.Contains(got, c.want) || len(found) > 1 {
				t.Errorf("found is %q, not %q", got, c.want)
			}
			if hasErrors(found) != strings.HasPrefix(c.want, "error") {
				t.Errorf("errors are there or not: %q", lines(found))
			}
		})
	}
}

func TestCheckOfWhatWasRead(t *testing.T) {
	p := fixes(fakeName("x"), migrate.SCIM, Fix{ID: "1", Attribute: migrate.DisplayName, Before: "a", After: "b"},
		Fix{ID: "2", Attribute: migrate.DisplayName, Before: "c", After: "d"},
		Fix{ID: "3", Attribute: migrate.DisplayName, Before: "e", After: "f"})
	p.objects = objects{
		{migrate.SCIM, "1"}: &migrate.Object{Authority: "it is synced from Active Directory: change displayName there"},
		{migrate.SCIM, "2"}: &migrate.Object{Writable: map[migrate.Attribute]bool{migrate.DisplayName: false}},
		{migrate.SCIM, "3"}: nil,
	}
	found := p.Check(Lists{})
	if got := lines(found); len(found) != 3 || !strings.Contains(got, "no longer exists") ||
		!strings.Contains(got, "change displayName there") || !strings.Contains(got, "may not write displayName") {
		t.Errorf("found is %s", got)
	}
	if left := p.Without(1); len(left.Fixes) != 2 || left.Fixes[0].Number != 2 || len(p.Fixes) != 3 {
		t.Errorf("left is %+v", left)
	}
}

func hasErrors(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Severity == Error })
}

// Two names that differ only at their ends look the same if they are cut.
func TestATableShowsWholeNames(t *testing.T) {
	var b strings.Builder
	p := &Plan{Fixes: []Fix{{
		Number: 1, Before: "Kundenservice Koeln", After: "Kundenservice Köln",
		Attribute: migrate.DisplayName, Kinds: names.NewKinds(names.Accents),
	}}}
	if err := (Review{Plan: p}).WriteTable(&b, 57); err != nil {
		t.Fatal(err)
	}
	const want = `fix  now            will be        attribute    differ in
1    Kundenservice  Kundenservice  displayName  accents
     Koeln          Köln

1 change at
`
	if got := strings.ReplaceAll(b.String(), " \n", "\n"); got != want {
		t.Errorf("the plan is\n%s", got)
	}
}
