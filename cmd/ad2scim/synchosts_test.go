//go:build unix

package main_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/playbook"
)

// found holds the parts of sync find's JSON that the tests use.
type found struct {
	Script string `json:"ad_sync_script"`
	Hosts  []struct{ Name, Host, Error string }
}

// verdict holds the parts of sync verify's JSON that the tests use.
type verdict struct {
	Certainty string
	At        string `json:"certain_at"`
	Script    string `json:"ad_sync_script"`
	Reasons   []string
}

// Over WinRM with TLS and NTLM: find, stop, verify and resume. The workspace has each result
// and no secret.
func TestSyncOverWinRM(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV1", `\Dashlane\Sync`)
	var f found
	out, _ := w.sync(t, 1, "find", "--format", "json")
	if parse(t, out, &f); f.Script != "scheduled" || len(f.Hosts) != 1 || f.Hosts[0].Host != "SRV1" {
		t.Errorf("%+v", f)
	}
	w.stands(t, "scheduled", "")
	if _, errOut := w.sync(t, 2, "stop"); !strings.Contains(errOut, "--yes") || w.Changes() != 0 {
		t.Errorf("without consent: %s", errOut)
	}
	if out, _ := w.sync(t, 0, "stop", "--yes"); !strings.Contains(out, `\Dashlane\Sync on SRV1: disabled`) ||
		w.Enabled(`\Dashlane\Sync`) {
		t.Error(out)
	}
	w.stands(t, "disabled", string(playbook.DoneVerified))
	if _, m := w.remembered(t); len(m.Stopped) != 1 || len(m.Uncertain) != 0 {
		t.Errorf("%+v", m)
	}
	if out, _ := w.sync(t, 0, "stop", "--yes", "--task", `\Dashlane\Sync`); !strings.Contains(out, "already disabled") ||
		w.Changes() != 1 {
		t.Errorf("%d changes: %s", w.Changes(), out)
	}
	var v verdict
	out, _ = w.sync(t, 1, "verify", "--format", "json")
	if parse(t, out, &v); v.Certainty != "likely" || v.At == "" || v.Script != "disabled" || len(v.Reasons) != 1 {
		t.Errorf("%+v", v)
	}
	if out, _ := w.sync(t, 1, "verify"); !strings.Contains(out, "AD sync has likely stopped; it will be certain after "+
		v.At) {
		t.Errorf("%s\nwant %s", out, v.At)
	}
	if out, _ := w.sync(t, 0, "resume", "--yes"); !strings.Contains(out, "enabled") || !w.Enabled(`\Dashlane\Sync`) {
		t.Error(out)
	}
	w.stands(t, "scheduled", string(playbook.Failed))
	if out, _ := w.sync(t, 0, "resume", "--yes"); !strings.Contains(out, "There is nothing to do") || w.Changes() != 2 {
		t.Errorf("%d changes: %s", w.Changes(), out)
	}
	if out, _ := w.sync(t, 1, "verify"); !strings.Contains(out, "AD sync has not stopped yet") {
		t.Error(out)
	}
	w.secretsOnDisk(t)
	wire := w.server.Wire()
	if opened, closed := w.server.Shells(); strings.Contains(wire, w.server.Password) || opened == 0 || opened != closed {
		t.Errorf("%d shells opened, %d closed, or the password is on the wire", opened, closed)
	}
}

// A task that is still running is disabled, but isn't reported as stopped.
func TestSyncStopLeavesARunningInstance(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV1", `\Sync`)
	w.Set(`\Sync`, running())
	if out, _ := w.sync(t, 1, "stop", "--yes"); !strings.Contains(out, "the running instance is not ended") ||
		!strings.Contains(out, "disabled, running") {
		t.Error(out)
	}
	w.stands(t, "running", "")
	if out, errOut := w.sync(t, 1, "stop", "--yes"); !strings.Contains(out, "There is nothing to do") ||
		!strings.Contains(errOut, `not stopped: the task \Sync on SRV1 is running`) {
		t.Error(out, errOut)
	}
	if out, _ := w.sync(t, 0, "stop", "--yes", "--end-running"); !strings.Contains(out, "end the running instance") {
		t.Error(out)
	}
	w.stands(t, "disabled", string(playbook.DoneVerified))
}

// Of four hosts one is down, one refuses the password, and one has an untrusted certificate.
// The fourth is changed, and each failure has its reason. AD sync isn't reported as stopped.
func TestSyncWhereHostsFail(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV1", `\Sync`)
	refuses, stranger := startWindows(t, "SRV2", `\Sync`), startWindows(t, "SRV3", `\Sync`)
	refuses.server.SetPassword("another-password")
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	down := closed.Addr().String()
	closed.Close()
	// All stand-ins share the certificate of net/http/httptest, which isn't valid for this
	// name.
	_, port, _ := net.SplitHostPort(stranger.server.Listener.Addr().String())
	w.flags = append(w.flags, "--host", down, "--host", refuses.server.Listener.Addr().String(), "--host",
		"localhost:"+port)
	reasons := []string{"connection refused", "refused the account", "its certificate is for another name"}

	var f found
	out, _ := w.sync(t, 1, "find", "--format", "json")
	if parse(t, out, &f); f.Script != "scheduled" || len(f.Hosts) != 4 || f.Hosts[0].Error != "" {
		t.Fatalf("%+v", f)
	}
	for i, why := range reasons {
		if !strings.Contains(f.Hosts[i+1].Error, why) {
			t.Errorf("%q, want %q", f.Hosts[i+1].Error, why)
		}
	}
	out, errOut := w.sync(t, 4, "stop", "--yes")
	if !strings.Contains(out, `\Sync on SRV1: disabled`) || w.Enabled(`\Sync`) || !refuses.Enabled(`\Sync`) ||
		!stranger.Enabled(`\Sync`) {
		t.Errorf("%s%s", out, errOut)
	}
	for _, why := range append(reasons, "3 of 4 hosts could not be scanned") {
		if strings.Count(errOut, why) != 1 {
			t.Errorf("%q is not there once: %s", why, errOut)
		}
	}
	w.stands(t, "unknown", "")
	var v verdict
	out, _ = w.sync(t, 1, "verify", "--format", "json")
	if parse(t, out, &v); v.Certainty != "likely" || v.At != "" {
		t.Errorf("%+v", v)
	}
	w.sync(t, 4, "resume", "--yes")
	if !w.Enabled(`\Sync`) {
		t.Error("it was not brought back")
	}
	w.secretsOnDisk(t)

	alone := w
	alone.dir, alone.flags = filepath.Join(t.TempDir(), "none"), []string{"--host", down, "--host-user", "u"}
	for _, action := range []string{"find", "verify"} {
		alone.sync(t, 3, action)
	}
	for _, action := range []string{"stop", "resume"} {
		alone.sync(t, 3, action, "--yes")
	}
	// Without its authority the certificate is refused, and nothing is sent.
	w.flags = []string{"--host", stranger.server.Listener.Addr().String(), "--host-user", "u"}
	if _, errOut := w.sync(t, 3, "stop", "--yes"); !strings.Contains(errOut, "--host-ca") || stranger.server.Wire() != "" {
		t.Errorf("%s; sent %s", errOut, stranger.server.Wire())
	}
}

// The servers of a real directory are listed. A name can't control the terminal, and the list
// can be used with --host.
func TestSyncListHosts(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	s := sambatest.Shared(t)
	c := s.AdminConn(t)
	for name, values := range map[string][]string{
		"LISTED1": {"Windows Server 2022\u202e Standard", "4096"}, "LISTOFF1": {"Windows Server 2016", "4098"},
		"LISTDESK1": {"Windows 11 Pro", "4096"},
	} {
		s.CreateComputer(t, c, name, values[0], values[1], strings.ToLower(name)+".corp.example.com")
	}
	dir := filepath.Join(t.TempDir(), "w")
	for _, format := range []string{"table", "json", "csv", "markdown"} {
		cmd := exec.Command(program, "sync", "find", "--list-hosts", "--format", format, "--workspace", dir, "--ad", s.URL,
			"--ad-ca", s.CAFile, "--ad-user", "Administrator@"+s.Domain)
		cmd.Env = append(os.Environ(), "AD2SCIM_AD_PASSWORD="+s.AdminPassword)
		var out, errOut strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errOut
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v: %s", format, err, errOut.String())
		}
		for name, want := range map[string]bool{"listed1.corp.example.com": true, "listoff1": false, "listdesk1": false} {
			if strings.Contains(out.String(), name) != want {
				t.Errorf("%s: %q is there: %v: %s", format, name, !want, out.String())
			}
		}
		noSecret(t, []string{s.AdminPassword}, out.String(), errOut.String())
		if format != "json" {
			noTerminalSequences(t, out.String())
		}
	}
}
