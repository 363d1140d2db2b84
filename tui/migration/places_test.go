package migration

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

func sees(context.Context, playbook.Probe, session.CheckInput, migrate.Report) (string, error) {
	return "", nil
}

// What locks a step names the key that unlocks it, and no command.
func TestBlockersNameTheirKeys(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"card-open": playbook.DoneConfirmed})
	d := newDriver(t, folder, session.Config{Machines: noMachines{}, Check: sees})
	d.m.SetSize(160, 80)
	d.at("token")
	d.shows(fmt.Sprintf("Press h at step %d, and scan until it is certain.", d.number(playbook.StepScriptStopped)),
		fmt.Sprintf("Turn off both in the Admin Console, then press a at step %d.", d.number(playbook.StepADSyncOff)),
		fmt.Sprintf("Press v at step %d.", d.number(playbook.StepNamesExact)))
	change := func(do func(*migration.State)) {
		t.Helper()
		if _, err := d.folder.Update(func(s *migration.State) (store.Entry, error) {
			do(s)
			return store.Entry{Kind: "test", Text: "x"}, nil
		}); err != nil {
			t.Fatal(err)
		}
		d.press("r")
	}
	change(func(s *migration.State) {
		migrationtest.Connect(s, migration.Comparison{Time: time.Now(), Exact: 1, Differs: 2})
		s.Playbook.Steps["ad-sync-off"] = playbook.Record{Status: playbook.DoneConfirmed, At: time.Now().Add(-time.Hour)}
		s.Facts["ad_sync"] = migration.Fact{Value: "full", Grade: migration.GradeConfirmed, Time: time.Now()}
		s.Facts["plan_scim"] = migration.Fact{Value: "no", Grade: migration.GradeConfirmed, Time: time.Now()}
	})
	d.shows("Rename them on Fix (3), then press v again.")
	if v := flat(d.view()); strings.Contains(v, "ad2scim ") {
		t.Errorf("a command is named:\n%s", d.view())
	}
	d = newDriver(t, folder, session.Config{})
	d.at("token")
	if v := flat(d.view()); strings.Contains(v, "ress h at") || strings.Contains(v, "press v at") {
		t.Errorf("a key is named that does nothing:\n%s", d.view())
	}
}

// If a key does what a command does, only the key is named.
func TestKeyComesBeforeTheCommand(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{Machines: noMachines{}, Check: sees})
	for id, want := range map[playbook.StepID]string{
		"script-disabled": "press h to do this here",
		"names-exact":     "rename on Fix (3); press v to check",
		"report":          "in a terminal: ad2scim report",
	} {
		d.at(id)
		d.press("enter")
		d.m.SetSize(160, 80)
		d.shows(want)
		if id == "report" && strings.Contains(d.view(), "to do this here") {
			t.Error("the report is not written here")
		}
		d.press("esc")
	}
	d = newDriver(t, folder, session.Config{})
	d.at(playbook.StepNamesExact)
	d.press("enter")
	d.m.SetSize(160, 80)
	if d.shows("rename on Fix (3)"); strings.Contains(d.view(), "in a terminal") {
		t.Errorf("a command is named beside the screen:\n%s", d.view())
	}
}

// The remedy of a failed check is phrased with the app's keys, and the record keeps only the
// finding.
func TestFailedCheckSaysWhatToDo(t *testing.T) {
	d := newDriverAtCheck(t, "script-disabled", "", func(context.Context, playbook.Probe, session.CheckInput,
		migrate.Report) (string,
		error,
	) {
		return "", &migrate.Problem{
			Class: migrate.Partial, What: "not done yet", Why: "the script is scheduled",
			Remedies: migrate.Remedies{{Kind: migrate.RemedyStop}},
		}
	})
	d.press("v")
	d.shows("✗ failed", "next press h at the script's step to disable it")
	if saw := d.state().Playbook.Steps["script-disabled"].Saw; saw != "the script is scheduled" {
		t.Errorf("noted: %q", saw)
	}
	d.press("esc")
	if strings.Contains(d.view(), "to disable it") {
		t.Errorf("it stays:\n%s", d.view())
	}
}

// How to undo a step names the app's keys, if they undo it.
func TestUndoNamesTheKeys(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{Machines: noMachines{}, Check: sees})
	for _, v := range d.s.Steps {
		if back := v.Step.WithWords(problem.Words).Back; strings.Contains(back, "ad2scim ") {
			t.Errorf("%s: %s", v.Step.ID, back)
		}
	}
	d.at(playbook.StepCardOpen)
	d.press("enter")
	d.m.SetSize(160, 80)
	d.shows("see Doctor (")
}

// The stop is verified on the sync host: v does nothing at that step, says what does, and isn't
// offered.
func TestTheStopIsNotCheckedWithV(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"script-disabled": playbook.DoneConfirmed})
	for name, c := range map[string]struct {
		config session.Config
		says   string
	}{
		"hosts can be reached": {
			session.Config{Machines: noMachines{}, Check: sees},
			"press h to check this on the sync host",
		},
		"they can't": {session.Config{Check: sees}, "run ad2scim sync verify in a terminal"},
	} {
		d := newDriver(t, folder, c.config)
		d.at(playbook.StepScriptStopped)
		if got := d.hints(); strings.Contains(got, "v check") {
			t.Errorf("%s: v is offered: %s", name, got)
		}
		refused := d.m.Update(screentest.Key("v"))
		if refused == nil {
			t.Fatalf("%s: v says nothing", name)
		}
		if n, ok := refused().(screen.Notice); !ok || !n.Wrong || !strings.Contains(n.Text, c.says) {
			t.Errorf("%s: v says %+v", name, n)
		}
		if d.m.check.task.Running() {
			t.Errorf("%s: v runs a check", name)
		}
	}
}
