//go:build unix

package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/fix/fixtest"
)

// killCell is one combination of a server, a fault and the next command.
type killCell struct {
	kind   fixtest.Kind
	answer fixtest.Answer
	made   bool
	then   string // undo or apply
}

func (c killCell) String() string {
	return fmt.Sprintf("%s/%s/made=%t/kill and %s", c.kind.Name, c.answer, c.made, c.then)
}

// TestKilledInTheMiddleOfARename kills the program (SIGKILL) after it has sent a rename: before
// the answer if the answer is lost, or else when it reads the group back. The next run, an undo
// or the same command, ends with the old or the new name, as its exit status says.
func TestKilledInTheMiddleOfARename(t *testing.T) {
	t.Parallel()
	var cells []killCell
	for _, kind := range fixtest.Kinds(nil) {
		for _, answer := range fixtest.Answers {
			cells = append(cells, killCell{kind, answer, true, "undo"})
		}
		cells = append(cells, killCell{kind, fixtest.Cut, false, "apply"})
	}
	var ran atomic.Int64
	t.Cleanup(func() {
		t.Logf("the program was killed in %d of %d cells", ran.Load(), len(cells))
		if !testing.Short() && ran.Load() != int64(len(cells)) || len(cells) < 60 {
			t.Errorf("%d of %d cells ran", ran.Load(), len(cells))
		}
	})
	for i, c := range cells {
		if testing.Short() && i%40 != 0 {
			continue
		}
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			c.run(t)
			ran.Add(1)
		})
	}
}

// hurry is the factor by which delays are shorter here than in the table.
const hurry = 20

func (c killCell) run(t *testing.T) {
	k := &killing{process: make(chan *os.Process, 1), died: make(chan struct{})}
	f := &fixtest.Faults{Answer: c.answer, Made: c.made, ReadsBack: true, Later: func(d time.Duration, do func()) {
		timer := time.AfterFunc(d/hurry, do)
		t.Cleanup(func() { timer.Stop() })
	}}
	if c.answer == fixtest.Cut {
		f.AfterWrite = k.kill
	} else {
		f.OnReadBack = k.kill
	}
	l := c.kind.Start(t, f)
	had := l.Members()
	p := newKillProgram(t, l)
	p.run(t, 1, "plan", "--out", p.plan, "--side", string(l.Side))

	var out strings.Builder
	cmd := p.command(t, "apply", p.plan, "--yes")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	k.process <- cmd.Process
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("it was not killed: %v\n%s", err, &out)
	}
	close(k.died)
	f.Heal()
	want, args := l.Before, []string{"undo", "--yes"}
	if c.then == "apply" {
		want, args = l.After, []string{"apply", p.plan, "--yes"}
	}
	p.run(t, 0, args...)
	for range 100 { // the other domain controller replicates the change a moment later
		if !slices.ContainsFunc(l.Names(), func(name string) bool { return name != want }) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, name := range l.Names() {
		if name != want {
			t.Errorf("the status is 0, and the group is %q, not %q", l.Names(), want)
		}
	}
	if now := l.Members(); !slices.Equal(had, now) {
		t.Errorf("the members were %q and are %q", had, now)
	}
}

// killing kills one process, once.
type killing struct {
	process chan *os.Process // receives the process when it has started
	once    sync.Once
	died    chan struct{}
}

// kill kills the process and returns when it is dead, so that no later answer reaches it.
func (k *killing) kill() {
	k.once.Do(func() { (<-k.process).Kill() })
	select {
	case <-k.died:
	case <-time.After(patience):
	}
}

// killProgram runs the program in a lab.
type killProgram struct {
	lab        *fixtest.Lab
	plan, home string
	flags      []string
}

func newKillProgram(t *testing.T, l *fixtest.Lab) *killProgram {
	dir := t.TempDir()
	file := filepath.Join(dir, "names.csv")
	text := "id,name\nx-1," + l.After + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &killProgram{lab: l, plan: filepath.Join(dir, "plan.json"), home: dir}
	c := l.Connection
	if l.Side == migrate.AD {
		p.flags = []string{"--ad", c.Location, "--ad-user", c.User, "--ad-ca", c.CAFile, "--scim", file}
	} else {
		p.flags = []string{"--scim", c.Location, "--ad", file}
	}
	p.flags = append(p.flags, "--workspace", filepath.Join(dir, "ws"))
	return p
}

func (p *killProgram) command(t *testing.T, args ...string) *exec.Cmd {
	return p.start(t, slices.Concat([]string{"fix"}, args, p.flags)...)
}

func (p *killProgram) start(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+p.home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	cmd.Env = append(cmd.Env, p.lab.Env...)
	return cmd
}

// run runs a fix command, checks its exit status, and returns its output.
func (p *killProgram) run(t *testing.T, want int, args ...string) string {
	t.Helper()
	return finished(t, want, p.command(t, args...))
}

// runs runs fix undo --list, checks its exit status, and returns its output.
func (p *killProgram) runs(t *testing.T, want int) string {
	t.Helper()
	workspace := p.flags[len(p.flags)-2:]
	return finished(t, want, p.start(t, slices.Concat([]string{"fix", "undo", "--list"}, workspace)...))
}

func finished(t *testing.T, want int, cmd *exec.Cmd) string {
	t.Helper()
	out, _ := cmd.CombinedOutput()
	if status := cmd.ProcessState.ExitCode(); status != want {
		t.Fatalf("%s: status %d, not %d\n%s", strings.Join(cmd.Args[1:], " "), status, want, out)
	}
	return string(out)
}
