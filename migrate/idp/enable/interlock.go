package enable

import (
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/playbook"
)

// playbookStep is the playbook's step that this work belongs to.
const playbookStep = playbook.StepIDPConnection

// playbookStart is the playbook's step from which the provider sends.
const playbookStart = playbook.StepIDPStarted

// Interlocks returns what stands against switching SCIM on: AD sync not seen
// stopped, a name that is not exact, what the doctor holds for certain, or a way
// without return that is not confirmed.
func Interlocks(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	return walk.Gate(playbook.Step{Gates: walk.Gates()}, pc)
}

// beforeStart is Interlocks of the start itself: what was assigned meanwhile must have
// been compared, for from here on it is sent.
func beforeStart(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	return walk.Gate(playbook.Step{ID: playbookStart, Gates: walk.Gates()}, pc)
}

// beforeAssigning is Interlocks with the steps that come before the runbook's own step
// that assigns the groups.
func beforeAssigning(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	step, err := walk.Step(playbook.StepIDPAssigned)
	if err != nil {
		return Interlocks(walk, pc) // the built-in playbook has it, which a test checks
	}
	step.Gates = walk.Gates()
	return walk.Gate(step, pc)
}

// work is what requirements are checked for: the runbook's step that it belongs to, its
// name, and what is said if it can't begin.
type work struct {
	step          playbook.StepID
	name, refused string
	blockers      interlocks
}

// enabling is turning SCIM on.
func enabling(blockers interlocks) work {
	return work{playbookStep, "the changes at the identity provider", "SCIM can't be enabled yet", blockers}
}

// authorize lets the work begin if nothing stands against it, or notes in the state
// that it was forced and why. It is BadInput otherwise.
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
