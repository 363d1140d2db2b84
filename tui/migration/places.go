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

// place is where the app does a job of the playbook: a view opened at the step, or a screen.
type place struct {
	available func(*session.Session) bool
	open      func(*session.Session, playbook.Job) stepView
	screen    string
	action    string // what is done on the screen
}

// jobPlaces are the places of the jobs. A job without one is done with its command.
var jobPlaces = map[playbook.Job]place{
	playbook.JobFindScript:    {available: adsync.Available, open: openSync},
	playbook.JobDisableScript: {available: adsync.Available, open: openSync},
	playbook.JobVerifyScript:  {available: adsync.Available, open: openSync},
	playbook.JobProvider: {
		available: provisioning.Available,
		open:      func(s *session.Session, _ playbook.Job) stepView { return provisioning.New(s) },
	},
	playbook.JobRename: {screen: screen.Fix, action: "rename on "},
	playbook.JobDoctor: {screen: screen.Doctor, action: "see "},
}

func openSync(s *session.Session, job playbook.Job) stepView { return adsync.New(s, job) }

// canOpenHere reports whether the step has a view.
func (m *Migration) canOpenHere(v playbook.StepView) bool {
	at := jobPlaces[v.Step.Job]
	return at.available != nil && at.available(m.session)
}

// remedy says how to resolve a blocker, with the app's keys where there are some.
func (m *Migration) remedy(b playbook.Blocker) string {
	if v, there := m.step(b.Step()); there && v.Step.Does() && !m.canOpenHere(v) && !m.canCheck(v.Step) {
		return fmt.Sprintf("Complete step %d first: %s.", v.Step.Number, v.Step.Title)
	}
	return m.sentence(b.Next)
}

// sentence says what to do next, with step numbers.
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

// keyOf is the key that does what the step's command does, or "".
func (m *Migration) keyOf(v playbook.StepView) string {
	switch {
	case m.canOpenHere(v):
		return keys.Here.Help().Key
	case v.Step.CheckDoesIt && m.canCheck(v.Step):
		return keys.Check.Help().Key
	}
	return ""
}
