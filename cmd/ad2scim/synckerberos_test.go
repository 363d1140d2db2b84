//go:build unix

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/adsync/winrmtest"
	"ad2scim/migrate/playbook"
)

// The compiled program with Kerberos tickets of a real domain: it finds and stops with a
// password and with kinit, and says what is wrong without either.
func TestSyncByKerberos(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	d := sambatest.Shared(t)
	d.AddHostName(t, "localhost")
	tickets := []string{"KRB5_CONFIG=" + d.Krb5Conf, "KRB5CCNAME=FILE:" + filepath.Join(t.TempDir(), "cc")}
	m := winrmtest.NewMachine("SRV1", `\Dashlane\Sync`)
	m.Command += " -Token " + scriptToken
	s := winrmtest.StartKerberos(t, "localhost", d.Keytab(t, sambatest.MachineAccount), sambatest.MachineAccount, m.Run)
	s.SetPassword(d.AdminPassword)
	reach := []string{"--host", s.At("localhost"), "--host-ca", s.WriteCA(t)}
	cached := windows{m, s, reach, filepath.Join(t.TempDir(), "w"), tickets}
	typed := cached
	typed.flags = append([]string{"--host-auth", "kerberos", "--host-user", sambatest.Reader + "@" + d.Domain}, reach...)

	finds := func(w windows) {
		t.Helper()
		var f found
		out, _ := w.sync(t, 1, "find", "--format", "json")
		if parse(t, out, &f); f.Script != "scheduled" || len(f.Hosts) != 1 || f.Hosts[0].Host != "SRV1" {
			t.Errorf("%+v", f)
		}
	}
	finds(typed)
	s.SetPassword("not-the-password")
	if _, errOut := typed.sync(t, 3, "find"); !strings.Contains(errOut, "the password is wrong") ||
		strings.Count(errOut, "\n") != 1 {
		t.Error(errOut)
	}
	s.SetPassword(d.AdminPassword)
	if _, errOut := cached.sync(t, 2, "find"); !strings.Contains(errOut, "no ticket cache") ||
		!strings.Contains(errOut, "kinit") {
		t.Error(errOut)
	}
	kinit := exec.CommandContext(t.Context(), "kinit", sambatest.Helpdesk+"@"+strings.ToUpper(d.Domain))
	kinit.Env = append(os.Environ(), tickets...)
	kinit.Stdin = strings.NewReader(d.AdminPassword + "\n")
	if out, err := kinit.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	finds(cached)
	if out, _ := cached.sync(t, 0, "stop", "--yes"); !strings.Contains(out, `\Dashlane\Sync on SRV1: disabled`) ||
		m.Enabled(`\Dashlane\Sync`) {
		t.Error(out)
	}
	cached.stands(t, "disabled", string(playbook.DoneVerified))
	cached.secretsOnDisk(t)
	if who := s.SignedIn(); !strings.HasPrefix(who[0], sambatest.Reader+"@") || !strings.HasPrefix(who[len(who)-1],
		sambatest.Helpdesk+"@") {
		t.Errorf("%q", who)
	}
}
