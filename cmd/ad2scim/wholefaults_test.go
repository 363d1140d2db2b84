//go:build unix

package main_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fault is what happens to one write of each run.
type fault struct {
	kind string // empty for none
	nth  int    // the number of the write
	// start selects the request that makes the tenant send, instead of the nth write.
	start bool
}

func (f fault) String() string {
	if f.start {
		return f.kind + " at the start"
	}
	return f.kind
}

// faultsFor lists the faults to try, the first of which is none. At Entra, sending starts with
// one request, which has its own faults.
func faultsFor(idp, path string) []fault {
	all := []fault{{}}
	kinds := []string{"401", "429", "500", "503", "drop before", "drop after", "kill before", "kill after"}
	if path == "confidential" {
		kinds = []string{"401", "drop after", "kill after"}
	}
	for i, kind := range kinds {
		all = append(all, fault{kind: kind, nth: 1 + i%late})
		if path == "self-hosted" && (idp == "entra" || idp == "pingone") {
			all = append(all, fault{kind: kind, nth: 1, start: true})
		}
	}
	return all
}

// faulty is a proxy that puts a fault into a tenant's writes.
type faulty struct {
	*httptest.Server
	fault
	tenant http.Handler

	mu     sync.Mutex
	armed  bool
	only   func(*http.Request) bool // the writes that count; nil for all
	seen   int
	victim *os.Process
	struck string // the affected request
	at     time.Time
	again  time.Duration // the delay until it was repeated
}

// retryAfter is the Retry-After of a 429.
const retryAfter = time.Second

func startFaulty(t *testing.T, tenant http.Handler, kind fault) *faulty {
	f := &faulty{tenant: tenant, fault: kind}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !f.strikes(r) {
		f.tenant.ServeHTTP(w, r)
		return
	}
	if strings.HasSuffix(f.kind, "after") {
		f.tenant.ServeHTTP(httptest.NewRecorder(), r)
	}
	switch f.kind {
	case "401", "500", "503":
		w.WriteHeader(map[string]int{"401": 401, "500": 500, "503": 503}[f.kind])
	case "429":
		w.Header().Set("Retry-After", strconv.Itoa(int(retryAfter.Seconds())))
		w.WriteHeader(http.StatusTooManyRequests)
	case "kill before", "kill after":
		f.victim.Kill() // SIGKILL; the caller waits for the process
		panic(http.ErrAbortHandler)
	default:
		panic(http.ErrAbortHandler) // the connection is dropped
	}
}

func (f *faulty) strikes(r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	reads := r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token") || strings.HasSuffix(r.URL.Path,
		"/$batch")
	if !f.armed || reads || f.only != nil && !f.only(r) {
		return false
	}
	this := r.Method + " " + r.URL.Path
	if f.struck == this && f.again == 0 {
		f.again = time.Since(f.at)
	}
	f.seen++
	if f.seen != f.nth {
		return false
	}
	f.struck, f.at = this, time.Now()
	return true
}

// strike runs the program with the fault, and then lets told compare the journal with the
// tenant.
func (m *wholeMigration) strike(t *testing.T, args []string, told func(*testing.T, []entry)) {
	t.Helper()
	if !m.proxy.start {
		m.struck(t, args, nil, told)
	}
}

// strikeStart is strike for the request that makes the tenant send.
func (m *wholeMigration) strikeStart(t *testing.T, args []string, told func(*testing.T, []entry)) {
	t.Helper()
	m.struck(t, args, m.starts, told)
}

func (m *wholeMigration) struck(t *testing.T, args []string, only func(*http.Request) bool,
	told func(*testing.T, []entry),
) {
	t.Helper()
	f := m.proxy
	if f.kind == "" {
		return
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(append(os.Environ(), "XDG_STATE_HOME="+t.TempDir()), m.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	f.mu.Lock() // no request may arrive before the process is known
	err := cmd.Start()
	f.armed, f.only, f.seen, f.struck, f.again, f.victim = true, only, 0, "", 0, cmd.Process
	f.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // the status is checked below
	f.mu.Lock()
	struck, again := f.struck, f.again
	f.armed = false
	f.mu.Unlock()
	if struck == "" {
		t.Fatalf("%q: the fault never came: %s", args, out.String())
	}
	status, wrong := cmd.ProcessState.ExitCode(), false
	switch f.kind {
	case "429":
		wrong = status != 0 || again < retryAfter
	case "401":
		wrong = (status == 0) != m.renews
	case "kill before", "kill after":
		wrong = status != -1
	default:
		wrong = status != 0 && status != 3 && status != 4
	}
	if wrong {
		t.Errorf("%q: exit status %d after %s at %s, which came again after %s: %s", args[:2], status, f.kind, struck, again,
			out.String())
	}
	noSecret(t, append(m.secrets(), m.samba.AdminPassword, m.scim.Token), out.String())
	told(t, m.journal(t))
	m.checkReport(t)
}
