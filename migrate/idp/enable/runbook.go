package enable

import (
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// Blockers returns what stands against switching SCIM on as a workspace knows
// it now.
func Blockers(s workspace.State, path playbook.Path, provider playbook.IDP) ([]playbook.Blocker, error) {
	walk, err := playbook.New(playbook.Dashlane(), path, provider)
	if err != nil {
		return nil, err
	}
	return Interlocks(walk, s.World(walk)), nil
}

// Open lets a run begin if nothing stands against it, or if it is forced for a
// reason. With keep, that it was forced goes into the workspace. It is BadInput
// otherwise.
func Open(w *workspace.Workspace, path playbook.Path, provider playbook.IDP, reason, by string, keep bool) error {
	state := w.State()
	blockers, err := Blockers(state, path, provider)
	if err != nil {
		return err
	}
	passed, err := Pass(state.Playbook, blockers, reason, by, time.Now().UTC())
	if err != nil || !keep || len(blockers) == 0 {
		return err
	}
	return w.Update(func(s *workspace.State) error {
		s.Playbook = passed
		return nil
	})
}

// Note notes in the runbook what one of a Recorder's methods makes of what was
// done, with its lines in the journal, and returns what could not be noted.
func Note(w *workspace.Workspace, record func(*workspace.State) (lines []workspace.Entry, notes []string)) ([]string, error) {
	var lines []workspace.Entry
	var notes []string
	err := w.Update(func(s *workspace.State) error {
		lines, notes = record(s)
		return nil
	})
	run := workspace.NewRun()
	for _, line := range lines {
		line.Run = run
		if err == nil {
			_, err = w.Journal().Append(line)
		}
	}
	return notes, err
}

// Parts returns what a report tells of the steps before the start, and of the
// start alone: it counts once its first cycle is known, which can take an hour.
func (r Report) Parts() (before, start Report) {
	start.Cycle = r.Cycle
	for _, o := range r.Outcomes {
		if o.Step == idp.StepStart {
			start.Outcomes = append(start.Outcomes, o)
		} else {
			before.Outcomes = append(before.Outcomes, o)
		}
	}
	return before, start
}
