package evidence_test

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
)

var (
	ad    = migrate.Connection{Location: "ldaps://dc1.corp.example.com", Base: "OU=Groups,DC=corp", NameAttribute: "name"}
	okta  = migrate.Connection{Location: "okta:Dashlane"}
	about = evidence.About{AD: []evidence.Source{evidence.SourceOf(ad)}, SCIM: evidence.SourceOf(okta)}
)

func with(change func(ad, scim *migrate.Connection)) evidence.About {
	a, s := ad, okta
	change(&a, &s)
	return evidence.About{AD: []evidence.Source{evidence.SourceOf(a)}, SCIM: evidence.SourceOf(s)}
}

// A comparison of other sources than the connected ones doesn't count, and the reason is given.
func TestWhatAComparisonIsAbout(t *testing.T) {
	t.Parallel()
	both := []migrate.GroupType{migrate.DistributionGroup, migrate.BuiltinGroup}
	for _, c := range []struct {
		says  string
		other evidence.About
	}{
		{"another base, scope or filter", with(func(ad, _ *migrate.Connection) { ad.Filter = "(cn=A*)" })},
		{"another base, scope or filter", with(func(ad, _ *migrate.Connection) { ad.Base = "OU=Sales,OU=Groups,DC=corp" })},
		{"another base, scope or filter", with(func(ad, _ *migrate.Connection) { ad.Scope = "one" })},
		{"another base, scope or filter", with(func(ad, _ *migrate.Connection) { ad.Without = both })},
		{"another name attribute", with(func(ad, _ *migrate.Connection) { ad.NameAttribute = "cn" })},
		{"another source on the AD", with(func(ad, _ *migrate.Connection) { ad.Location = "groups.csv" })},
		{"another source on the AD", with(func(ad, _ *migrate.Connection) { ad.Format = "lines" })},
		{"another source on the SCIM", with(func(_, scim *migrate.Connection) { scim.Location = "saml.xml" })},
		{"another source on the SCIM", with(func(_, scim *migrate.Connection) { scim.Location = "okta:Dashlane 2" })},
		{"another source on the SCIM", with(func(_, scim *migrate.Connection) { scim.As = "saml" })},
		{"another source on the SCIM", with(func(_, scim *migrate.Connection) { scim.SAMLAttribute = "groups" })},
		{"other sources on the AD", evidence.About{AD: append(about.AD, about.AD...), SCIM: about.SCIM}},
		{"is not known", evidence.About{}},
	} {
		if why := c.other.Mismatch(about); !strings.Contains(why, c.says) {
			t.Errorf("%+v: %q, want %q", c.other, why, c.says)
		}
	}
	same := with(func(ad, _ *migrate.Connection) {
		ad.Location, ad.Base, ad.NameAttribute, ad.Scope = "LDAPS://DC1.corp.example.com/", "ou=groups,dc=CORP", "", "sub"
		ad.User, ad.CAFile = "another@corp", "ca.pem"
	})
	if why := same.Mismatch(about); why != "" {
		t.Errorf("the same source by another account: %q", why)
	}
	if !with(func(ad, _ *migrate.Connection) { ad.Without = []migrate.GroupType{both[1], both[0]} }).Equal(
		with(func(ad, _ *migrate.Connection) { ad.Without = both })) {
		t.Error("the order of the left out kinds of groups makes another source")
	}
	if unknown := (evidence.Source{}); unknown.Equal(unknown) {
		t.Error("what isn't known is the same source as something else that isn't known")
	}
	if why := about.Mismatch(evidence.About{}); !strings.Contains(why, "not connected") {
		t.Errorf("with nothing connected: %q", why)
	}
}

// Two observations are about the same only on one path and at one provider, as far as these are
// known. A source's text tells all that makes it another one.
func TestAboutTheSame(t *testing.T) {
	t.Parallel()
	on := func(path, idp string) evidence.About {
		return evidence.About{AD: about.AD, Path: path, IdP: idp}
	}
	for _, c := range []struct {
		a, b evidence.About
		want bool
	}{
		{on("self-hosted", "okta"), on("self-hosted", "okta"), true},
		{on("self-hosted", "okta"), on("", ""), true},
		{on("self-hosted", "okta"), on("confidential", "okta"), false},
		{on("self-hosted", "okta"), on("self-hosted", "entra"), false},
		{on("", ""), about, false}, // no SCIM side
	} {
		if got := c.a.Equal(c.b); got != c.want {
			t.Errorf("%+v, %+v: %t", c.a, c.b, got)
		}
	}
	for a, b := range map[string]string{
		"https://id.example.com/scim/": "https://id.example.com/scim", "ldaps://DC/": "ldaps://dc",
	} {
		x, y := evidence.SourceOf(migrate.Connection{Location: a}), evidence.SourceOf(migrate.Connection{Location: b})
		if !x.Equal(y) {
			t.Errorf("%s is another source than %s", a, b)
		}
	}
	all := evidence.Source{
		Location: "l", Format: "f", Base: "b", Scope: "one", Filter: "i", Attribute: "n", Without: []string{"x", "y"},
		SAML: "s", As: "saml", App: "a",
	}
	if got := all.String(); got != "l format=f base=b scope=one filter=i name=n without=x,y saml=s as=saml app=a" {
		t.Error(got)
	}
}

func TestGradesAreOrdered(t *testing.T) {
	t.Parallel()
	order := []evidence.Grade{"of a newer program", evidence.Confirmed, evidence.Verified}
	for i, g := range order {
		for j, than := range order {
			if got := g.Compare(than); (got > 0) != (i > j) || (got == 0) != (i == j) {
				t.Errorf("%s and %s: %d", g, than, got)
			}
		}
	}
	if evidence.Unknown.Compare(order[0]) != 0 {
		t.Error("a grade that isn't known is better or worse than none")
	}
}

func TestAFileIsAPersonsWord(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]bool{
		"a.csv": true, "-": true, "C:\\a.csv": true, "okta:D": false,
		"https://id.example.com/scim": false, "ldaps://dc": false,
	} {
		if got := (evidence.SourceOf(migrate.Connection{Location: location})).File(); got != want {
			t.Errorf("%s: %v", location, got)
		}
	}
}

func TestAReasonSaysSomething(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": false, "  ": false, "\u200b": false, "\u3164": false, "\u00ad": false,
		"...": false, "ok": true, "x": true, "Ändern": true, "7": true,
	} {
		if got := evidence.IsReason(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
