package adsync

import (
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync/winrmtest"
	"ad2scim/migrate/runtest"
)

// serve runs a server on which each script is answered by a Go function.
func serve(t *testing.T, withTLS bool, answer func(Script, string) string) *winrmtest.Server {
	return winrmtest.Start(t, withTLS, func(code, args string) string {
		for _, s := range []Script{FindScript, StopScript, ResumeScript} {
			if s.text() == code {
				return answer(s, args)
			}
		}
		return "another script"
	})
}

func open(t *testing.T, s *winrmtest.Server, change func(*WinRM)) Host {
	t.Helper()
	w := WinRM{
		Address: s.Listener.Addr().String(), User: s.Domain + `\` + s.User, Password: migrate.NewSecret(s.Password),
		HTTP: s.TLS == nil,
	}
	if s.TLS != nil {
		w.CAFile = s.WriteCA(t)
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

// A certificate authority's file may be of any kind that Windows exports.
func TestWinRMTakesAnAuthorityInBinaryForm(t *testing.T) {
	s := serve(t, true, func(Script, string) string { return "{}" })
	text, err := os.ReadFile(s.WriteCA(t))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	file := filepath.Join(t.TempDir(), "ca.cer")
	for content, why := range map[string]string{string(block.Bytes): "", "none": "no certificate"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		w := WinRM{Address: s.Listener.Addr().String(), User: `A\b`, Password: migrate.NewSecret("p"), CAFile: file}
		if _, err := NewWinRM(w); (err == nil) != (why == "") || err != nil && !strings.Contains(err.Error(), why) {
			t.Errorf("want %q: %v", why, err)
		}
		w.CAFile += "-gone"
		if _, err := NewWinRM(w); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "no such file") {
			t.Error(err)
		}
	}
}

// A look and a change of hostile tasks over both kinds of connection: what goes
// in comes out, shells are closed, and neither the password nor, without TLS,
// anything of the envelope is on the wire.
func TestWinRM(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		m := newMachine("SRV1", hostile...)
		s := serve(t, withTLS, func(script Script, args string) string { return m.print(script, args) })
		s.OffersBasic = true
		h := open(t, s, nil)
		report, err := Scan(t.Context(), h)
		if err != nil {
			t.Fatal(err)
		}
		if len(Candidates(report, Memory{})) != len(hostile) {
			t.Fatalf("TLS %v: %d candidates", withTLS, len(Candidates(report, Memory{})))
		}
		var log runtest.Output
		out, err := h.Run(migrate.WithTrace(t.Context(), migrate.NewTrace(&log)), StopScript, Arguments{Tasks: hostile})
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
		for _, want := range []string{
			`msg="PowerShell script" n=1 host=` + h.String() + ` script=stop tasks="`, `msg="WinRM request" n=2 url=http`,
			`sign_in=ntlm`, `status=200 bytes=`, `msg="PowerShell script answer" n=1`,
		} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%q is not in the log:\n%s", want, log.String())
			}
		}
		if strings.Contains(log.String(), s.Password) || strings.Contains(log.String(), "Envelope") {
			t.Error("the log holds a password or what a script sends:\n" + log.String())
		}
		wire := s.Wire()
		if strings.Contains(wire, s.Password) || strings.Contains(wire, "Basic ") {
			t.Error("the password is on the wire")
		}
		if !withTLS && strings.Contains(wire, "Envelope") {
			t.Error("an envelope is on the wire")
		}
		if opened, closed := s.Shells(); opened != 2 || closed != 2 {
			t.Errorf("%d shells were opened, %d closed", opened, closed)
		}
	}
}

// A connection that is left after the sign-in is no refusal: the next one is signed in too.
func TestWinRMSignsInAgainOnAnotherConnection(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		m := newMachine("SRV1", hostile...)
		s := serve(t, withTLS, func(script Script, args string) string { return m.print(script, args) })
		var signIns atomic.Int32
		host := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if ntlmKind(r) == 3 && signIns.Add(1)%3 == 1 {
				w.Header().Set("Connection", "close")
			}
			host.ServeHTTP(w, r)
		})
		report, err := Scan(t.Context(), open(t, s, nil))
		if err != nil || len(Candidates(report, Memory{})) != len(hostile) {
			t.Errorf("TLS %v: %v after %d sign-ins", withTLS, err, signIns.Load())
		}
		if opened, closed := s.Shells(); opened != 1 || closed != 1 {
			t.Errorf("TLS %v: %d shells were opened, %d closed", withTLS, opened, closed)
		}
	}
}

// A wrong password is sent once, whatever happens to connections before it: a domain locks an
// account after a few wrong ones.
func TestWinRMSendsAWrongPasswordOnce(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		for _, closed := range []byte{0, 1} { // after the plain request, after the negotiate message
			s := serve(t, withTLS, func(Script, string) string { return "{}" })
			var judged, left atomic.Int32
			var negotiated sync.Map // by the client's address: a password is judged after it alone
			host := s.Config.Handler
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				kind := ntlmKind(r)
				if kind == closed && left.Add(1) == 1 {
					w.Header().Set("Connection", "close")
				}
				if kind == 1 {
					negotiated.Store(r.RemoteAddr, true)
				} else if _, ready := negotiated.Load(r.RemoteAddr); kind == 3 && ready {
					judged.Add(1)
				}
				host.ServeHTTP(w, r)
			})
			_, err := Scan(t.Context(), open(t, s, func(w *WinRM) { w.Password = migrate.NewSecret("wrong-one") }))
			if migrate.ClassOf(err) != migrate.Unreachable || !strings.Contains(err.Error(), "refused the account") {
				t.Errorf("TLS %v, closed after %d: %v", withTLS, closed, err)
			}
			if judged.Load() != 1 {
				t.Errorf("TLS %v, closed after %d: the host judged %d wrong passwords", withTLS, closed, judged.Load())
			}
		}
	}
}

// ntlmKind is the kind of NTLM message in a request; 0 where it has none.
func ntlmKind(r *http.Request) byte {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Negotiate ")
	message, _ := base64.StdEncoding.DecodeString(token) // what is none is no sign-in
	if len(message) <= 8 {
		return 0
	}
	return message[8]
}

func TestWinRMRefuses(t *testing.T) {
	answer := func(Script, string) string { return "{}" }
	look := func(h Host) string {
		_, err := Scan(t.Context(), h)
		if migrate.ClassOf(err) != migrate.Unreachable {
			t.Errorf("%v", err)
			return ""
		}
		return err.Error()
	}
	for _, withTLS := range []bool{true, false} {
		s := serve(t, withTLS, answer)
		if got := look(open(t, s, func(w *WinRM) { w.Password = migrate.NewSecret("wrong-one") })); !strings.Contains(got,
			"refused the account") || strings.Contains(got, "wrong-one") {
			t.Error(got)
		}
	}
	if got := look(open(t, serve(t, true, answer), func(w *WinRM) { w.CAFile = "" })); !strings.Contains(got,
		"--host-ca") {
		t.Error(got)
	}
	const sign, seal = 0x10, 0x20
	for _, without := range []uint32{sign | seal, seal} {
		s := serve(t, false, answer)
		s.Without = without
		if got := look(open(t, s, nil)); got == "" || strings.Contains(s.Wire(), "Envelope") {
			t.Errorf("without %#x: %s; sent: %s", without, got, s.Wire())
		}
	}
	if _, err := NewWinRM(WinRM{Address: "h", HTTP: true, Auth: "kerberos"}); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
	for _, address := range []string{"", "https://h", "u@h", "h:x", "h:70000"} {
		if _, err := NewWinRM(WinRM{Address: address, User: "u", Password: migrate.NewSecret("p")}); migrate.ClassOf(
			err) != migrate.BadInput {
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
		s := serve(t, true, func(script Script, args string) string { return m.print(script, args) })
		hosts = append(hosts, open(t, s, func(w *WinRM) {
			if name == "B" {
				w.Password = migrate.NewSecret("wrong")
			}
		}))
	}
	looked := ScanHosts(t.Context(), hosts, nil)
	if looked[0].Err != nil || looked[0].Report.Host != "A" || looked[1].Err == nil || looked[2].Err != nil ||
		looked[2].Report.Host != "C" {
		t.Errorf("%+v", looked)
	}
	if found := Assess(looked, Memory{}); found.Script != "scheduled" || len(found.Candidates) != 2 || found.Whole() {
		t.Errorf("%+v", found)
	}
}
