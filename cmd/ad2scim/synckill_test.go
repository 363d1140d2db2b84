//go:build unix

package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"ad2scim/migrate/playbook"
)

// hunter kills the program at one point of its exchange with the host, and delays the host's
// answer until the program is dead.
type hunter struct {
	mu    sync.Mutex
	at    string // the point; "" for never
	count map[string]int
	seen  []string
	cmd   *exec.Cmd
	gone  chan bool
	shot  bool
}

// moment is called by the host. The name of a point includes a number, because each occurs
// several times.
func (h *hunter) moment(name string) {
	h.mu.Lock()
	h.count[name]++
	name = fmt.Sprint(name, " ", h.count[name])
	h.seen = append(h.seen, name)
	hit := name == h.at && !h.shot
	if hit {
		h.shot = true
		h.cmd.Process.Kill()
	}
	h.mu.Unlock()
	if hit {
		<-h.gone
	}
}

// hunt runs the program and kills it at a point. It returns the points that were reached.
func (w windows) hunt(t *testing.T, at, action string) (seen []string) {
	t.Helper()
	h := &hunter{at: at, count: map[string]int{}, cmd: w.command(action, "--yes"), gone: make(chan bool)}
	var out strings.Builder
	h.cmd.Stdout, h.cmd.Stderr = &out, &out
	w.server.Watch(h.moment)
	w.WatchChanges(func(done bool) { h.moment(fmt.Sprintf("change, done %v", done)) })
	h.mu.Lock()
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.mu.Unlock()
	err := h.cmd.Wait()
	close(h.gone)
	w.server.Watch(nil)
	w.WatchChanges(nil)
	if h.shot != (at != "") || h.shot != (h.cmd.ProcessState.ExitCode() == -1) || at == "" && err != nil {
		t.Fatalf("killed %v, %v: %s", h.shot, err, out.String())
	}
	return h.seen
}

// The program is killed at any request of stop or resume, or during the change. Of the scans
// before and after, every other request is covered, and all of them with "make kills". The next
// run reads the task again, reports its state, makes only what is missing, and enabled tasks
// can be resumed.
func TestSyncKilled(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	const path = `\Dashlane\Sync`
	setUp := func(t *testing.T, action string) windows {
		w := startWindows(t, "SRV1", path)
		if action == "resume" {
			w.sync(t, 0, "stop", "--yes")
		}
		return w
	}
	for action, enabled := range map[string]bool{"stop": false, "resume": true} {
		moments := setUp(t, action).hunt(t, "", action)
		if len(moments) < 15 {
			t.Fatalf("only %q", moments)
		}
		// The number of Receives depends on timing; the change itself is a point.
		moments = slices.DeleteFunc(moments, func(at string) bool { return strings.HasPrefix(at, "Receive") })
		change, over := slices.Index(moments, "Create 2"), slices.Index(moments, "Delete 2")
		if change < 0 || over < change {
			t.Fatalf("the change isn't among %q", moments)
		}
		for i, at := range moments {
			if os.Getenv(everyKill) == "" && (i < change || i > over) && i%2 == 1 {
				continue
			}
			t.Run(action+" killed at "+at, func(t *testing.T) {
				t.Parallel()
				w := setUp(t, action)
				before := w.Changes()
				w.hunt(t, at, action)
				made := w.Changes() - before
				if (w.Enabled(path) == enabled) != (made == 1) || made > 1 {
					t.Fatalf("%d changes, enabled %v", made, w.Enabled(path))
				}
				_, m := w.remembered(t)
				if known := len(m.Stopped) == 1 && len(m.Uncertain) == 0; action == "stop" && known && made == 0 {
					t.Error("the journal claims what was not done")
				}
				announced := len(m.Uncertain) == 1

				out, errOut := w.sync(t, 0, action, "--yes")
				if w.Enabled(path) != enabled || w.Changes()-before != 1 {
					t.Errorf("afterwards enabled is %v after %d changes: %s", w.Enabled(path), w.Changes()-before, out)
				}
				if made == 1 && !strings.Contains(out, "There is nothing to do") {
					t.Errorf("it is done, and it says %s", out)
				}
				if announced {
					want := map[bool]string{true: "the task is disabled now", false: "the task is enabled now"}[made == 1]
					if !strings.Contains(errOut, want) {
						t.Errorf("%q, want %q", errOut, want)
					}
				}
				_, m = w.remembered(t)
				if action == "stop" {
					w.stands(t, "disabled", string(playbook.DoneVerified))
					if len(m.Stopped) != 1 || len(m.Uncertain) != 0 {
						t.Errorf("%+v", m)
					}
					w.sync(t, 0, "resume", "--yes")
					if !w.Enabled(path) {
						t.Error("it is not brought back")
					}
				} else {
					w.stands(t, "scheduled", string(playbook.Failed))
					if len(m.Stopped)+len(m.Uncertain) != 0 {
						t.Errorf("%+v", m)
					}
				}
				w.secretsOnDisk(t)
			})
		}
	}
}
