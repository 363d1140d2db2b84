package krb5client

import (
	"os"
	"path/filepath"
	"testing"

	"ad2scim/migrate"
)

func write(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "krb5.conf")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// KRB5_CONFIG may name several files: the first that sets something decides, and
// one that is missing is passed over.
func TestSeveralConfigurations(t *testing.T) {
	first := write(t, "# mine\n[libdefaults]\n default_realm = ONE.EXAMPLE.COM\n[realms]\n ONE.EXAMPLE.COM = {\n  kdc = dc.one.example.com\n }\n TWO.EXAMPLE.COM = {\n  kdc = dc.one.example.com\n }")
	second := write(t, "includedir /etc/krb5.conf.d/\n[realms]\n TWO.EXAMPLE.COM = {\n  kdc = dc.two.example.com\n }\n THREE.EXAMPLE.COM = {\n  kdc = dc.three.example.com\n }\n[libdefaults]\n default_realm = TWO.EXAMPLE.COM\n dns_lookup_kdc = false\n[domain_realm]\n .two.example.com = TWO.EXAMPLE.COM\n")
	sep := string(os.PathListSeparator)
	t.Setenv("KRB5_CONFIG", first+sep+filepath.Join(t.TempDir(), "none")+sep+second)
	c, err := configuration(Server{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.LibDefaults.DefaultRealm != "ONE.EXAMPLE.COM" || c.LibDefaults.DNSLookupKDC ||
		c.ResolveRealm("srv1.two.example.com") != "TWO.EXAMPLE.COM" {
		t.Errorf("%+v", c)
	}
	for realm, want := range map[string]string{
		"ONE.EXAMPLE.COM": "dc.one.example.com:88",
		"TWO.EXAMPLE.COM": "dc.one.example.com:88", "THREE.EXAMPLE.COM": "dc.three.example.com:88",
	} {
		if _, got, err := c.GetKDCs(realm, true); err != nil || len(got) != 1 || got[1] != want {
			t.Errorf("%s: %v %v", realm, got, err)
		}
	}
	for _, none := range []string{filepath.Join(t.TempDir(), "none"), "", sep} {
		t.Setenv("KRB5_CONFIG", none)
		if _, err := configuration(Server{}, ""); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: %v", none, err)
		}
	}
}
