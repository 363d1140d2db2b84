package operation

import (
	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// MayChangeThroughAD refuses to change displayName in AD for a directory sync to hand on
// (fix.Options.ThroughAD) where it is the name that AD sync used, or while the script may
// still run and send it.
func MayChangeThroughAD(state migration.State, adName migrate.Attribute) error {
	const what = "displayName can't be changed in AD"
	if adName == migrate.DisplayName {
		return &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why:  "the AD names are taken from displayName, so the names that AD sync used would change",
			Next: "if AD sync used another attribute, connect AD with that one",
		}
	}
	w, err := state.Runbook()
	if err != nil { // the requirement is the same on every path
		if w, err = playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Entra); err != nil {
			return err
		}
	}
	gate := playbook.Step{Gates: []playbook.GateID{playbook.GateScriptStopped}}
	if locked := w.Gate(gate, state.Context(w)); len(locked) > 0 {
		return &migrate.Problem{
			Class: migrate.BadInput, What: what + " yet", Why: locked[0].What, Remedies: locked[0].Next,
		}
	}
	return nil
}

// mayChangeThroughAD asks it of the workspace as it is now.
func (s *Service) mayChangeThroughAD(adName migrate.Attribute) error {
	state, err := s.State()
	if err != nil {
		return err
	}
	return MayChangeThroughAD(state, adName)
}
