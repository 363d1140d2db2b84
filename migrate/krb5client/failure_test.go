package krb5client

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
)

var ldap = Server{
	Service: "ldap/dc1.corp.example.com", What: "cannot sign in to dc1", Unknown: "the domain does not know dc1",
	Address: "use its DNS name", Option: "--ad-user", Instead: "use --ad-auth simple",
}

// TestReasonsInPlainWords: what a KDC or gokrb5 says (RFC 4120 section 7.5.9, and the texts of
// gokrb5 8.4) is told with what to do, and what is unknown is shown as it is.
func TestReasonsInPlainWords(t *testing.T) {
	t.Parallel()
	password, keytab := Account{User: "ann@corp.example.com"}, Account{User: "svc", Keytab: "svc.keytab"}
	for _, c := range []struct {
		text    string
		account Account
		says    string
	}{
		{
			"KRB Error: (24) KDC_ERR_PREAUTH_FAILED Pre-authentication information was invalid", password,
			"the password is wrong. Check it",
		},
		{
			"KRB Error: (24) KDC_ERR_PREAUTH_FAILED", keytab,
			"the keytab doesn't contain the account's current key. Create it again",
		},
		{"KRB Error: (6) KDC_ERR_C_PRINCIPAL_UNKNOWN", password, "the domain has no such user. Check --ad-user"},
		{"KRB Error: (7) KDC_ERR_S_PRINCIPAL_UNKNOWN", password, "the domain does not know dc1. Use its DNS name"},
		{"KRB Error: (18) KDC_ERR_CLIENT_REVOKED", password, "the account is disabled, locked or expired"},
		{"KRB Error: (37) KRB_AP_ERR_SKEW", password, "differ by more than five minutes. Set this computer's clock"},
		{
			"[Root cause: Networking_Error] Networking_Error: AS Exchange Error", password,
			"no Kerberos server of the realm can be reached",
		},
		{
			"no KDC SRV records found for realm X", password,
			"name the KDC in krb5.conf (KRB5_CONFIG), or use --ad-auth simple",
		},
		{"something\nelse\x1b[2J", password, `something else\x1b[2J. Check krb5.conf, or use --ad-auth simple`},
	} {
		cause := errors.New(c.text)
		err := ldap.explain(c.account, cause)
		if text := err.Error(); migrate.ClassOf(err) != migrate.Unreachable || !errors.Is(err, cause) ||
			!strings.HasPrefix(text, "cannot sign in to dc1: ") || !strings.Contains(strings.ToLower(text),
			strings.ToLower(c.says)) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

// TestWhoSignsIn: the realm is in capitals, and a domain's short name is none.
func TestWhoSignsIn(t *testing.T) {
	t.Parallel()
	for user, want := range map[string][2]string{
		"ann@corp.example.com": {"ann", "CORP.EXAMPLE.COM"}, `CORP\ann`: {"ann", ""}, "ann": {"ann", ""}, "": {"", ""},
	} {
		if name, realm := principal(user); name != want[0] || realm != want[1] {
			t.Errorf("%q is %q of %q", user, name, realm)
		}
	}
	for service, want := range map[string]string{"ldap/dc1.corp.example.com": "CORP.EXAMPLE.COM", "HTTP/srv": "", "": ""} {
		if got := domainOf(service); got != want {
			t.Errorf("%q is in %q", service, got)
		}
	}
}

// TestWhatCannotSignIn is refused before anything is sent: no realm has a KDC here.
func TestWhatCannotSignIn(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken")
	if err := os.WriteFile(broken, []byte{5, 4, 0, 255}, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KRB5_CONFIG", write(t, "[libdefaults]\n default_realm = CORP.EXAMPLE.COM\n dns_lookup_kdc = false\n"))
	for cache, says := range map[string]string{
		"KEYRING:persistent:0":            `the ticket cache is of the type "KEYRING", which only the system can read`,
		"FILE:" + filepath.Join(dir, "x"): "there is no ticket cache at",
		broken:                            "holds no ticket that can be used. Run kinit again",
	} {
		t.Setenv("KRB5CCNAME", cache)
		_, err := Get(ldap, Account{})
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", cache, err)
		}
	}
	if _, err := Get(ldap, Account{User: "svc", Keytab: broken}); migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "it isn't a valid keytab. Create it again") {
		t.Errorf("a broken keytab: %v", err)
	}
	if _, err := Get(ldap, Account{
		User:   "ann@CORP.EXAMPLE.COM",
		Secret: migrate.NewSecret("a password"),
	}); migrate.ClassOf(
		err) != migrate.Unreachable || !strings.Contains(err.Error(), "name no Kerberos server of the realm") {
		t.Errorf("no KDC: %v", err)
	}
}
