package operation

import (
	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// MayChangeThroughAD returns an error if displayName in AD must not be changed for a
// directory sync to pass on (fix.Options.ThroughAD): it is the name that AD sync used, or the
// script may still run and send it.
func MayChangeThroughAD(state migration.State, adName migrate.Attribute) error {
	const what = "displayName can't be changed in AD"
	if adName == migrate.DisplayName {
		return &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why:  "the AD names are taken from displayName, so the names that AD sync used would change",
			Next: "if AD sync used another attribute, connect AD with that one",
		}
	}
	locked, err := scriptMayRun(state)
	if err == nil && len(locked) > 0 {
		return &migrate.Problem{
			Class: migrate.BadInput, What: what + " yet", Why: locked[0].What, Remedies: locked[0].Next,
		}
	}
	return err
}

// scriptMayRun returns why the AD sync script isn't verified as stopped; empty if it is.
func scriptMayRun(state migration.State) ([]playbook.Blocker, error) {
	w, err := state.Runbook()
	if err != nil { // the requirement is the same on every path
		if w, err = playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Entra); err != nil {
			return nil, err
		}
	}
	gate := playbook.Step{Requirements: []playbook.RequirementID{playbook.RequirementScriptStopped}}
	return w.Blockers(gate, state.Context(w)), nil
}

// examine checks a plan. It warns about changes to the names that AD sync sends while its
// script may still run, because the next run may make the same changes at Dashlane.
func (s *Service) examine(plan *fix.Plan, sides *sides) fix.Review {
	review := fix.Examine(plan, sides.current())
	var renamed []int
	for _, f := range review.Plan.Fixes {
		if f.Side == migrate.AD && f.Attribute == sides.adName {
			renamed = append(renamed, f.Number)
		}
	}
	if len(renamed) == 0 {
		return review
	}
	state, err := s.State()
	if err == nil {
		if locked, err := scriptMayRun(state); err == nil && len(locked) == 0 {
			return review
		}
	}
	review.Findings = append(review.Findings, fix.Finding{
		Severity: fix.Warning, Fixes: renamed,
		Words: "AD sync isn't verified as stopped: its next run may also rename groups at Dashlane that you rename in AD",
	})
	return review
}

// mayChangeThroughAD is MayChangeThroughAD with the present state of the workspace.
func (s *Service) mayChangeThroughAD(adName migrate.Attribute) error {
	state, err := s.State()
	if err != nil {
		return err
	}
	return MayChangeThroughAD(state, adName)
}
