package adsync

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

func open(t *testing.T, s *server, change func(*WinRM)) Host {
	t.Helper()
	w := s.settings()
	if s.TLS != nil {
		w.CAFile = filepath.Join(t.TempDir(), "ca.pem")
		block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
		if err := os.WriteFile(w.CAFile, block, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(&w)
	}
	h, err := NewWinRM(w)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A look and a change of hostile tasks over both kinds of connection: what goes
// in comes out, shells are closed, and neither the password nor, without TLS,
// anything of the envelope is on the wire.
func TestWinRM(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		m := newMachine("SRV1", hostile...)
		s := newServer(t, withTLS, func(script Script, args string) string { return m.print(script, args) })
		s.offersBasic = true
		h := open(t, s, nil)
		report, err := Look(t.Context(), h)
		if err != nil {
			t.Fatal(err)
		}
		if len(Candidates(report)) != len(hostile) {
			t.Fatalf("TLS %v: %d candidates", withTLS, len(Candidates(report)))
		}
		out, err := h.Run(t.Context(), StopScript, Arguments{Tasks: hostile})
		if err != nil {
			t.Fatal(err)
		}
		change, err := parseChange(out, "x", StopScript)
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, c := range change.Tasks {
			paths = append(paths, c.Path)
		}
		if !slices.Equal(paths, hostile) {
			t.Errorf("TLS %v: stopped %q", withTLS, paths)
		}
		if err := change.Complete(hostile); err != nil {
			t.Error(err)
		}
		wire := s.wire()
		if strings.Contains(wire, s.password) || strings.Contains(wire, "Basic ") {
			t.Error("the password is on the wire")
		}
		if !withTLS && strings.Contains(wire, "Envelope") {
			t.Error("an envelope is on the wire")
		}
		if s.opened != 2 || s.closed != 2 {
			t.Errorf("%d shells were opened, %d closed", s.opened, s.closed)
		}
	}
}

func TestWinRMRefuses(t *testing.T) {
	answer := func(Script, string) string { return "{}" }
	look := func(h Host) string {
		_, err := Look(t.Context(), h)
		if migrate.ClassOf(err) != migrate.Unreachable {
			t.Errorf("%v", err)
			return ""
		}
		return err.Error()
	}
	for _, withTLS := range []bool{true, false} {
		s := newServer(t, withTLS, answer)
		if got := look(open(t, s, func(w *WinRM) { w.Password = migrate.NewSecret("wrong-one") })); !strings.Contains(got, "refused the account") || strings.Contains(got, "wrong-one") {
			t.Error(got)
		}
	}
	if got := look(open(t, newServer(t, true, answer), func(w *WinRM) { w.CAFile = "" })); !strings.Contains(got, "--host-ca") {
		t.Error(got)
	}
	const sign, seal = 0x10, 0x20
	for _, without := range []uint32{sign | seal, seal} {
		s := newServer(t, false, answer)
		s.without = without
		if got := look(open(t, s, nil)); got == "" || strings.Contains(s.wire(), "Envelope") {
			t.Errorf("without %#x: %s; sent: %s", without, got, s.wire())
		}
	}
	if _, err := NewWinRM(WinRM{Address: "h", HTTP: true, Auth: "kerberos"}); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
	for _, address := range []string{"", "https://h", "u@h", "h:x", "h:70000"} {
		if _, err := NewWinRM(WinRM{Address: address, User: "u", Password: migrate.NewSecret("p")}); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// Several hosts at once: one that fails does not stop the others, and the order
// stays.
func TestHostsSideBySide(t *testing.T) {
	var hosts []Host
	for _, name := range []string{"A", "B", "C"} {
		m := newMachine(name, `\Sync`)
		s := newServer(t, true, func(script Script, args string) string { return m.print(script, args) })
		hosts = append(hosts, open(t, s, func(w *WinRM) {
			if name == "B" {
				w.Password = migrate.NewSecret("wrong")
			}
		}))
	}
	looked := LookAtAll(t.Context(), hosts, nil)
	if looked[0].Err != nil || looked[0].Report.Host != "A" || looked[1].Err == nil || looked[2].Err != nil || looked[2].Report.Host != "C" {
		t.Errorf("%+v", looked)
	}
	if found := Judge(looked); found.Script != "scheduled" || len(found.Candidates) != 2 || found.Whole() {
		t.Errorf("%+v", found)
	}
}
