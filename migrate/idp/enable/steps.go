package enable

import (
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// runbook is the step of the playbook that a step belongs to. Endpoint and test
// are one there: the one that comes last stands for both.
func runbook(step idp.StepID, path playbook.Path) string {
	switch step {
	case idp.StepTest:
		return "idp-connection"
	case idp.StepUsers:
		return "idp-users-on"
	case idp.StepGroups:
		if path == playbook.SelfHosted {
			return "idp-groups-on"
		}
		return "idp-groups-off"
	case idp.StepStart:
		return "idp-started"
	}
	return ""
}

// Record notes in the runbook what became of the steps: verified where the
// provider was read back, attested where the admin said so. It returns the
// lines for the journal. Where another way is chosen in the workspace, or an
// interlock keeps a step shut, nothing is noted: what the run itself did is in
// the journal already.
func Record(s *workspace.State, outcomes []Outcome, path playbook.Path, provider playbook.IDP, at time.Time, by string) []workspace.Entry {
	if s.Path != string(path) || s.IdP != string(provider) {
		return nil
	}
	var lines []workspace.Entry
	for _, o := range outcomes {
		id := runbook(o.Step, path)
		if id == "" {
			continue
		}
		act := playbook.Act{At: at, By: by, Saw: o.Saw}
		change := (*playbook.Walk).Verify
		switch o.State {
		case Done, AsWanted:
		case Attested:
			change = (*playbook.Walk).Attest
		default:
			continue
		}
		e, err := s.ChangeStep(id, act, func(w *playbook.Walk, world playbook.World, a playbook.Act) (playbook.State, error) {
			return change(w, world, id, a)
		})
		if err == nil {
			lines = append(lines, e)
		}
	}
	return lines
}
