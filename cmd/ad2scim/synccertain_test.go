//go:build unix

package main_test

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/playbook"
)

// The stop becomes certain after the task's next start by the host's own clock, and the step is
// verified. A task that is enabled again undoes that.
func TestSyncVerifyBecomesCertain(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV1", `\Sync`)
	stopped := time.Now().UTC().Truncate(time.Second).Add(-48 * time.Hour)
	w.SetClock(stopped)
	w.sync(t, 0, "stop", "--yes")
	for _, c := range []struct {
		after     time.Duration
		status    int
		certainty string
	}{{0, 1, "likely"}, {time.Hour, 1, "likely"}, {time.Hour + time.Second, 0, "certain"}} {
		w.SetClock(stopped.Add(c.after))
		var v verdict
		out, _ := w.sync(t, c.status, "verify", "--format", "json")
		parse(t, out, &v)
		want := ""
		if c.certainty == "likely" {
			want = stopped.Add(time.Hour).Format(time.RFC3339)
		}
		if v.Certainty != c.certainty || v.At != want || v.Script != "disabled" {
			t.Errorf("%s after the stop: %+v", c.after, v)
		}
		if !strings.Contains(strings.Join(v.Reasons, "\n"), "only shows that nothing else started it") {
			t.Errorf("%q", v.Reasons)
		}
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
