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
	for says, other := range map[string]evidence.About{
		"another base, scope or filter": with(func(ad, _ *migrate.Connection) { ad.Filter = "(cn=A*)" }),
		"base, scope or filter":         with(func(ad, _ *migrate.Connection) { ad.Base = "OU=Sales,OU=Groups,DC=corp" }),
		"scope or filter":               with(func(ad, _ *migrate.Connection) { ad.Scope = "one" }),
		"or filter than the": with(func(ad, _ *migrate.Connection) {
			ad.Without = []migrate.GroupType{migrate.DistributionGroup}
		}),
		"another name attribute":     with(func(ad, _ *migrate.Connection) { ad.NameAttribute = "cn" }),
		"another source on the AD":   with(func(ad, _ *migrate.Connection) { ad.Location = "groups.csv" }),
		"another source on the SCIM": with(func(_, scim *migrate.Connection) { scim.Location = "saml.xml" }),
		"source on the SCIM side":    with(func(_, scim *migrate.Connection) { scim.Location = "okta:Dashlane 2" }),
		"other sources on the AD":    {AD: append(about.AD, about.AD...), SCIM: about.SCIM},
		"is not known":               {},
	} {
		if why := other.Mismatch(about); !strings.Contains(why, says) {
			t.Errorf("%+v: %q, want %q", other, why, says)
		}
	}
	same := with(func(ad, _ *migrate.Connection) {
		ad.Location, ad.Base, ad.NameAttribute, ad.Scope = "LDAPS://DC1.corp.example.com/", "ou=groups,dc=CORP", "", "sub"
		ad.User, ad.CAFile = "another@corp", "ca.pem"
	})
	if why := same.Mismatch(about); why != "" {
		t.Errorf("the same source by another account: %q", why)
	}
	if why := about.Mismatch(evidence.About{}); !strings.Contains(why, "not connected") {
		t.Errorf("with nothing connected: %q", why)
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
