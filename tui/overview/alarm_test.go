package overview

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/session"
)

// Overview shows the alarm exactly when ad2scim status does, and its pipes show why.
func TestAlarmIsThatOfStatus(t *testing.T) {
	early, late := time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
	raised, n := 0, 0
	steps := []map[playbook.StepID]playbook.Record{nil}
	for _, id := range []playbook.StepID{"script-disabled", "script-stopped"} {
		for _, status := range []playbook.Status{playbook.DoneVerified, playbook.DoneConfirmed, playbook.Failed} {
			for _, at := range []time.Time{early, late} {
				steps = append(steps, map[playbook.StepID]playbook.Record{
					id: {Status: status, At: at, Forced: status == playbook.DoneConfirmed},
				})
			}
		}
	}
	for _, script := range []string{"", "running", "scheduled", "disabled", "absent", "unknown"} {
		for _, grade := range []migration.Grade{migration.GradeVerified, migration.GradeConfirmed, migration.GradeUnknown} {
			for _, scim := range []string{"", "scim_self_hosted=on", "scim_confidential=on", "scim_self_hosted=off"} {
				for _, done := range steps {
					if n++; testing.Short() && n%29 != 0 { // coprime with the number of values of every axis
						continue
					}
					st := migration.State{
						Path: "self-hosted", IdP: "okta", Facts: map[string]migration.Fact{},
						Playbook: playbook.State{Steps: done},
					}
					if script != "" {
						st.Facts["ad_sync_script"] = migration.Fact{Value: script, Grade: grade, Time: early.Add(30 * time.Minute)}
					}
					if name, value, ok := strings.Cut(scim, "="); ok {
						st.Facts[name] = migration.Fact{Value: value, Grade: migration.GradeConfirmed, Time: early}
					}
					if sameAlarm(t, fmt.Sprintf("script %s (%s), %s, steps %v", script, grade, scim, done), st) {
						raised++
					}
				}
			}
		}
	}
	if raised == 0 {
		t.Error("no alarm is raised at all")
	}
}

// sameAlarm compares the screen with status, and reports whether the alarm is shown.
func sameAlarm(t *testing.T, name string, st migration.State) bool {
	t.Helper()
	w, err := st.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	want := w.Progress(st.Context(w)).Alarm != ""
	s := session.New(t.Context(), session.Config{})
	s.Update(session.WorkspaceLoaded{State: st})
	view := draw(s, 80, 21)
	if strings.Contains(view, "BOTH SYNCS ARE LIVE") != want {
		t.Fatalf("%s: status raises the alarm: %v; the screen is\n%s", name, want, view)
	}
	if want && (s.State.ScriptLive != migration.ActivityRunning || !slices.Contains([]migration.Activity{
		migration.ActivitySwitchedOn,
		migration.ActivityRunning,
	}, s.State.SCIMLive)) {
		t.Fatalf("%s: the alarm is shown above pipes that contradict it:\n%s", name, view)
	}
	return want
}
