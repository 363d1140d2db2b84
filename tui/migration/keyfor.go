package migration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"ad2scim/migrate/playbook"
	"ad2scim/tui/adsync"
	"ad2scim/tui/keys"
	"ad2scim/tui/provisioning"
	"ad2scim/tui/screen"
)

// remedy is what to do about a blocker, and the key and screen for it: the blocker
// itself may speak to whoever types commands.
func (m *Migration) remedy(b playbook.Blocker) string {
	id, gate := playbook.StepID(b.ID), playbook.GateID(b.ID)
	if gate == playbook.GatePathConfirmed {
		id = playbook.StepChoosePath
	}
	at := slices.IndexFunc(m.session.Steps, func(v playbook.StepView) bool { return v.Step.ID == id })
	if at < 0 { // what the doctor has found
		return "See Doctor."
	}
	v, n := m.session.Steps[at], m.session.StepContext.Names
	press := func(k key.Binding) string {
		return fmt.Sprintf("press %s at step %d", k.Help().Key, v.Step.Number)
	}
	switch {
	case gate == playbook.GateScriptStopped && adsync.Can(m.session, id):
		return upper(press(keys.Here)) + ", and scan until it is certain."
	case gate == playbook.GateNamesExact && n.Differs+n.Conflicts > 0 && m.canLook(v.Step):
		return "Make the names exact in Fix, then " + press(keys.Check) + "."
	case m.canLook(v.Step) && gate != playbook.GateADSyncOff:
		return upper(press(keys.Check)) + "."
	case gate == playbook.GateADSyncOff && v.Status.IsFinal(): // something is known against it
		return "See Doctor."
	case v.Step.Attest != "" && v.Step.ID != m.at:
		return "Do step " + fmt.Sprint(v.Step.Number) + ", then press " + keys.Confirm.Help().Key + " there."
	}
	return fmt.Sprintf("Complete step %d first: %s.", v.Step.Number, v.Step.Title)
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// repairHint is what to do about a step that is done and no longer true.
func (m *Migration) repairHint(v playbook.StepView) string {
	again := "open the step again with u"
	if m.canLook(v.Step) {
		again = "run the check again with v"
	}
	n := m.session.StepContext.Names
	switch v.Step.Check {
	case playbook.ProbeDiff, playbook.ProbeDiffWhole:
		if n.Differs+n.Conflicts > 0 {
			return "Make the names exact in Fix, then " + again + "."
		}
		return "Do the step below, then " + again + "."
	}
	return "Do the step below again, then " + again + ". If a recorded fact is wrong, correct it in Doctor."
}

// screenFor are the screens that do what a step's command does.
var screenFor = map[playbook.StepID]string{playbook.StepCardOpen: screen.Doctor}

// back is how to undo a step, with the app's keys where it does that.
func (m *Migration) back(s playbook.Step) string {
	u := keys.Undo.Help().Key
	switch {
	case s.ID == playbook.StepNamesExact:
		return "Every rename is in the journal. " + u + " on " + screen.Numbered(screen.Fix) + " reverses it."
	case (s.ID == playbook.StepScriptDisabled || s.ID == playbook.StepScriptStopped) && adsync.Can(m.session, s.ID):
		return "To restore the task, press " + keys.Here.Help().Key + ", scan, and press " + u +
			". Do this only while both kinds of SCIM are off."
	}
	return s.Back
}

// doneBy are the checks that do what their step's command does.
var doneBy = []playbook.Probe{playbook.ProbeDiff, playbook.ProbeDiffWhole, playbook.ProbeSCIM, playbook.ProbeSnapshot}

// keyOf is the key that does what a step's command does; empty for none.
func (m *Migration) keyOf(s playbook.Step) string {
	switch {
	case adsync.Can(m.session, s.ID), strings.HasPrefix(string(s.ID), atProvider) && provisioning.Can(m.session):
		return keys.Here.Help().Key
	case slices.Contains(doneBy, s.Check) && m.canLook(s):
		return keys.Check.Help().Key
	}
	return ""
}
