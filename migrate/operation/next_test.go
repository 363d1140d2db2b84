package operation

import (
	"slices"
	"testing"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// What comes next is the alarm, then the runbook, then what a comparison needs, then the
// names.
func TestWhatNext(t *testing.T) {
	t.Parallel()
	none := migration.Status{}
	walked := func(status playbook.Status, ids ...playbook.StepID) migration.Status {
		steps := map[playbook.StepID]playbook.Record{}
		for _, id := range ids {
			steps[id] = playbook.Record{Status: status}
		}
		s := migration.State{Path: playbook.SelfHosted, IdP: playbook.Okta, Playbook: playbook.State{Steps: steps}}
		return s.Status(nil, evidence.About{}, s.CompareAfter)
	}
	all := walked("")
	var every []playbook.StepID
	for _, v := range all.Steps {
		every = append(every, v.Step.ID)
	}
	atNames := walked(playbook.NotNeeded, every[:slices.Index(every, playbook.StepNamesExact)]...)
	both := all
	both.Syncs.BothActive = true
	differ := &diff.Result{Summary: diff.Summary{Differs: 1, Conflicts: 1, Conflict: 2}}
	exact := &diff.Result{Summary: diff.Summary{Exact: 1}}
	for name, c := range map[string]struct {
		now   migration.Status
		sides Sides
		want  NextKind
		step  playbook.StepID
		rows  diff.Status
	}{
		"nothing":             {none, Sides{}, NextConnectBoth, "", 0},
		"one side":            {none, Sides{SCIM: true}, NextConnectAD, "", 0},
		"the other side":      {none, Sides{AD: true}, NextConnectSCIM, "", 0},
		"not read":            {none, Sides{AD: true, SCIM: true}, NextRead, "", 0},
		"exact, no path":      {none, Sides{AD: true, SCIM: true, Loaded: true, Result: exact}, NextChoosePath, "", 0},
		"exact, no workspace": {none, Sides{AD: true, SCIM: true, Result: exact}, NextRows, "", diff.Exact},
		"names differ, no path": {
			none,
			Sides{AD: true, SCIM: true, Loaded: true, Result: differ},
			NextRows, "",
			diff.Differs,
		},
		"empty lists": {none, Sides{AD: true, SCIM: true, Result: &diff.Result{}}, NextNoGroups, "", 0},
		"outdated": {
			none,
			Sides{AD: true, SCIM: true, Loaded: true, Result: exact, Outdated: true},
			NextReadAgain, "", 0,
		},
		"at the names, outdated": {
			atNames,
			Sides{AD: true, SCIM: true, Loaded: true, Result: differ, Outdated: true},
			NextReadAgain, "", 0,
		},
		"a path":    {all, Sides{}, NextStep, every[0], 0},
		"both live": {both, Sides{}, NextStopOne, "", 0},
		"all done":  {walked(playbook.NotNeeded, every...), Sides{}, NextDone, "", 0},
		"at the names, which differ": {
			atNames,
			Sides{AD: true, SCIM: true, Loaded: true, Result: differ},
			NextRows, "",
			diff.Differs,
		},
		"at the names, not read": {atNames, Sides{AD: true, SCIM: true, Loaded: true}, NextRead, "", 0},
		"at the names, exact": {
			atNames,
			Sides{AD: true, SCIM: true, Loaded: true, Result: exact},
			NextStep,
			playbook.StepNamesExact, 0,
		},
	} {
		got := WhatNext(c.now, c.sides)
		if got.Kind != c.want || got.Step.Step.ID != c.step || got.Rows != c.rows {
			t.Errorf("%s: %d %s %s", name, got.Kind, got.Step.Step.ID, got.Rows)
		}
	}
}
