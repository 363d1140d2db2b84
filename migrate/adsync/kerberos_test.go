package adsync

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/adsync/winrmtest"
)

// hostName is a name that leads to this machine everywhere.
const hostName = "localhost"

// domain is a real KDC and a machine of its domain behind WinRM.
type domain struct {
	*sambatest.Server
	host *winrmtest.Server
	ca   string
}

func startDomain(t *testing.T) domain {
	t.Helper()
	s := sambatest.Start(t)
	s.AddHostName(t, hostName)
	t.Setenv("KRB5_CONFIG", s.Krb5Conf)
	t.Setenv("KRB5CCNAME", filepath.Join(t.TempDir(), "none"))
	return domain{s, nil, ""}.behind(t, sambatest.MachineAccount)
}

// behind returns the domain with another host, which has the keys of an account.
func (d domain) behind(t *testing.T, account string) domain {
	t.Helper()
	m := newMachine("SRV1", `\Sync`)
	d.host = winrmtest.StartKerberos(t, hostName, d.Keytab(t, account), account, func(code, args string) string {
		for _, s := range []Script{FindScript, StopScript, ResumeScript} {
			if s.text() == code {
				return m.print(s, args)
			}
		}
		return "another script"
	})
	d.ca = d.host.WriteCA(t)
	return d
}

// winrm is the host by a name; no user means the ticket cache.
func (d domain) winrm(name, user string) WinRM {
	w := WinRM{Address: d.host.At(name), User: user, Auth: "kerberos", CAFile: d.ca}
	if user != "" {
		w.Password = migrate.NewSecret(d.AdminPassword)
	}
	return w
}

// works looks at the host and disables its task, and checks who the host was told
// does it.
func (d domain) works(t *testing.T, w WinRM, who string) {
	t.Helper()
	before := len(d.host.SignedIn())
	h, err := NewWinRM(w)
	if err != nil {
		t.Fatal(err)
	}
	report, err := Scan(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	if report.Host != "SRV1" || len(Candidates(report, Memory{})) != 1 {
		t.Errorf("%+v", report)
	}
	out, err := h.Run(t.Context(), StopScript, Arguments{Tasks: []string{`\Sync`}})
	if err != nil {
		t.Fatal(err)
	}
	change, err := parseChange(out, "x", StopScript)
	if err == nil {
		err = change.Complete([]string{`\Sync`})
	}
	if err != nil {
		t.Error(err)
	}
	seen := slices.Compact(d.host.SignedIn()[before:])
	if !slices.Equal(seen, []string{who}) {
		t.Errorf("the host was told %q, not %q", seen, who)
	}
	if opened, closed := d.host.Shells(); opened != closed {
		t.Errorf("%d shells were opened, %d closed", opened, closed)
	}
	d.hidden(t, w, d.host.Wire())
}

// refuses looks at the host and checks the words; nothing of an envelope must be
// answered.
func (d domain) refuses(t *testing.T, w WinRM, class migrate.Class, words ...string) {
	t.Helper()
	h, err := NewWinRM(w)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := d.host.Shells()
	_, err = Scan(t.Context(), h)
	p, ok := errors.AsType[*migrate.Problem](err)
	if !ok || p.Class != class || p.What == "" || p.Why == "" || p.Next == "" && len(p.Remedies) == 0 {
		t.Fatalf("%+v, want class %d", err, class)
	}
	for _, word := range words {
		if !strings.Contains(p.Error(), word) {
			t.Errorf("%q does not say %q", p.Error(), word)
		}
	}
	if strings.Contains(p.Error(), "\n") || strings.Contains(p.Error(), "_ERR") || strings.Contains(p.Error(), "Error:") {
		t.Errorf("not in plain words: %q", p.Error())
	}
	d.hidden(t, w, p.Error(), fmt.Sprint(p.Err))
	if after, _ := d.host.Shells(); after != before {
		t.Error("a shell was opened")
	}
}

func (d domain) hidden(t *testing.T, w WinRM, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !w.Password.IsZero() && strings.Contains(text, w.Password.Reveal()) {
			t.Errorf("the password is in %q", text)
		}
	}
}

func (d domain) kinit(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "kinit", append(args, sambatest.Helpdesk+"@"+strings.ToUpper(d.Domain))...)
	cmd.Stdin = strings.NewReader(d.AdminPassword + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("kinit: %v\n%s", err, out)
	}
}

// With a password and with a ticket by kinit, the host is looked at and changed,
// and was told the right account.
func TestKerberos(t *testing.T) {
	d := startDomain(t)
	realm := "@" + strings.ToUpper(d.Domain)
	reader := sambatest.Reader + "@" + d.Domain
	t.Run("password", func(t *testing.T) { d.works(t, d.winrm(hostName, reader), sambatest.Reader+realm) })
	t.Run("DOMAIN\\user, of the realm in krb5.conf", func(t *testing.T) {
		d.works(t, d.winrm(hostName, sambatest.NetBIOS+`\`+sambatest.Reader), sambatest.Reader+realm)
	})
	t.Run("name in capitals", func(t *testing.T) {
		d.works(t, d.winrm(strings.ToUpper(hostName), reader), sambatest.Reader+realm)
	})
	t.Run("ticket cache", func(t *testing.T) {
		t.Setenv("KRB5CCNAME", "FILE:"+filepath.Join(t.TempDir(), "cc"))
		d.kinit(t)
		w := d.winrm(hostName, "")
		w.Auth = ""
		d.works(t, w, sambatest.Helpdesk+realm)
	})
}
