package migration_test

import (
	"testing"
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// What runs is what the requirements go by; nothing is assumed.
func TestSyncs(t *testing.T) {
	t.Parallel()
	done := func(ids ...playbook.StepID) map[playbook.StepID]playbook.Record {
		all := map[playbook.StepID]playbook.Record{}
		for _, id := range ids {
			all[id] = playbook.Record{Status: playbook.DoneVerified, At: time.Now()}
		}
		return all
	}
	type facts map[doctor.Fact]string
	for name, c := range map[string]struct {
		steps        map[playbook.StepID]playbook.Record
		facts        facts
		script, scim migration.Activity
		both         bool
	}{
		"nothing":         {},
		"scheduled":       {facts: facts{doctor.ADSyncScript: "scheduled"}, script: migration.ActivityRunning},
		"disabled":        {facts: facts{doctor.ADSyncScript: "disabled"}, script: migration.ActivityDisabled},
		"stopped":         {steps: done(playbook.StepScriptStopped), script: migration.ActivityStopped},
		"AD sync is off":  {facts: facts{doctor.ADSync: doctor.Off}, script: migration.ActivityStopped},
		"SCIM is on":      {steps: done(playbook.StepSwitchOn), scim: migration.ActivitySwitchedOn},
		"SCIM sends":      {steps: done(playbook.StepSwitchOn, playbook.StepIDPStarted), scim: migration.ActivityRunning},
		"one SCIM is off": {facts: facts{doctor.SCIMSelfHosted: doctor.Off}},
		"both SCIM are off": {
			facts: facts{doctor.SCIMSelfHosted: doctor.Off, doctor.SCIMConfidential: doctor.Off},
			scim:  migration.ActivityStopped,
		},
		"both live": {
			facts:  facts{doctor.ADSyncScript: "running", doctor.SCIMSelfHosted: doctor.On},
			script: migration.ActivityRunning, scim: migration.ActivitySwitchedOn, both: true,
		},
	} {
		state := migration.State{
			Path: playbook.SelfHosted, IdP: playbook.Okta, Playbook: playbook.State{Steps: c.steps},
			Facts: map[string]migration.Fact{},
		}
		for k, v := range c.facts {
			state.Facts[string(k)] = migration.Fact{Value: v, Grade: migration.GradeConfirmed, Time: time.Now()}
		}
		p := state.Status(nil, evidence.About{}, time.Time{}).Syncs
		if p.ScriptActivity != c.script || p.SCIMActivity != c.scim || p.BothActive != c.both {
			t.Errorf("%s: the script %d, SCIM %d, both %v", name, p.ScriptActivity, p.SCIMActivity, p.BothActive)
		}
	}
}

// A comparison that is shown counts in place of the remembered one, with a path and without;
// what is remembered stays as it is.
func TestStatusUsesShownComparison(t *testing.T) {
	t.Parallel()
	differ := &diff.Result{ADGroups: 1, SCIMGroups: 1, Summary: diff.Summary{Differs: 1}}
	exact := &diff.Result{ADGroups: 1, SCIMGroups: 1, Summary: diff.Summary{Exact: 1}}
	state := migration.State{Comparison: &migration.Comparison{Exact: 1, Time: time.Now()}}
	if !state.Status(nil, evidence.About{}, time.Time{}).NamesExact {
		t.Error("the remembered comparison is exact")
	}
	if state.Status(differ, evidence.About{}, time.Now()).NamesExact {
		t.Error("a name differs on the screen")
	}
	state.Comparison = &migration.Comparison{Differs: 1, Time: time.Now()}
	if !state.Status(exact, evidence.About{}, time.Now()).NamesExact || state.Comparison.Differs != 1 {
		t.Errorf("the names are exact on the screen, and what is remembered is %+v", state.Comparison)
	}
	state.Path, state.IdP = "sideways", playbook.Okta
	if s := state.Status(nil, evidence.About{}, time.Time{}); s.Runbook != nil || s.RunbookErr == nil {
		t.Error("a path that isn't known here is taken")
	}
}
