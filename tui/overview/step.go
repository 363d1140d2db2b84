package overview

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// step is the next step. run starts it. step is computed for every frame, so building it must
// not run anything.
type step struct {
	title string
	why   string
	key   string
	run   func() tea.Cmd
}

// goTo opens a screen.
func goTo(title string) func() tea.Cmd {
	return func() tea.Cmd { return screen.GoTo(title) }
}

// showStep opens Migrate on a step.
func showStep(id playbook.StepID) func() tea.Cmd {
	return func() tea.Cmd { return screen.ShowStep(id) }
}

// showRows opens Groups, filtered by a status.
func showRows(s diff.Status) func() tea.Cmd {
	return func() tea.Cmd { return screen.ShowGroups(s) }
}

// step returns the next step.
func (o *Overview) step() step {
	s := o.session
	now := s.Status
	now.Syncs.BothActive = s.State.Both
	sides := operation.Sides{
		AD: s.AD.Set(), SCIM: s.SCIM.Set(), Loaded: s.Loaded, Result: s.Result,
		Outdated: s.Outdated() != "",
	}
	next := operation.WhatNext(now, sides)
	if s.Busy() && !next.IsUrgent() {
		return step{"Reading…", "the numbers appear when both sides have been read", "esc", nil}
	}
	if say := variableSteps[next.Kind]; say != nil {
		return say(s, next)
	}
	return fixedSteps[next.Kind]
}

// variableSteps are the next steps whose text depends on the session.
var variableSteps = map[operation.NextKind]func(*session.Session, operation.Next) step{
	operation.NextStopOne: func(_ *session.Session, next operation.Next) step {
		return step{
			"Stop one now: both syncs are live",
			"AD sync's script can run while SCIM is on, and a sharing group that one of them leaves out can be deleted",
			"enter", showStep(next.At),
		}
	},
	operation.NextStep: stepOf,
	operation.NextRead: func(s *session.Session, _ operation.Next) step {
		return step{"Read both sides", "nothing has been compared since the app started", "enter", s.Retry}
	},
	operation.NextReadAgain: func(s *session.Session, _ operation.Next) step {
		return step{"Read both sides again", s.Outdated(), "enter", s.ReadAll}
	},
	operation.NextRows: func(s *session.Session, next operation.Next) step {
		return review(s.Result.Summary, next.Rows)
	},
}

// fixedSteps are the next steps whose text is always the same.
var fixedSteps = map[operation.NextKind]step{
	operation.NextDone: {"Every step is done", "the migration is complete", "enter", goTo(screen.Migrate)},
	operation.NextConnectBoth: {
		"Connect both sides", "Active Directory, and the groups that the identity provider sends", "enter",
		goTo(screen.Connection),
	},
	operation.NextConnectAD: {
		"Connect Active Directory", "its groups have not been read yet", "enter", goTo(screen.Connection),
	},
	operation.NextConnectSCIM: {
		"Connect the provisioned groups", "a SCIM endpoint, an identity provider or a file", "enter",
		goTo(screen.Connection),
	},
	operation.NextChoosePath: {
		"Choose the path and the identity provider", "the names match exactly; the steps depend on the path", "enter",
		goTo(screen.Migrate),
	},
	operation.NextNoGroups: {
		"No groups found", "both lists are empty: check the search base and the filter", "enter",
		goTo(screen.Connection),
	},
}

// stepOf is the next step of the runbook.
func stepOf(s *session.Session, next operation.Next) step {
	v := next.Step
	return step{
		fmt.Sprintf("Step %d of %d: %s", v.Step.Number, len(s.Steps), v.Step.Title), whyOf(v), "enter",
		showStep(v.Step.ID),
	}
}

// whyOf says what blocks a step, or else why the step is needed.
func whyOf(v playbook.StepView) string {
	switch {
	case v.Certain() != "":
		return "that the script has stopped is " + v.Certain() + ", unless something starts it before then"
	case v.Against != "":
		return "no longer true: " + layout.Safe(v.Against)
	case v.Status == playbook.Failed:
		return "the check failed: " + layout.Safe(v.Record.Saw)
	case len(v.Blockers) > 0:
		return "locked: " + layout.Safe(v.Blockers[0].What)
	}
	return v.Step.Why
}

// review is the step that deals with the rows of one status.
func review(n diff.Summary, status diff.Status) step {
	w := reviewWords[status]
	return step{w.what(n.Of(status)), w.why, "enter", showRows(status)}
}

// reviewWords say what to do about n rows of a status, and why.
var reviewWords = map[diff.Status]struct {
	what func(n int) string
	why  string
}{
	diff.Differs: {
		func(n int) string { return "Review the " + render.Count(n, "name that differs", "names that differ") },
		"each of them would create a second sharing group that has none of the shared items",
	},
	diff.Conflict: {
		func(n int) string { return "Resolve " + render.Count(n, "conflict", "conflicts") },
		"more than one group could match; you choose which",
	},
	diff.ADOnly: {
		func(n int) string { return "Review " + render.Count(n, "group", "groups") + " found only in AD" },
		"not provisioned: assign them at the identity provider, or leave them out on purpose",
	},
	diff.SCIMOnly: {
		func(n int) string {
			return "Review " + render.Count(n, "group", "groups") + " found only on the SCIM side"
		},
		"AD has no group with a matching name",
	},
	diff.Exact: {
		func(int) string { return "Every name matches" },
		"provisioning will match the groups that AD sync made",
	},
}

// alarm is the most urgent warning, or "".
func alarm(s *session.Session) string {
	if !s.State.Both {
		return ""
	}
	return "‼ BOTH SYNCS ARE LIVE: sharing groups can be deleted. Stop one now."
}
