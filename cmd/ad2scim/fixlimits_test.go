//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/scim/scimmytest"
)

// Ctrl+C ends the run after the current change, and running it again makes the rest.
func TestFixInterrupted(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	f.fix(t, 1, "plan", "--out", f.plan())
	slow := f.scim.Fault(scimmytest.Fault{Method: "PATCH", Times: -1, Skip: 2, DelayMilli: 400})
	cmd := exec.Command(program, append([]string{"fix", "apply", f.plan(), "--yes"}, f.flags...)...)
	cmd.Env = append(os.Environ(), f.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); slow() == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the run never reached its third change")
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // the status is checked below
	// On a slow computer, a change may be running that isn't answered in time.
	if status := cmd.ProcessState.ExitCode(); status != 4 ||
		!regexp.MustCompile(`[234] of 6 renamed,( 1 unknown,)? [123] not started`).Match(out.Bytes()) {
		t.Errorf("exit status %d: %s", status, out.String())
	}
	noTerminalSequences(t, out.String())
	f.scim.Heal()
	if r := f.result(t, 0, "apply", f.plan()); r.Remaining.Summary.Exact != 7 || r.Summary.Done+r.Summary.Skipped != 6 ||
		r.Summary.Skipped < 2 {
		t.Errorf("%+v", r.Summary)
	}
}

func TestFixRefusesMoreChangesThanWanted(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	before := f.names()
	f.fix(t, 1, "plan", "--out", f.plan())
	if _, errOut := f.fix(t, 2, "apply", f.plan(), "--yes", "--max-changes", "5"); !strings.Contains(errOut, "6") ||
		!slices.Equal(f.names(), before) {
		t.Error(errOut, f.names())
	}
	if r := f.result(t, 0, "apply", f.plan(), "--max-changes", "6"); r.Summary.Done != 6 {
		t.Errorf("%+v", r.Summary)
	}
}

// Of two runs, one is undone by its id.
func TestUndoOfOneRunAndOneSide(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	f.fix(t, 1, "plan", "--kind", "case", "--out", f.plan())
	f.result(t, 0, "apply", f.plan())
	first := f.names()
	if err := os.Remove(f.plan()); err != nil {
		t.Fatal(err)
	}
	f.fix(t, 1, "plan", "--kind", "spacing", "--out", f.plan())
	f.result(t, 0, "apply", f.plan())

	out := f.runs(t, "--format", "json")
	var list struct {
		Runs []struct{ Run string }
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list.Runs) != 2 {
		t.Fatal(err, out)
	}
	if r := f.result(t, 0, "undo", "--side", "ad"); r.Summary.Done != 0 {
		t.Errorf("nothing was changed in AD, and this was taken back: %+v", r.Summary)
	}
	if _, errOut := f.fix(t, 2, "undo", "--run", "no-such-run", "--yes"); !strings.Contains(errOut, "no-such-run") {
		t.Error(errOut)
	}
	if _, errOut := f.fix(t, 2, "undo", "--group", "Finnance Admins", "--yes"); !strings.Contains(errOut,
		"Finnance Admins") {
		t.Error("a group that is not there:", errOut)
	}
	second := list.Runs[1].Run
	if r := f.result(t, 0, "undo", "--run", second); r.Summary.Done == 0 || !slices.Equal(f.names(), first) {
		t.Errorf("%+v, %q", r.Summary, f.names())
	}
	if r := f.result(t, 0, "undo", "--side", "scim"); r.Summary.Done == 0 {
		t.Errorf("%+v", r.Summary)
	}
}

// If a side can't be reached or written to, the result says what happened.
func TestFixAtASideThatIsGoneOrReadOnly(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	f.fix(t, 1, "plan", "--out", f.plan())
	file := f
	file.flags = slices.Clone(f.flags)
	file.flags[3] = f.flags[1]
	if _, errOut := file.fix(t, 2, "apply", f.plan(), "--yes"); !strings.Contains(errOut, "ad.csv") {
		t.Error("a file is written:", errOut)
	}
	f.scim.Stop()
	if _, errOut := f.fix(t, 3, "apply", f.plan(), "--yes"); !strings.Contains(errOut, "127.0.0.1") {
		t.Error(errOut)
	}
}

// A comparison from before a change meets no requirement after it, nor after an undo.
func TestFixRemembersWhatItComparedAfterwards(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f := inFile(t, scimmytest.Options{}, variants)
	standing := func() (differs int) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(f.folder, "ws", "migration.json"))
		var state struct{ Comparison *struct{ Differs int } }
		if err == nil {
			err = json.Unmarshal(text, &state)
		}
		if err != nil {
			t.Fatal(err)
		}
		if state.Comparison == nil {
			return -1
		}
		return state.Comparison.Differs
	}
	f.fix(t, 1, "plan", "--out", f.plan())
	f.result(t, 0, "apply", f.plan())
	if got := standing(); got != 1 {
		t.Errorf("%d differ after the changes", got)
	}
	f.result(t, 0, "undo", "--dry-run")
	if got := standing(); got != 1 {
		t.Errorf("%d differ after a dry run", got)
	}
	f.result(t, 0, "undo")
	if got := standing(); got != 7 {
		t.Errorf("%d differ after undo", got)
	}
	slow := f.scim.Fault(scimmytest.Fault{Method: "PATCH", Times: -1, DelayMilli: 60_000})
	cmd := exec.Command(program, append([]string{"fix", "apply", f.plan(), "--yes"}, f.flags...)...)
	cmd.Env = append(os.Environ(), f.env...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); slow() == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the run never reached a change")
		}
	}
	cmd.Process.Kill()
	cmd.Wait()
	if got := standing(); got != -1 {
		t.Errorf("%d differ after a kill, of a comparison from before it", got)
	}
}
