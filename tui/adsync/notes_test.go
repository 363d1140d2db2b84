package adsync

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// If both syncs are on, the note says how to turn one of them off with this view's keys, where
// h does nothing and u prepares to resume AD sync.
func TestNotesSayThatBothSyncsAreLive(t *testing.T) {
	t.Parallel()
	state := migration.State{Facts: map[string]migration.Fact{string(doctor.SCIMSelfHosted): {Value: doctor.On}}}
	both := state.BothLive()
	for job, disable := range map[playbook.Job]string{
		playbook.JobDisableScript: "Press r to scan, and disable the script's tasks",
		playbook.JobVerifyScript:  "Press esc until the steps are shown, then h at the step that disables the script's tasks",
	} {
		want := "so stop one of them now. " + disable + ", or turn SCIM off at the identity provider and at " +
			"Dashlane, press esc until the steps are shown, then u at each step that turned it on"
		v := &Syncing{job: job}
		if got := v.notesOf(operation.SyncScan{BothLive: both}); len(got) != 1 || !strings.HasSuffix(got[0], want) {
			t.Errorf("%s: %q, want %q", job, got, want)
		}
	}
	if next := both.Advice().String(); !strings.HasPrefix(next,
		"disable the script's tasks with ad2scim sync stop, or turn ") {
		t.Errorf("on the command line: %s", next)
	}
	if none := (migration.State{}).BothLive(); none != nil {
		t.Error(none)
	}
}

// A result with an unchanged task isn't reported as done.
func TestNotesSayWhatAResultLeftUndone(t *testing.T) {
	t.Parallel()
	change := &operation.SyncChange{Host: "SRV1"}
	undone := &migrate.Problem{What: "the task is not in the expected state", Why: "Access is denied"}
	for want, n := range map[string]operation.NotedByHand{
		"is recorded as done by hand":   {Change: change},
		"is not in the expected state":  {Change: change, Incomplete: undone},
		"SRV1 was still running: wait ": {Change: change, Running: true},
	} {
		all := strings.Join((&Syncing{}).notesOf(operation.SyncScan{ByHand: []operation.NotedByHand{n}}), "\n")
		if !strings.Contains(all, want) || n.Incomplete != nil && strings.Contains(all, "done by hand") {
			t.Errorf("%+v: %q", n, all)
		}
	}
}
