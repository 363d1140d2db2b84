package adsync

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// What stands between a person and the host is said in plain words, by whoever
// it is that refuses: the domain, the host, or what is missing here.
func TestKerberosRefused(t *testing.T) {
	d := startDomain(t)
	reader := sambatest.Reader + "@" + d.Domain
	good := d.winrm(hostName, reader)
	with := func(change func(*WinRM)) WinRM {
		w := good
		change(&w)
		return w
	}
	t.Run("wrong password", func(t *testing.T) {
		w := with(func(w *WinRM) { w.Password = migrate.NewSecret("not-the-password") })
		before := d.wrongPasswords(t, "Reader")
		d.refuses(t, w, migrate.Unreachable, "the password is wrong", reader)
		if n := d.wrongPasswords(t, "Reader") - before; n != 1 {
			t.Errorf("one wrong password was tried %d times; %d lock an account", n, sambatest.LockoutThreshold)
		}
	})
	t.Run("no such user", func(t *testing.T) {
		d.refuses(t, with(func(w *WinRM) { w.User = "nobody@" + d.Domain }), migrate.Unreachable, "no such user",
			"--host-user")
	})
	t.Run("disabled", func(t *testing.T) {
		d.refuses(t, with(func(w *WinRM) { w.User = sambatest.Disabled + "@" + d.Domain }), migrate.Unreachable,
			"disabled, locked or expired")
	})
	t.Run("a name that the domain does not know", func(t *testing.T) {
		d.refuses(t, with(func(w *WinRM) { w.Address = d.host.At("127.0.0.1") }), migrate.Unreachable,
			"has no computer with this name", "full name in --host")
	})
	t.Run("a name that another account has", func(t *testing.T) {
		d := d.behind(t, sambatest.Reader)
		d.refuses(t, d.winrm(hostName, reader), migrate.Unreachable, "refused the Kerberos ticket", `"HTTP/localhost"`,
			"setspn")
	})
	t.Run("a host that takes no tickets", func(t *testing.T) {
		d := d.behind(t, sambatest.Reader)
		d.host.Asks = `Basic realm="WSMAN"`
		d.refuses(t, d.winrm(hostName, reader), migrate.Unreachable, "takes no Kerberos tickets", "--host-auth ntlm")
	})
	t.Run("another certificate", func(t *testing.T) {
		d.refuses(t, with(func(w *WinRM) { w.CAFile = "" }), migrate.Unreachable, "--host-ca")
		if strings.Contains(d.host.Wire(), "Envelope") {
			t.Error("an envelope was sent")
		}
	})
	t.Run("clocks that differ", func(t *testing.T) {
		// No difference at all is allowed, and there always is one.
		d.configured(t, "[libdefaults]", "[libdefaults]\n clockskew = 0")
		d.refuses(t, good, migrate.Unreachable, "the clocks", "clock")
	})
	t.Run("no KDC", func(t *testing.T) {
		d.configured(t, "kdc = "+d.Address, "kdc = 127.255.255.1")
		d.refuses(t, good, migrate.Unreachable, "no Kerberos server of the realm can be reached", "--host-auth ntlm")
	})
	t.Run("no krb5.conf", func(t *testing.T) {
		t.Setenv("KRB5_CONFIG", filepath.Join(t.TempDir(), "none"))
		d.refuses(t, good, migrate.BadInput, "cannot read", "KRB5_CONFIG")
	})
	t.Run("no ticket", func(t *testing.T) {
		d.refuses(t, d.winrm(hostName, ""), migrate.BadInput, "no ticket cache", "kinit", "--host-user")
	})
	t.Run("a cache that only the system can read", func(t *testing.T) {
		t.Setenv("KRB5CCNAME", "KCM:")
		d.refuses(t, d.winrm(hostName, ""), migrate.BadInput, "KCM", "KRB5CCNAME=FILE:")
	})
	t.Run("a broken cache", func(t *testing.T) {
		broken := filepath.Join(t.TempDir(), "cc")
		if err := os.WriteFile(broken, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("KRB5CCNAME", broken)
		d.refuses(t, d.winrm(hostName, ""), migrate.BadInput, "no ticket that can be used", "kinit")
	})
	t.Run("a ticket that has run out", func(t *testing.T) {
		t.Setenv("KRB5CCNAME", "FILE:"+filepath.Join(t.TempDir(), "cc"))
		d.kinit(t, "-l", "1s")
		for exec.CommandContext(t.Context(), "klist", "-s").Run() == nil {
			time.Sleep(100 * time.Millisecond) // klist -s fails once the ticket is over
		}
		d.refuses(t, d.winrm(hostName, ""), migrate.Unreachable, "the ticket has expired", "kinit")
	})
}

// An account without a password is refused before anything is sent.
func TestKerberosNeedsAPassword(t *testing.T) {
	if _, err := NewWinRM(WinRM{Address: "srv1", User: "u@corp.example.com", Auth: "kerberos"}); migrate.ClassOf(
		err) != migrate.BadInput {
		t.Error(err)
	}
}

func TestServiceOfAHost(t *testing.T) {
	for _, host := range []string{"srv1.corp.example.com", "SRV1.Corp.Example.com", "srv1.corp.example.com."} {
		if got := serviceOf(host); got != "HTTP/srv1.corp.example.com" {
			t.Errorf("%s: %s", host, got)
		}
	}
}

// configured has a changed krb5.conf used.
func (d domain) configured(t *testing.T, old, new string) {
	t.Helper()
	text, err := os.ReadFile(d.Krb5Conf)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%q is not in krb5.conf", old)
	}
	file := filepath.Join(t.TempDir(), "krb5.conf")
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KRB5_CONFIG", file)
}

// wrongPasswords is how often a wrong password was tried, as the domain counts.
func (d domain) wrongPasswords(t *testing.T, name string) int {
	t.Helper()
	got, err := d.AdminConn(t).Search(ldap.NewSearchRequest("CN="+name+",OU=People,"+d.BaseDN, ldap.ScopeBaseObject, 0, 0, 0, false,
		"(objectClass=*)", []string{"badPwdCount"}, nil))
	if err != nil || len(got.Entries) != 1 {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(cmp.Or(got.Entries[0].GetAttributeValue("badPwdCount"), "0"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
