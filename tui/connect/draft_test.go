package connect

import (
	"testing"

	"ad2scim/migrate"
)

func TestConnectionSurvivesTheForm(t *testing.T) {
	secret := migrate.NewSecret("s3cret")
	for side, list := range map[migrate.Side][]migrate.Connection{
		migrate.AD: {
			{
				Location: "ldaps://dc1.corp.example.com:636/DC=corp", User: "u@corp.example.com", CAFile: "ca.pem", Base: "OU=G",
				Filter: "(cn=D*)", NameAttribute: "cn", Secret: secret,
			},
			{Location: "ldap://dc1", User: `CORP\u`, NameAttribute: "name", Secret: secret},
			{Location: "ad://corp.example.com", User: `CORP\u`, NameAttribute: "displayName"},
			{Location: "groups.csv", Format: "csv"},
			{Location: `C:\groups.csv`},
		},
		migrate.SCIM: {
			{Location: "https://sso.example.com/scim/2.0", CAFile: "ca.pem", Secret: secret},
			{Location: "http://127.0.0.1:8080/scim", Secret: secret},
			{Location: "okta:0oa1"},
			{Location: "entra:App: with a colon"},
			{Location: "saml.xml"},
		},
	} {
		for _, c := range list {
			d := newDraft(side, c)
			if err := d.check(); err != nil {
				t.Errorf("%s: %v", c.Location, err)
			}
			got := d.connection()
			if got.Secret.Reveal() != c.Secret.Reveal() {
				t.Errorf("%s: the secret was not kept", c.Location)
			}
			got.Secret, c.Secret = migrate.Secret{}, migrate.Secret{}
			if got.Location != c.Location || got.User != c.User || got.CAFile != c.CAFile || got.Base != c.Base ||
				got.Filter != c.Filter || got.NameAttribute != c.NameAttribute || got.Format != c.Format {
				t.Errorf("%+v became %+v", c, got)
			}
		}
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		d    draft
		want string
	}{
		{draft{kind: migrate.LDAPS, side: migrate.AD}, "enter the domain controller"},
		{draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc 1"}, "this isn't a host name"},
		{draft{kind: migrate.LDAPS, side: migrate.AD, address: "u:p@dc1"}, "enter the user in the User field"},
		{draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1/DC=corp?key=s3cret"}, "there is a ? or # in the address"},
		{
			draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "https://sso/scim/2.0#s3cret"},
			"there is a ? or # in the address",
		},
		{
			draft{kind: migrate.ADDomain, side: migrate.AD, address: "10.0.0.1"},
			"enter a domain name such as corp.example.com; for an IP address, press esc and choose a domain controller",
		},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", user: "bob"},
			`enter the user as user@domain or DOMAIN\user`,
		},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", name: "mail"},
			"enter one of name, cn, displayName, sAMAccountName",
		},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", filter: "cn=x"},
			"enclose the filter in parentheses, such as (cn=Dashlane*)",
		},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", filter: "(&(cn=x)"},
			"the filter's parentheses don't match",
		},
		{draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "sso.example.com"}, "the URL must start with https://"},
		{
			draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "http://sso.example.com"},
			"plain http would send the token in the clear",
		},
		{draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "ldaps://dc1"}, "the URL must start with https://"},
		{draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "https://u:p@sso"}, "enter the token in the Token field"},
		{draft{kind: migrate.Okta, side: migrate.SCIM}, "enter the app"},
	} {
		if err := c.d.check(); err == nil || err.Error() != c.want {
			t.Errorf("%s %q: %v, want %q", c.d.kind, c.d.address, err, c.want)
		}
	}
}

// Another kind of source gets neither the address nor the secret of the one before.
func TestAnotherKindStartsEmpty(t *testing.T) {
	t.Parallel()
	d := newDraft(migrate.SCIM, migrate.Connection{
		Location: "https://id.example.com/scim/2.0",
		Secret:   migrate.NewSecret("t0ken"),
	})
	from := d.kind
	d.kind = migrate.Okta
	d.changed(from)
	if c := d.connection(); d.address != "" || !c.Secret.IsZero() {
		t.Errorf("Okta is offered %q and the SCIM token", d.address)
	}
	ad := newDraft(migrate.AD, migrate.Connection{
		Location: "ldaps://dc1.example.com", User: `CORP\kim`, Secret: migrate.NewSecret("pw"),
	})
	from = ad.kind
	ad.kind = migrate.LDAP
	ad.changed(from)
	if ad.address != "dc1.example.com" || ad.connection().Secret.IsZero() {
		t.Error("the same controller by StartTLS loses its address or its password")
	}
}

// A secret that isn't typed again stays with its account and its endpoint.
func TestAKeptSecretGoesToNobodyElse(t *testing.T) {
	t.Parallel()
	ad := newDraft(migrate.AD, migrate.Connection{
		Location: "ldaps://dc1.corp.example.com", User: `CORP\kim`, Secret: migrate.NewSecret("pw"),
	})
	ad.address, ad.user = "dc1.sales.example.net", `SALES\kim`
	if !ad.connection().Secret.IsZero() {
		t.Error("another domain's account gets the password")
	}
	if ad.user = `CORP\kim`; ad.connection().Secret.IsZero() {
		t.Error("the account loses its password at another controller")
	}
	scim := newDraft(migrate.SCIM, migrate.Connection{
		Location: "https://id.example.com/scim/2.0", Secret: migrate.NewSecret("t0ken"),
	})
	if scim.address += "/"; scim.connection().Secret.IsZero() {
		t.Error("the endpoint loses its token")
	}
	if scim.address = "https://id.example.net/scim/2.0"; !scim.connection().Secret.IsZero() {
		t.Error("another endpoint gets the token")
	}
}
