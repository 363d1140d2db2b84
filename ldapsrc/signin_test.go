package ldapsrc

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// problem opens a connection that must fail, and checks what every failure
// owes to the reader: a class, one line, a next step, and no password.
func problem(t *testing.T, c migrate.Connection, class migrate.Class) *migrate.Problem {
	t.Helper()
	d, err := Open(t.Context(), c)
	if err == nil {
		d.Close()
		t.Fatalf("%s opens", c.Location)
	}
	return checked(t, err, class, c.Secret.Reveal())
}

func checked(t *testing.T, err error, class migrate.Class, secret string) *migrate.Problem {
	t.Helper()
	p, ok := errors.AsType[*migrate.Problem](err)
	if !ok {
		t.Fatalf("not a Problem: %v", err)
	}
	if p.Class != class || p.What == "" || p.Why == "" || p.Next == "" && len(p.Remedies) == 0 {
		t.Errorf("class %d, what %q, why %q, next %q, remedies %v", p.Class, p.What, p.Why, p.Next, p.Remedies)
	}
	if strings.ContainsAny(p.Error(), "\n\r\x00\x1b") {
		t.Errorf("not one safe line: %q", p.Error())
	}
	if secret != "" && strings.Contains(p.Error(), secret) {
		t.Errorf("the password is in %q", p.Error())
	}
	return p
}

func says(t *testing.T, p *migrate.Problem, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(p.Error(), w) {
			t.Errorf("%q does not say %q", p.Error(), w)
		}
	}
}

func TestRefusedSignIn(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	wrong := migrate.NewSecret("not the password")
	for account, words := range map[string][]string{
		sambatest.Disabled:   {"disabled", "AD error 533"},
		sambatest.Expired:    {"the account has expired", "AD error 701"},
		sambatest.MustChange: {"must be changed", "AD error 773"},
		sambatest.NoHours:    {"time of day", "AD error 530"},
		"nobody":             {"user name or the password is wrong", "AD error 52e"},
	} {
		says(t, problem(t, s.Connection(account), migrate.Unreachable), append(words, account)...)
	}
	c := s.Connection(sambatest.Reader)
	c.Secret = wrong
	says(t, problem(t, c, migrate.Unreachable), "password is wrong", "AD2SCIM_AD_PASSWORD")
	c.User = "reader"
	says(t, problem(t, c, migrate.Unreachable), "a bare name is not enough")

	c = s.Connection(sambatest.Lockable)
	c.Secret = wrong
	for range sambatest.LockoutThreshold {
		problem(t, c, migrate.Unreachable)
	}
	says(t, problem(t, s.Connection(sambatest.Lockable), migrate.Unreachable), "locked", "AD error 775")
}

func TestSimpleBindForms(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	for _, location := range []string{s.URL, s.LDAPURL} {
		for _, user := range []string{"reader@corp.example.com", `CORP\reader`, "CN=Reader,OU=People," + s.BaseDN} {
			c := s.Connection("")
			c.Location, c.User, c.Filter = location, user, "(cn=Payroll)"
			if got := namesOf(mustRead(t, mustOpen(t, c))); len(got) != 1 {
				t.Errorf("%s as %s reads %q", location, user, got)
			}
		}
	}
}

func TestWithoutSigningOverTLSKerberosIsRefusedInPlainWords(t *testing.T) {
	s := sambatest.Shared(t)
	t.Setenv("KRB5_CONFIG", s.Krb5Conf)
	c := s.Connection(sambatest.Reader)
	c.Auth = "kerberos"
	says(t, problem(t, c, migrate.Unreachable), "enforces signing", "--ad-auth simple")
}

func TestKerberos(t *testing.T) {
	s := sambatest.Start(t, sambatest.WithSetting("ldap server require strong auth=allow_sasl_over_tls"))
	t.Setenv("KRB5_CONFIG", s.Krb5Conf)
	one := func(c migrate.Connection) {
		t.Helper()
		c.Filter = "(cn=Payroll)"
		if got := namesOf(mustRead(t, mustOpen(t, c))); len(got) != 1 {
			t.Errorf("reads %q", got)
		}
	}
	c := s.Connection(sambatest.Reader)
	c.Auth = "kerberos"
	t.Run("password", func(t *testing.T) { one(c) })
	t.Run("DOMAIN\\user over StartTLS", func(t *testing.T) {
		c := c
		c.Location, c.User = s.LDAPURL, `CORP\reader`
		one(c)
	})
	t.Run("wrong password", func(t *testing.T) {
		c := c
		c.Secret = migrate.NewSecret("not the password")
		says(t, problem(t, c, migrate.Unreachable), "the password is wrong")
	})
	t.Run("no such user", func(t *testing.T) {
		c := c
		c.User = "nobody@" + s.Domain
		says(t, problem(t, c, migrate.Unreachable), "no such user")
	})
	t.Run("disabled", func(t *testing.T) {
		c := c
		c.User = sambatest.Disabled + "@" + s.Domain
		says(t, problem(t, c, migrate.Unreachable), "disabled, locked or expired")
	})
	t.Run("must change", func(t *testing.T) {
		c := c
		c.User = sambatest.MustChange + "@" + s.Domain
		says(t, problem(t, c, migrate.Unreachable), "password has expired or must be changed")
	})
	cache := filepath.Join(t.TempDir(), "cc")
	bare := migrate.Connection{Location: s.URL, CAFile: s.CAFile}
	t.Run("no ticket cache", func(t *testing.T) {
		t.Setenv("KRB5CCNAME", cache)
		says(t, problem(t, bare, migrate.BadInput), "no ticket cache", "kinit")
	})
	t.Run("ticket cache by kinit", func(t *testing.T) {
		t.Setenv("KRB5CCNAME", "FILE:"+cache)
		tool(t, s.AdminPassword+"\n", "kinit", "reader@CORP.EXAMPLE.COM")
		one(bare)
	})
	t.Run("ticket cache that only the system can read", func(t *testing.T) {
		t.Setenv("KRB5CCNAME", "KEYRING:persistent:0")
		says(t, problem(t, bare, migrate.BadInput), "KEYRING", "FILE:")
	})
	t.Run("broken ticket cache", func(t *testing.T) {
		broken := filepath.Join(t.TempDir(), "cc")
		if err := os.WriteFile(broken, []byte("\x05\x04\x00\x00rubbish"), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("KRB5CCNAME", broken)
		says(t, problem(t, bare, migrate.BadInput), "no ticket that can be used")
	})
	t.Run("ticket that has run out", func(t *testing.T) {
		old := filepath.Join(t.TempDir(), "cc")
		t.Setenv("KRB5CCNAME", "FILE:"+old)
		tool(t, s.AdminPassword+"\n", "kinit", "-l", "1s", "reader@CORP.EXAMPLE.COM")
		for exec.CommandContext(t.Context(), "klist", "-s").Run() == nil {
			time.Sleep(100 * time.Millisecond) // klist -s fails once the ticket is over
		}
		says(t, problem(t, bare, migrate.Unreachable), "the ticket has expired", "kinit")
	})
	keytab := filepath.Join(t.TempDir(), "reader.keytab")
	t.Run("keytab by ktutil", func(t *testing.T) {
		tool(t, "addent -password -p reader@CORP.EXAMPLE.COM -k 1 -e aes256-cts-hmac-sha1-96\n"+s.AdminPassword+"\nwkt "+
			keytab+"\nquit\n", "ktutil")
		c := bare
		c.User, c.Keytab = "reader@corp.example.com", keytab
		one(c)
	})
	t.Run("broken keytab", func(t *testing.T) {
		if err := os.WriteFile(keytab, []byte("\x05\x02\x00\x00\x00\x40rubbish"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := bare
		c.User, c.Keytab = "reader@corp.example.com", keytab
		says(t, problem(t, c, migrate.BadInput), "a valid keytab")
	})
	t.Run("KDC gone", func(t *testing.T) {
		conf := filepath.Join(t.TempDir(), "krb5.conf")
		text, err := os.ReadFile(s.Krb5Conf)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(conf, bytes.ReplaceAll(text, []byte("kdc = "+s.Address), []byte("kdc = 127.255.255.1")),
			0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("KRB5_CONFIG", conf)
		says(t, problem(t, c, migrate.Unreachable), "no Kerberos server of the realm can be reached")
	})
}

func tool(t *testing.T, input, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func TestInvalidConnections(t *testing.T) {
	t.Parallel()
	good := migrate.Connection{
		Location: "ldaps://dc1.example.com", User: "a@example.com",
		Secret: migrate.NewSecret("hunter2!"),
	}
	bad := filepath.Join(t.TempDir(), "bad.pem")
	if err := os.WriteFile(bad, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*migrate.Connection)
		words  []string
	}{
		"another scheme": {
			func(c *migrate.Connection) { c.Location = "https://dc1" },
			[]string{"not an LDAP address"},
		},
		"no host": {func(c *migrate.Connection) { c.Location = "ldaps:///DC=x" }, []string{"names no host"}},
		"bad URL": {
			func(c *migrate.Connection) { c.Location = "ldaps://dc1/%zz" },
			[]string{"not a valid URL"},
		},
		"query in the URL": {
			func(c *migrate.Connection) { c.Location = "ldaps://dc1/DC=x?cn?sub" },
			[]string{"--ad-filter"},
		},
		"password in the URL": {
			func(c *migrate.Connection) { c.Location = "ldaps://a:hunter2!@dc1" },
			[]string{"holds a user name"},
		},
		"domain with a port": {
			func(c *migrate.Connection) { c.Location = "ad://example.com:636" },
			[]string{"no port"},
		},
		"address as a domain": {
			func(c *migrate.Connection) { c.Location = "ad://10.0.0.1" },
			[]string{"ldaps://10.0.0.1"},
		},
		"base that is no DN":  {func(c *migrate.Connection) { c.Base = "Groups" }, []string{"not a distinguished name"}},
		"unknown scope":       {func(c *migrate.Connection) { c.Scope = "all" }, []string{"sub, one"}},
		"filter that is none": {func(c *migrate.Connection) { c.Filter = "(cn=a" }, []string{"not an LDAP filter"}},
		"filter that breaks out": {
			func(c *migrate.Connection) { c.Filter = "(cn=a))(|(cn=*)" },
			[]string{"not an LDAP filter"},
		},
		"unknown attribute": {func(c *migrate.Connection) { c.NameAttribute = "unicodePwd" }, []string{"name, cn, displayName, sAMAccountName"}},
		"unknown type": {
			func(c *migrate.Connection) { c.Without = []migrate.GroupType{"wet"} },
			[]string{"security"},
		},
		"unknown way":         {func(c *migrate.Connection) { c.Auth = "telepathy" }, []string{"kerberos"}},
		"ntlm without a user": {func(c *migrate.Connection) { c.Auth, c.User = "ntlm", "" }, []string{"no user"}},
		"no password": {
			func(c *migrate.Connection) { c.Secret = migrate.Secret{} },
			[]string{"no password", "AD2SCIM_AD_PASSWORD"},
		},
		"keytab without a user": {
			func(c *migrate.Connection) { c.Keytab, c.User = "/etc/hosts", "" },
			[]string{"no user"},
		},
		"keytab that is not there": {func(c *migrate.Connection) { c.Keytab = "/nowhere/kt" }, []string{"no such file"}},
		"CA that is not there":     {func(c *migrate.Connection) { c.CAFile = "/nowhere/ca.pem" }, []string{"no such file"}},
		"CA that is none":          {func(c *migrate.Connection) { c.CAFile = bad }, []string{"no certificate in PEM form"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := good
			test.change(&c)
			says(t, problem(t, c, migrate.BadInput), test.words...)
		})
	}
}
