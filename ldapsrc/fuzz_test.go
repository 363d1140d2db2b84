package ldapsrc

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
	"pgregory.net/rapid"
)

func FuzzGUID(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), "33323130-3534-3736-3839-616263646566")
	f.Add([]byte{}, "{33323130-3534-3736-3839-616263646566}")
	f.Add(bytes.Repeat([]byte{0xff}, 16), "urn:uuid:33323130-3534-3736-3839-616263646566")
	f.Fuzz(func(t *testing.T, wire []byte, text string) {
		if got, ok := migrate.GUIDText(wire); ok != (len(wire) == 16) {
			t.Errorf("%x: %v", wire, ok)
		} else if back, known := migrate.ParseGUID(got); ok && (!known || !bytes.Equal(back[:], wire)) {
			t.Errorf("%x is %s and then %x", wire, got, back)
		}
		if parsed, ok := migrate.ParseGUID(text); ok {
			again, _ := migrate.GUIDText(parsed[:])
			if !strings.EqualFold(again, strings.Trim(text, "{}")) {
				t.Errorf("%q is read as %s", text, again)
			}
			if _, err := ldap.CompileFilter(guidFilter(parsed)); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// The mixed byte order, written out.
func TestGUIDText(t *testing.T) {
	t.Parallel()
	wire := []byte{0x78, 0x56, 0x34, 0x12, 0xbc, 0x9a, 0xf0, 0xde, 1, 2, 3, 4, 5, 6, 7, 8}
	if got, _ := migrate.GUIDText(wire); got != "12345678-9abc-def0-0102-030405060708" {
		t.Error(got)
	}
}

func FuzzCommonName(f *testing.F) {
	for _, name := range sambatest.HostileNames() {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" || !utf8.ValidString(name) {
			return
		}
		dn, err := ldap.ParseDN(commonName(name) + ",OU=x")
		if err != nil {
			t.Fatalf("%q is written %q: %v", name, commonName(name), err)
		}
		if len(dn.RDNs) != 2 || len(dn.RDNs[0].Attributes) != 1 || dn.RDNs[0].Attributes[0].Value != name {
			t.Errorf("%q is written %q and read as %s", name, commonName(name), dn)
		}
	})
}

func FuzzGroupFilter(f *testing.F) {
	for _, s := range []string{
		"", "cn=a*", "(&(cn=a)(sn=b))", "(cn=a))(|(cn=*)", "(cn=\\2a)", "cn=a)(x=y",
		"(cn:1.2.3:=x)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, extra string) {
		c := migrate.Connection{Location: "ldaps://dc1", Filter: extra}
		if len(c.Faults(migrate.LDAPS)) > 0 {
			return
		}
		whole := newQuery(c, location{}).filter
		p, err := ldap.CompileFilter(whole)
		if err != nil {
			t.Fatalf("%q becomes %q: %v", extra, whole, err)
		}
		if strings.TrimSpace(extra) == "" {
			return
		}
		// Whatever the user wrote, it can only narrow the groups.
		if p.Tag != ldap.FilterAnd || len(p.Children) != 2 {
			t.Errorf("%q becomes %q", extra, whole)
		}
	})
}

func FuzzMemberFilter(f *testing.F) {
	f.Add("CN=a,DC=b", "CN=*)(objectClass=*,DC=b")
	f.Fuzz(func(t *testing.T, a, b string) {
		p, err := ldap.CompileFilter("(|" + dnFilter([]string{a, b}) + ")")
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Children) != 2 {
			t.Fatalf("%d terms", len(p.Children))
		}
		for i, want := range []string{a, b} {
			term := p.Children[i]
			if term.Tag != ldap.FilterEqualityMatch || term.Children[1].Data.String() != want {
				t.Errorf("%q is searched as %q", want, term.Children[1].Data.String())
			}
		}
	})
}

func FuzzParseRange(f *testing.F) {
	for _, s := range []string{
		"member;range=0-1499", "member;range=1500-*", "member", "member;range=5-4",
		"member;x;range=1-1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := parseRange(text, "member")
		if ok && (r.low < 0 || !r.last && r.high < r.low) {
			t.Errorf("%q is %+v", text, r)
		}
	})
}

func FuzzADText(f *testing.F) {
	f.Add("80090308: LdapErr: DSID-0C09056D, comment: AcceptSecurityContext error, data 52e, v4563\x00")
	f.Add("data 0, data 775")
	f.Add("000020")
	f.Fuzz(func(t *testing.T, text string) {
		code, data := parseADText(text)
		if code > 0xffffffff || data > 0xffffffff {
			t.Errorf("%x %x", code, data)
		}
		if line := oneLine(text); strings.ContainsAny(line, "\n\r\x00\x1b") || !utf8.ValidString(line) {
			t.Errorf("%q is shown as %q", text, line)
		}
	})
}

func FuzzLocation(f *testing.F) {
	for _, s := range []string{
		"ldaps://dc1/OU=a,DC=b", "ad://corp.example.com", "ldap://[::1]:389", "ldaps://a@b",
		"ldaps://%zz",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, location string) {
		l, err := parseLocation(migrate.Connection{Location: location})
		if err == nil && l.host == "" {
			t.Errorf("%q has no host", location)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\n\r\x00\x1b") {
			t.Errorf("%q", err.Error())
		}
	})
}

// Whatever path leads there, unescaping undoes escaping.
func TestCommonNameKeepsEveryName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 64, -1).Draw(t, "name")
		dn, err := ldap.ParseDN(commonName(name))
		if err != nil || dn.RDNs[0].Attributes[0].Value != name {
			t.Fatalf("%q is written %q", name, commonName(name))
		}
	})
}
