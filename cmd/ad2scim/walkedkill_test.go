//go:build unix

package main_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// everyKill is the variable that enables all kills, as in "make kills". Without it, each
// command has only a few.
const everyKill = "AD2SCIM_EVERY_KILL"

// killer is a proxy that counts the requests and kills the program at one of them.
type killer struct {
	tenant http.Handler

	mu     sync.Mutex
	seen   int
	writes []int // indexes of seen that may write
	at     int   // the number of the request to kill at, from 1; 0 for none
	after  bool  // kill after the tenant has answered; the answer is lost
	victim *os.Process
	died   chan struct{} // closed when the program is dead
	struck string        // the request at which it was killed
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock() // serialized, so that every run has the same order
	defer k.mu.Unlock()
	k.seen++
	if !reads(r) {
		k.writes = append(k.writes, k.seen)
	}
	if k.seen != k.at {
		k.tenant.ServeHTTP(w, r)
		return
	}
	k.struck = r.Method + " " + r.URL.Path
	if k.after {
		k.tenant.ServeHTTP(httptest.NewRecorder(), r)
	}
	k.victim.Kill()
	select {
	case <-k.died:
	case <-time.After(patience):
	}
	panic(http.ErrAbortHandler)
}

// reads reports whether a request certainly writes nothing.
func reads(r *http.Request) bool {
	return r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/token") || strings.HasSuffix(r.URL.Path,
		"/$batch")
}

// aKill is a point at which the program is killed: the number of a request, from 1, and whether
// before or after it is processed.
type aKill struct {
	at    int
	after bool
}

// kills returns the kills for a command with n requests: all of them, or one after a write
// whose answer is lost and one before a write. Under -short, only the first of the two.
func kills(n int, writes []int) (all []aKill) {
	if os.Getenv(everyKill) != "" {
		for i := range 2 * n {
			all = append(all, aKill{1 + i/2, i%2 == 1})
		}
		return all
	}
	if len(writes) == 0 {
		writes = []int{n}
	}
	all = []aKill{{writes[len(writes)/2], true}, {writes[len(writes)-1], false}}
	if testing.Short() {
		return all[:1]
	}
	return all
}

// kill runs a command and kills it (SIGKILL) at a request.
func (w *walk) kill(t *testing.T, at int, after bool, args []string) {
	t.Helper()
	k, cmd := w.killer, w.command(args...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	k.mu.Lock() // no request may arrive before the process is known
	k.seen, k.at, k.after, k.died = 0, at, after, make(chan struct{})
	err := cmd.Start()
	k.victim = cmd.Process
	k.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	close(k.died)
	k.mu.Lock()
	k.at = 0
	k.mu.Unlock()
	if err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("it was not killed at request %d: %v\n%s", at, err, &out)
	}
	noSecret(t, []string{enableToken}, out.String())
}

// requests runs an undisturbed command, and returns the number of its requests, its output and
// its status.
func (w *walk) requests(t *testing.T, args []string) (count int, out string, status int) {
	t.Helper()
	w.killer.seen, w.killer.writes = 0, nil
	out, status = w.says(t, args...)
	return w.killer.seen, out, status
}

// TestKilledAtEveryRequest kills the program (SIGKILL) at each of its requests to the provider,
// before the request is processed and before its answer. Running the same command again ends
// with the same state and status as an undisturbed run.
func TestKilledAtEveryRequest(t *testing.T) {
	t.Parallel()
	var made, requests atomic.Int64
	t.Cleanup(func() {
		t.Logf("the program was killed %d times, at %d different requests", made.Load(), requests.Load())
	})
	commands := killedCommands
	if testing.Short() {
		commands = commands[:1]
	}
	eachWalk(t, func(t *testing.T, p walkedProvider, path string) {
		workspace := p.prepared(t, path)
		for _, c := range commands {
			if c.name == "assign" && p.idp == "pingone" && path == "confidential" {
				continue // there, an assigned group is sent by SCIM
			}
			c.killed(t, p, path, workspace, &made, &requests)
		}
	})
}

// killedCommand is a command to kill, and the command that must run before it.
type killedCommand struct {
	name         string
	before, args func(*walk) []string
	// planned means that the result must match the plan.
	planned bool
}

var killedCommands = []killedCommand{
	{"apply", nil, (*walk).apply, true},
	{"try", (*walk).apply, (*walk).trying, false},
	{"assign", nil, (*walk).assigning, false},
	{"users", nil, (*walk).users, false},
	{"disable", (*walk).apply, (*walk).disable, false},
}

func (c killedCommand) begin(t *testing.T, p walkedProvider, path, workspace string) *walk {
	t.Helper()
	w := p.begin(t, path, workspace)
	if c.before != nil {
		if out, status := w.says(t, c.before(w)...); status != 0 {
			t.Fatalf("before: %d: %s", status, out)
		}
	}
	return w
}

func (c killedCommand) killed(t *testing.T, p walkedProvider, path, workspace string, made, requests *atomic.Int64) {
	calm := c.begin(t, p, path, workspace)
	if c.name == "try" && calm.trial == "" || c.name == "users" && calm.person == "" {
		return
	}
	var planned []string
	if c.planned {
		planned = calm.plan(t)
	}
	n, out, status := calm.requests(t, c.args(calm))
	writes := calm.killer.writes
	if status != 0 && status != 4 || n == 0 {
		t.Fatalf("%s: status %d after %d requests: %s", c.name, status, n, out)
	}
	if c.planned {
		if wrong := calm.asPlanned(planned, calm.plan(t)); len(wrong) > 0 {
			t.Errorf("%s: not as planned: %q", c.name, wrong)
		}
	}
	want := calm.state()
	requests.Add(int64(n))
	for _, k := range kills(n, writes) {
		t.Run(fmt.Sprintf("%s/request %d/made=%t", c.name, k.at, k.after), func(t *testing.T) {
			t.Parallel()
			w := c.begin(t, p, path, workspace)
			w.kill(t, k.at, k.after, c.args(w))
			made.Add(1)
			out, got := w.says(t, c.args(w)...)
			if now := w.state(); now != want || got != status && !c.hadFinished(got, out) {
				t.Errorf("killed at %s, and given again: status %d, not %d\n%s\nis   %s\nwant %s", w.struck, got, status, out,
					now, want)
			}
		})
	}
}

// hadFinished reports whether a run found that the killed one had done everything.
func (c killedCommand) hadFinished(status int, out string) bool {
	return c.name == "disable" && status == 2 && strings.Contains(out, "nothing to undo")
}
