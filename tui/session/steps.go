package session

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// Change is one change of a step: it gets the way as it is on the disk now.
type Change = func(*playbook.Runbook, playbook.Context, playbook.StepUpdate) (playbook.State, error)

// ChangeStep changes one step and saves it at once, with its evidence and a line
// in the journal. Saved.Of is the step's id.
func (s *Session) ChangeStep(id playbook.StepID, change Change) tea.Cmd {
	if s.Runbook == nil || s.Workspace == nil {
		return nil
	}
	shown, r, about, compared, who := s.Runbook, s.Result, s.About(), s.ReadAt(), s.Workspace.Who()
	return s.save(string(id), func(st *migration.State) (operation.JournalEntry, error) {
		w, err := st.Runbook()
		if err != nil {
			return operation.JournalEntry{}, err
		}
		if w.Path != shown.Path || w.IDP != shown.IDP {
			return operation.JournalEntry{}, &migrate.Problem{
				Class: migrate.BadInput,
				What:  "the step " + string(id) + " was not changed",
				Why:   "someone chose another path meanwhile", Next: "review the steps of that path in Migrate",
			}
		}
		if r != nil {
			st.RecordComparison(r, about, compared)
		}
		return st.ChangeStep(id, playbook.StepUpdate{At: now(), By: who}, change)
	})
}

// noteInterrupted writes down that what was running when the last session ended
// was cut off. Whoever still runs it holds the workspace, and the change fails.
func (s *Session) noteInterrupted() tea.Cmd {
	running := func(v playbook.StepView) bool { return v.Status == playbook.Running }
	if s.Workspace == nil || !slices.ContainsFunc(s.Steps, running) {
		return nil
	}
	who := s.Workspace.Who()
	return s.saveBy(atOnce, "interrupted", func(st *migration.State) (operation.JournalEntry, error) {
		w, err := st.Runbook()
		if err != nil {
			return operation.JournalEntry{}, err
		}
		next, ids := w.Interrupted(st.Playbook, playbook.StepUpdate{At: now(), By: who})
		st.Playbook = next
		return operation.JournalEntry{Kind: migration.KindStep, Text: "interrupted, check again: " + playbook.List(ids)},
			nil
	})
}

// Choose takes a way. What was noted of steps that read otherwise on the new
// one is open again. force is the reason to take one that is not open any more;
// empty not to. Saved.Of is "way".
func (s *Session) Choose(path playbook.Path, idp playbook.IDP, force string) tea.Cmd {
	if s.Workspace == nil {
		return nil
	}
	who := s.Workspace.Who()
	return s.save("way", func(st *migration.State) (operation.JournalEntry, error) {
		return st.Choose(path, idp, playbook.StepUpdate{At: now(), By: who, Force: force})
	})
}

// Reopens lists the steps that would be open again on another way.
func (s *Session) Reopens(path playbook.Path, idp playbook.IDP) []playbook.Step {
	if s.Runbook == nil {
		return nil
	}
	w, err := playbook.New(playbook.Dashlane(), path, idp)
	if err != nil {
		return nil
	}
	_, ids := w.MigrateState(s.Runbook, s.Remembered.Playbook)
	var out []playbook.Step
	for _, id := range ids {
		if step, err := s.Runbook.Step(id); err == nil {
			out = append(out, step)
		}
	}
	return out
}
