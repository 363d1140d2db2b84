package migration

import (
	"fmt"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/adsync"
	"ad2scim/tui/keys"
	"ad2scim/tui/problem"
	"ad2scim/tui/provisioning"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// place is where the app does a job of the playbook: a view that opens at its step, or a
// screen.
type place struct {
	can    func(*session.Session) bool
	open   func(*session.Session, playbook.Job) stepView
	screen string
	does   string // what is done on the screen
}

// places are the app's places for the jobs. A job without one is done with its command.
var places = map[playbook.Job]place{
	playbook.JobFindScript:    {can: adsync.Can, open: openSync},
	playbook.JobDisableScript: {can: adsync.Can, open: openSync},
	playbook.JobVerifyScript:  {can: adsync.Can, open: openSync},
	playbook.JobProvider: {
		can:  provisioning.Can,
		open: func(s *session.Session, _ playbook.Job) stepView { return provisioning.New(s) },
	},
	playbook.JobRename: {screen: screen.Fix, does: "rename on "},
	playbook.JobDoctor: {screen: screen.Doctor, does: "see "},
}

func openSync(s *session.Session, job playbook.Job) stepView { return adsync.New(s, job) }

// canOpenHere reports whether the step is done in a view of its own.
func (m *Migration) canOpenHere(v playbook.StepView) bool {
	at := places[v.Step.Job]
	return at.can != nil && at.can(m.session)
}

// remedy is what to do about a blocker, with the app's keys: at a step where it has one.
func (m *Migration) remedy(b playbook.Blocker) string {
	if v, there := m.step(b.Step()); there && v.Step.Does() && !m.canOpenHere(v) && !m.canLook(v.Step) {
		return fmt.Sprintf("Complete step %d first: %s.", v.Step.Number, v.Step.Title)
	}
	return m.sentence(b.Next)
}

// sentence says what to do next, with the numbers of the steps.
func (m *Migration) sentence(all migrate.Remedies) string {
	numbered := make(migrate.Remedies, len(all))
	for i, r := range all {
		if v, there := m.step(playbook.StepID(r.Step)); there {
			r.Step = strconv.Itoa(v.Step.Number)
		}
		numbered[i] = r
	}
	text := problem.Next(numbered)
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

// keyOf is the key that does what a step's command does; empty for none.
func (m *Migration) keyOf(v playbook.StepView) string {
	switch {
	case m.canOpenHere(v):
		return keys.Here.Help().Key
	case v.Step.CheckDoesIt && m.canLook(v.Step):
		return keys.Check.Help().Key
	}
	return ""
}
