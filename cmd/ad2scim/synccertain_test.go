//go:build unix

package main_test

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/playbook"
)

// It is certain once the interval of the task is over, and not before the moment
// that was told; then the runbook's step is verified. A task that wakes up takes
// it back.
func TestSyncVerifyBecomesCertain(t *testing.T) {
	t.Parallel()
	leftToFull(t)
	w := startWindows(t, "SRV1", `\Sync`)
	w.Every("PT15S")
	w.sync(t, 0, "stop", "--yes")
	var first, v verdict
	out, _ := w.sync(t, 1, "verify", "--format", "json")
	parse(t, out, &first)
	at, err := time.Parse(time.RFC3339, first.At)
	if err != nil || first.Certainty != "likely" {
		t.Fatalf("%v: %+v", err, first)
	}
	for end := time.Now().Add(2 * patience); v.Certainty != "certain"; time.Sleep(500 * time.Millisecond) {
		cmd := w.command("verify", "--format", "json")
		text, err := cmd.Output()
		status := cmd.ProcessState.ExitCode()
		if ended := (*exec.ExitError)(nil); err != nil && !errors.As(err, &ended) {
			t.Fatal(err)
		}
		if parse(t, string(text), &v); (status == 0) != (v.Certainty == "certain") || status > 1 {
			t.Fatalf("exit status %d: %s", status, text)
		}
		if v.Certainty == "certain" && time.Now().Before(at) {
			t.Errorf("certain before %s", first.At)
		}
		if time.Now().After(end) {
			t.Fatalf("never certain: %+v", v)
		}
	}
	if v.At != "" || v.Script != "disabled" || !strings.Contains(strings.Join(v.Reasons, "\n"),
		"unchanged for longer than its interval (15s)") {
		t.Errorf("%+v", v)
	}
	step := func(want playbook.Status) {
		t.Helper()
		state, _ := w.remembered(t)
		if got := state.Playbook.Steps["script-stopped"].Status; got != want {
			t.Errorf("the step script-stopped is %q, want %q", got, want)
		}
	}
	step(playbook.DoneVerified)
	if out, _ := w.sync(t, 0, "verify"); !strings.Contains(out, "AD sync has stopped: certain") {
		t.Error(out)
	}
	w.Set(`\Sync`, running())
	if out, _ := w.sync(t, 1, "verify"); !strings.Contains(out, "AD sync has not stopped yet") {
		t.Error(out)
	}
	step(playbook.Failed)
	w.secretsOnDisk(t)
}
