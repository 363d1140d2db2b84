//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// faulty stands before a tenant and puts one fault into the way of a write.
type faulty struct {
	*httptest.Server
	tenant http.Handler
	kind   string // of fault; empty for none
	nth    int    // the write that it strikes

	mu     sync.Mutex
	armed  bool
	seen   int
	victim *os.Process
}

// faults are what can happen to a write.
var faults = []string{"401", "429", "503", "drop before", "drop after", "kill before", "kill after"}

func startFaulty(t *testing.T, tenant http.Handler, kind string, nth int) *faulty {
	f := &faulty{tenant: tenant, kind: kind, nth: nth}
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
	case "401", "503":
		w.WriteHeader(map[string]int{"401": 401, "503": 503}[f.kind])
	case "429":
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case "kill before", "kill after":
		f.victim.Kill() // SIGKILL; who started it waits for it
		panic(http.ErrAbortHandler)
	default:
		panic(http.ErrAbortHandler) // the connection is dropped
	}
}

func (f *faulty) strikes(r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	reads := r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token") || strings.HasSuffix(r.URL.Path, "/$batch")
	if !f.armed || reads {
		return false
	}
	f.seen++
	return f.seen == f.nth
}

// strike runs the program against the fault, and then lets told compare the
// journal with what the tenant holds.
func (m *migration) strike(t *testing.T, args []string, told func(*testing.T, []entry)) {
	t.Helper()
	if m.proxy.kind == "" {
		return
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(append(os.Environ(), "XDG_STATE_HOME="+t.TempDir()), m.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	m.proxy.mu.Lock() // no request comes before the victim is known
	err := cmd.Start()
	m.proxy.armed, m.proxy.seen, m.proxy.victim = true, 0, cmd.Process
	m.proxy.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // its status is looked at
	m.proxy.mu.Lock()
	struck := m.proxy.seen >= m.proxy.nth
	m.proxy.armed = false
	m.proxy.mu.Unlock()
	if !struck {
		t.Fatalf("%q: the fault never came: %s", args, out.String())
	}
	killed, status := strings.HasPrefix(m.proxy.kind, "kill"), cmd.ProcessState.ExitCode()
	if killed != (status == -1) || m.proxy.kind == "429" && status != 0 || m.proxy.kind == "401" && status == 0 {
		t.Errorf("%q: exit status %d after %s: %s", args[:2], status, m.proxy.kind, out.String())
	}
	noSecret(t, []string{m.samba.AdminPassword, m.scim.Token}, out.String())
	told(t, m.journal(t))
}

// entry is what the tests read of a line in the journal.
type entry struct {
	Seq  int64
	Kind string
	Data struct {
		ID, From, To, Result string // of fix
		Do, Group, State     string // of enable
		Step                 struct{ ID string }
		Intent               int64
	}
}

func (m *migration) journal(t *testing.T) []entry {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(m.folder, "ws", "journal.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	var all []entry
	for line := range bytes.Lines(text) {
		var head struct {
			Seq  int64
			Kind string
			Data json.RawMessage
		}
		if err := json.Unmarshal(line, &head); err != nil {
			continue // the last line, where the power went; the program repairs it
		}
		if !strings.HasPrefix(head.Kind, "fix-") && !strings.HasPrefix(head.Kind, "enable-") {
			continue
		}
		e := entry{Seq: head.Seq, Kind: head.Kind}
		if err := json.Unmarshal(head.Data, &e.Data); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		t.Fatal("the journal is empty")
	}
	return all
}

// namesAreTold compares what the journal says of renames with the tenant. A name
// that nothing is said of is as it was.
func (m *migration) namesAreTold(t *testing.T, journal []entry) {
	t.Helper()
	may := map[string][]string{} // the names that a group may have, by the journal
	for _, e := range journal {
		d := e.Data
		switch {
		case e.Kind == "fix-intent":
			may[d.ID] = []string{d.From, d.To}
		case e.Kind != "fix-result":
		case d.Result == "done":
			may[d.ID] = []string{d.To}
		case d.Result == "not-done":
			may[d.ID] = []string{d.From}
		}
	}
	for i, name := range hostile {
		id, want := m.ids[name], []string{wrong(i, name)}
		if i < late {
			want = []string{name}
		}
		if said, has := may[id]; has {
			want = said
		}
		if got := m.name(id); !slices.Contains(want, got) {
			t.Errorf("%q is %q at the provider, by the journal %q", name, got, want)
		}
	}
	if len(may) == 0 {
		t.Error("nothing is said of any change")
	}
}

// assignmentsAreTold compares what the journal says of assignments with the
// tenant.
func (m *migration) assignmentsAreTold(t *testing.T, journal []entry) {
	t.Helper()
	state := map[string]string{}
	for _, e := range journal {
		if e.Data.Do == "assign" {
			state[e.Data.Group] = e.Data.State
		}
	}
	for _, name := range hostile[:late] {
		id := m.ids[name]
		said, begun := state[id]
		is := m.assigned(id)
		if !begun && is || said == "done" && !is || said == "not-done" && is {
			t.Errorf("%q is assigned: %v, and the journal says %q", name, is, said)
		}
	}
	if len(state) == 0 {
		t.Error("nothing is said of any assignment")
	}
}

// stepsAreTold compares what the journal says of the sending step with what came
// to the SCIM provider.
func (m *migration) stepsAreTold(t *testing.T, journal []entry) {
	t.Helper()
	said, begun := "", false
	for _, e := range journal {
		if e.Data.Do == "apply" && e.Data.Step.ID == m.sends {
			said, begun = e.Data.State, true
		}
	}
	n := len(m.names())
	if !begun && n > 0 || said == "done" && n != len(m.ids) || said == "not-done" && n > 0 {
		t.Errorf("%d groups came, and the journal says %q (begun: %v)", n, said, begun)
	}
}
