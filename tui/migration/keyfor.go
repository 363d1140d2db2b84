package migration

import (
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/adsync"
	"ad2scim/tui/provisioning"
)

// remedy is what to do about a blocker, and where in the app that is done: the
// blocker itself speaks to whoever types commands, too.
func (m *Migration) remedy(b playbook.Blocker) string {
	if where := m.where(b.ID); where != "" {
		return strings.TrimSuffix(b.Next, ".") + "; here: " + where
	}
	return b.Next
}

// mend is what to do about a step that is noted as done and does not hold any more.
func (m *Migration) mend(v playbook.StepView) string {
	again := "u takes back what is noted of it"
	switch {
	case m.canLook(v.Step):
		again = "v looks again"
	case v.Step.Check != "" && v.Step.Run != "":
		again = "look again with " + v.Step.Run
	}
	n := m.session.World.Names
	switch v.Step.Check {
	case playbook.ProbeDiff, playbook.ProbeDiffWhole:
		if n.Differs+n.Conflicts > 0 {
			return "put the names right in Fix (3), then " + again
		}
		return "do what is said below, then " + again
	}
	return "do again what is said below, then " + again + "; if what is known is wrong, put that right in Doctor (5)"
}

// where names the key that does what a blocker waits for; empty where there is
// none, or the blocker names the step itself.
func (m *Migration) where(blocker string) string {
	gate, id := playbook.GateID(blocker), playbook.StepID(blocker)
	if gate == playbook.GatePathConfirmed {
		id = playbook.StepChoosePath
	}
	at := slices.IndexFunc(m.session.Steps, func(v playbook.StepView) bool { return v.Step.ID == id })
	if at < 0 { // what the doctor has found
		return "Doctor (5)"
	}
	v, n := m.session.Steps[at], m.session.World.Names
	here := func(key string) string { return fmt.Sprintf("%s at step %d", key, v.Step.Number) }
	switch {
	case gate == playbook.GateScriptStopped && adsync.Can(m.session, id):
		return here("e")
	case gate == playbook.GateNamesExact && n.Differs+n.Conflicts > 0:
		return "Fix (3), then " + here("v")
	case gate == playbook.GateNamesExact && m.canLook(v.Step):
		return here("v")
	case gate == playbook.GateADSyncOff && v.Status.Over(): // something is known against it
		return "Doctor (5)"
	case gate == playbook.GateADSyncOff, gate == playbook.GatePathConfirmed:
		return here("a")
	}
	return ""
}

// doneBy are the checks that do what their step's command does.
var doneBy = []playbook.Probe{playbook.ProbeDiff, playbook.ProbeDiffWhole, playbook.ProbeSCIM}

// keyOf is the key that does what a step's command does; empty for none.
func (m *Migration) keyOf(s playbook.Step) string {
	switch {
	case adsync.Can(m.session, s.ID), strings.HasPrefix(string(s.ID), atProvider) && provisioning.Can(m.session):
		return enable.Help().Key
	case slices.Contains(doneBy, s.Check) && m.canLook(s):
		return run.Help().Key
	}
	return ""
}
