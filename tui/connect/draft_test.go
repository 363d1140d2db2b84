package connect

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/tui/screentest"
)

// Changing one field of a connection keeps all other settings.
func TestConnectionSurvivesTheForm(t *testing.T) {
	t.Parallel()
	for side, list := range map[migrate.Side][]string{
		migrate.AD: {
			"ldaps://dc1.corp.example.com:636/DC=corp", "ldap://dc1", "ad://corp.example.com", "groups.csv", `C:\groups.csv`,
		},
		migrate.SCIM: {
			"https://sso.example.com/scim/2.0", "http://127.0.0.1:8080/scim", "okta:0oa1", "entra:App: with a colon", "saml.xml",
		},
	} {
		for _, location := range list {
			c := everySetting(t, location)
			if !c.SpeaksLDAP() && !c.SpeaksSCIM() {
				c.Secret = migrate.Secret{}
			}
			d := newDraft(side, c)
			if err := d.check(); err != nil {
				t.Errorf("%s: %v", location, err)
			}
			if got := d.connection(); !reflect.DeepEqual(got, c) {
				t.Errorf("%#v became %#v", c, got)
			}
		}
	}
}

// everySetting returns a connection with every field set, including fields added in the future.
func everySetting(t *testing.T, location string) migrate.Connection {
	t.Helper()
	c := migrate.Connection{
		Location: location, User: `CORP\u`, Base: "DC=corp", Filter: "(cn=D*)", Without: []migrate.GroupType{
			migrate.BuiltinGroup,
		},
		Secret: migrate.NewSecret("s3cret"),
	}
	v := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		switch f := v.Field(i); {
		case name == "more" || !f.IsZero(): // each source is edited separately
		case f.Kind() == reflect.String:
			f.SetString(append(migrate.Field(name).Choices(), "a "+name)[0])
		case f.CanInt():
			f.SetInt(7)
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		default:
			t.Fatalf("the field %s has no value in this test", v.Type().Field(i).Name)
		}
	}
	return migrate.JoinConnections([]migrate.Connection{c})
}

// At another controller or app, the settings without a field stay if they choose what is read,
// but not if they are about trust. A keytab stays with its account.
func TestSettingsAtAnotherAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		side   migrate.Side
		was    string
		change func(*draft)
		want   func(c *migrate.Connection)
	}{
		"another controller": {migrate.AD, "ldaps://dc1", func(d *draft) { d.address = "dc2" }, func(c *migrate.Connection) {
			c.Location, c.SkipVerify, c.App, c.InProcess = "ldaps://dc2", false, "", false
		}},
		"another app": {migrate.SCIM, "okta:0oa1", func(d *draft) { d.address = "0oa2" }, func(c *migrate.Connection) {
			c.Location, c.SkipVerify, c.App, c.InProcess = "okta:0oa2", false, "", false
			c.Secret = migrate.Secret{}
		}},
		"another file": {migrate.AD, "groups.txt", func(d *draft) { d.address = "groups.json" }, func(c *migrate.Connection) {
			*c = migrate.Connection{Location: "groups.json"}
		}},
		"another account": {migrate.AD, "ldaps://dc1", func(d *draft) { d.user = "" }, func(c *migrate.Connection) {
			c.User, c.Auth, c.Keytab, c.Secret = "", "", "", migrate.Secret{}
		}},
		"a password in place of a keytab": {
			migrate.AD, "ldaps://dc1", func(d *draft) { d.secret = "pw" },
			func(c *migrate.Connection) {
				c.Keytab, c.Secret = "", migrate.NewSecret("pw")
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := everySetting(t, c.was)
			d := newDraft(c.side, want)
			c.change(d)
			c.want(&want)
			if got := d.connection(); !reflect.DeepEqual(got, want) {
				t.Errorf("got %#v\nwant %#v", got, want)
			}
		})
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
		{draft{kind: migrate.ADDomain, side: migrate.AD, address: "corp.example.com:636"}, "enter the domain without a port"},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", base: "Groups"},
			"enter a DN such as OU=Groups,DC=corp,DC=example,DC=com",
		},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", name: "mail"},
			"enter one of name, cn, displayName, sAMAccountName",
		},
		{
			draft{kind: migrate.LDAPS, side: migrate.AD, address: "dc1", filter: "(&(cn=x)"},
			"this isn't an LDAP filter; enter one such as (cn=Dashlane*)",
		},
		{draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "sso.example.com"}, "the URL must start with https://"},
		{
			draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "http://sso.example.com"},
			"plain http would send the token in the clear",
		},
		{draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "ldaps://dc1"}, "the URL must start with https://"},
		{draft{kind: migrate.HTTPS, side: migrate.SCIM, address: "https://u:p@sso"}, "enter the token in the Token field"},
	} {
		if err := c.d.check(); err == nil || err.Error() != c.want {
			t.Errorf("%s %q: %v, want %q", c.d.kind, c.d.address, err, c.want)
		}
	}
}

// The form accepts the same sources as the commands. Each line of the table has a verdict and
// the flags of a source; a test of the commands reads it too.
func TestFormAcceptsTheSourcesOfTheCommands(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("testdata/sources.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		words := strings.Fields(line)
		d := newDraft(migrate.Side(strings.TrimPrefix(words[1], "--")), migrate.Connection{Location: words[2]})
		if d.address == "" { // not an address that a connection can have
			d.address = words[2]
		}
		for i := 3; i < len(words); i += 2 {
			*map[string]*string{
				"--ad-user": &d.user, "--ad-name": &d.name, "--ad-base": &d.base, "--ad-filter": &d.filter,
			}[words[i]] = words[i+1]
		}
		if err := d.check(); (err == nil) != (words[0] == "ok") {
			t.Errorf("%s: %v", strings.TrimSpace(line), err)
		}
	}
}

// A source of another kind starts with an empty address and an empty secret.
func TestOtherKindStartsEmpty(t *testing.T) {
	t.Parallel()
	d := newDraft(migrate.SCIM, migrate.Connection{
		Location: "https://id.example.com/scim/2.0",
		Secret:   migrate.NewSecret("t0ken"),
	})
	from := d.kind
	d.kind = migrate.Okta
	d.clearForeign(from)
	if c := d.connection(); d.address != "" || !c.Secret.IsZero() {
		t.Errorf("Okta is offered %q and the SCIM token", d.address)
	}
	ad := newDraft(migrate.AD, migrate.Connection{
		Location: "ldaps://dc1.example.com", User: `CORP\kim`, Secret: migrate.NewSecret("pw"),
	})
	from = ad.kind
	ad.kind = migrate.LDAP
	ad.clearForeign(from)
	if ad.address != "dc1.example.com" || ad.connection().Secret.IsZero() {
		t.Error("the same controller by StartTLS loses its address or its password")
	}
}

// A secret that isn't typed again stays with its account and its endpoint.
func TestSavedSecretStaysWithItsEndpoint(t *testing.T) {
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

// Every setting without a field is listed, including settings added in the future. Fields and
// internal settings are not.
func TestSettingsWithoutAFieldAreNamed(t *testing.T) {
	t.Parallel()
	shown := []string{
		"Location", "User", "CAFile", "Base", "Filter", "NameAttribute", "App", "More", "Secret",
		"InProcess", "Keytab",
	}
	whole := reflect.ValueOf(everySetting(t, "ldaps://dc1"))
	for i := range whole.NumField() {
		field := whole.Type().Field(i).Name
		var c migrate.Connection
		reflect.ValueOf(&c).Elem().Field(i).Set(whole.Field(i))
		if field == "Scope" {
			c.Scope = "one"
		}
		if got := withoutField(c); (len(got) == 1) == slices.Contains(shown, field) {
			t.Errorf("%s: %q", field, got)
		}
	}
	if got := withoutField(migrate.Connection{Scope: "sub"}); got != nil {
		t.Errorf("the usual scope is named: %q", got)
	}
}

// The form says how it signs in, and which settings without a field it keeps.
func TestFormSaysHowItSignsIn(t *testing.T) {
	t.Parallel()
	b := newDriver(t, "ldaps://dc1.corp.example.com")
	b.SetSize(80, 21)
	b.s.Secrets = b
	ad := migrate.Connection{Location: "ldaps://dc1.corp.example.com", User: "sync@corp.example.com"}
	keytab := ad
	keytab.Keytab, keytab.Scope, keytab.Without = "/etc/sync.keytab", "one", []migrate.GroupType{migrate.BuiltinGroup}
	for name, c := range map[string]struct {
		of   migrate.Connection
		want []string
	}{
		"keytab": {keytab, []string{
			"with the keytab /etc/sync.keytab",
			"still set: only groups directly in the search base, without builtin groups",
		}},
		"password": {ad, []string{"with the secret in the environmen"}},
	} {
		b.draft = newDraft(migrate.AD, c.of)
		b.draft.typedKind = b.draft.kind
		b.openFields()
		v := ansi.Strip(b.View())
		screentest.CheckGrid(t, v, 80, 21)
		for _, want := range c.want {
			if !strings.Contains(v, want) {
				t.Errorf("%s: no %q in\n%s", name, want, v)
			}
		}
		if strings.Contains(v, "still set") != (len(c.want) > 1) {
			t.Errorf("%s:\n%s", name, v)
		}
	}
}

// Each question and its answers fit one line of the narrowest window.
func TestAnswersAreBesideTheirQuestion(t *testing.T) {
	t.Parallel()
	b := newDriver(t, "ldaps://dc1.corp.example.com")
	b.SetSize(80, 21)
	b.s.Secrets = b
	for _, side := range sides {
		b.draft = newDraft(side, migrate.Connection{})
		b.openFields()
		v := ansi.Strip(b.View())
		for _, want := range []string{`Remember .*\[ yes \]  no`, `Keyring .* yes .*\[ no \]`} {
			if !regexp.MustCompile(want).MatchString(v) {
				t.Errorf("%s: no %q in\n%s", side, want, v)
			}
		}
	}
}
