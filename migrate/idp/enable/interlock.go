package enable

import (
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// playbookStep is the playbook's step for connecting the identity provider.
const playbookStep = playbook.StepIDPConnection

// playbookStart is the playbook's step after which the provider sends.
const playbookStart = playbook.StepIDPStarted

// Interlocks returns what blocks switching SCIM on: AD sync that isn't verified to have stopped, names that aren't
// exact, certain findings of doctor, or a path that can't be undone and isn't confirmed.
func Interlocks(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	return walk.Blockers(playbook.Step{Requirements: walk.Requirements()}, pc)
}

// beforeStart returns the Interlocks of the start itself. What was assigned meanwhile must have been compared,
// because it is sent from here on.
func beforeStart(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	return walk.Blockers(playbook.Step{ID: playbookStart, Requirements: walk.Requirements()}, pc)
}

// beforeAssigning returns the Interlocks and the steps that come before the runbook's step that assigns the groups.
func beforeAssigning(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	step, err := walk.Step(playbook.StepIDPAssigned)
	if err != nil {
		return Interlocks(walk, pc) // can't happen: a test checks that the built-in playbook has it
	}
	step.Requirements = walk.Requirements()
	return walk.Blockers(step, pc)
}

// work is what requirements are checked for: its step in the runbook, its name, and the message if it can't begin.
type work struct {
	step          playbook.StepID
	name, refused string
	blockers      interlocks
}

// enabling is turning SCIM on.
func enabling(blockers interlocks) work {
	return work{playbookStep, "the changes at the identity provider", "SCIM can't be enabled yet", blockers}
}

// authorize lets the work begin if nothing blocks it, or if it is overridden, which it records in the state with
// the reason. It returns BadInput otherwise.
func authorize(state playbook.State, of work, blockers []playbook.Blocker, reason, by string,
	at time.Time,
) (playbook.State, error) {
	if len(blockers) == 0 {
		return state, nil
	}
	over := make([]string, len(blockers))
	for i, b := range blockers {
		over[i] = b.What
	}
	if !evidence.IsReason(reason) {
		return state, &migrate.Problem{
			Class: migrate.BadInput, What: of.refused,
			Why: strings.Join(over, "; "), Remedies: blockers[0].Next.Or(migrate.Remedy{Kind: migrate.RemedyOverride}),
		}
	}
	forced := make([]playbook.Forced, 0, len(state.Forced)+1)
	state.Forced = append(append(forced, state.Forced...), playbook.Forced{
		Step: of.step, At: at, By: by,
		Reason: reason, Over: over,
	})
	return state, nil
}
