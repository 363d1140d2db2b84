package operation

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Choice is a path with an identity provider. An empty field means the workspace's choice.
type Choice struct {
	Path playbook.Path
	IDP  playbook.IDP
}

// stateFor returns the state as it would be with another choice.
func (s *Service) stateFor(c Choice) (migration.State, error) {
	state, err := s.State()
	if err != nil {
		return state, err
	}
	c.Path, c.IDP = cmp.Or(c.Path, state.Path), cmp.Or(c.IDP, state.IdP)
	if c.Path == "" || c.IDP == "" {
		state.Path, state.IdP = c.Path, c.IDP
		return state, nil // Runbook returns the error that one of them is not chosen
	}
	_, err = state.SwitchTo(c.Path, c.IDP)
	return state, err
}

// Status returns how far the migration is, and notes about the workspace. It first finds out
// what is unknown of the renames, if that can be done at once.
func (s *Service) Status(ctx context.Context, c Choice) (progress playbook.Progress, notes []string, err error) {
	s.settleAtHand(ctx)
	state, err := s.stateFor(c)
	if err != nil {
		return progress, nil, err
	}
	w, err := state.Runbook()
	if err != nil {
		return progress, nil, err
	}
	left, err := s.unsettled(fix.Selection{})
	if err != nil {
		return progress, nil, err
	}
	if notes = state.Inconsistencies; len(left) > 0 {
		notes = append(notes, fmt.Sprintf("it is not known whether %d of the renames were made; undo checks this first",
			len(left)))
	}
	return w.Progress(state.Context(w)), notes, nil
}

// Runbook lists the steps, each with what to do and its status.
func (s *Service) Runbook(c Choice) (book playbook.Document, err error) {
	state, err := s.stateFor(c)
	if err != nil {
		return book, err
	}
	w, err := state.Runbook()
	if err != nil {
		return book, err
	}
	return w.Document(state.Context(w)), nil
}

// Reopens lists the steps of the chosen path that would be open again on another path.
func Reopens(state migration.State, path playbook.Path, idp playbook.IDP) (open []playbook.Step) {
	from, err := state.Runbook()
	if err != nil {
		return nil
	}
	to, err := playbook.New(playbook.Dashlane(), path, idp)
	if err != nil {
		return nil
	}
	_, ids := to.MigrateState(from, state.Playbook)
	for _, id := range ids {
		if step, err := from.Step(id); err == nil {
			open = append(open, step)
		}
	}
	return open
}

// Noted is a change of the workspace.
type Noted struct {
	Line  string   // the journal's line
	Notes []string // notes about the workspace
}

// Choose chooses a path and an identity provider for the workspace. force is the reason to
// leave a path that can't be left. notice is what to know about the new path.
func (s *Service) Choose(c Choice, force string) (noted Noted, notice string, err error) {
	w, err := playbook.New(playbook.Dashlane(), c.Path, c.IDP)
	if err != nil {
		return noted, "", err
	}
	noted, err = s.note(func(state *migration.State) (store.Entry, error) { return ChoosePath(state, c, force) })
	return noted, w.Notice(), err
}

// ChoosePath chooses a path and an identity provider and returns the entry for the journal; see
// Service.Choose.
func ChoosePath(state *migration.State, c Choice, force string) (store.Entry, error) {
	return state.Choose(c.Path, c.IDP, playbook.StepUpdate{At: time.Now().UTC(), By: Who(), Force: force})
}

// NoteInterrupted records that the steps that were running when a process ended were
// interrupted, and returns the entry for the journal.
func NoteInterrupted(state *migration.State) (store.Entry, error) {
	return state.RecordInterruption(playbook.StepUpdate{At: time.Now().UTC(), By: Who()})
}

// note changes the workspace and writes the journal's line.
func (s *Service) note(change func(*migration.State) (store.Entry, error)) (noted Noted, err error) {
	err = s.write(func(w *migration.Workspace) error {
		noted.Notes = w.Notes()
		line, err := w.Record(change)
		noted.Line = line.Text
		return err
	})
	return noted, err
}

// StepChange changes the record of one step.
type StepChange func(*playbook.Runbook, playbook.Context, playbook.StepID, playbook.StepUpdate) (playbook.State, error)

// Confirm records that a person says that a step is done.
func Confirm(w *playbook.Runbook, pc playbook.Context, id playbook.StepID, a playbook.StepUpdate) (playbook.State,
	error,
) {
	return w.Confirm(pc, id, a)
}

// Skip records that a step isn't needed here.
func Skip(w *playbook.Runbook, pc playbook.Context, id playbook.StepID, a playbook.StepUpdate) (playbook.State, error) {
	return w.Skip(pc.State, id, a)
}

// Reopen removes the record of a step.
func Reopen(w *playbook.Runbook, pc playbook.Context, id playbook.StepID, a playbook.StepUpdate) (playbook.State,
	error,
) {
	return w.Reopen(pc.State, id, a)
}

// ConfirmStep records that a person says that a step is done.
func (s *Service) ConfirmStep(id playbook.StepID, a playbook.StepUpdate) (Noted, error) {
	return s.changeStep(nil, id, a, Confirm)
}

// SkipStep records that a step isn't needed here.
func (s *Service) SkipStep(id playbook.StepID, a playbook.StepUpdate) (Noted, error) {
	return s.changeStep(nil, id, a, Skip)
}

// ReopenStep removes the record of a step.
func (s *Service) ReopenStep(id playbook.StepID) (Noted, error) {
	return s.changeStep(nil, id, playbook.StepUpdate{}, Reopen)
}

func (s *Service) changeStep(shown *playbook.Runbook, id playbook.StepID, a playbook.StepUpdate,
	change StepChange,
) (Noted, error) {
	return s.note(func(state *migration.State) (store.Entry, error) { return ChangeStep(state, shown, id, a, change) })
}

// ChangeStep changes one step and returns the journal's entry. shown is the path that a
// person or a check was working on. If another path has been chosen since, nothing is
// changed.
func ChangeStep(state *migration.State, shown *playbook.Runbook, id playbook.StepID, a playbook.StepUpdate,
	change StepChange,
) (store.Entry, error) {
	a.At, a.By = time.Now().UTC(), Who()
	return state.ChangeStep(id, a, func(w *playbook.Runbook, pc playbook.Context, a playbook.StepUpdate) (playbook.State,
		error,
	) {
		if shown != nil && (w.Path != shown.Path || w.IDP != shown.IDP) {
			return pc.State, &migrate.Problem{
				Class: migrate.BadInput, What: "the step " + string(id) + " is unchanged",
				Why: "someone chose another path meanwhile", Next: "review the steps of that path", Step: string(id),
			}
		}
		return change(w, pc, id, a)
	})
}
