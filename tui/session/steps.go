package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// ChangeStep changes one step and saves it at once, with its evidence and a line
// in the journal. Saved.Of is the step's id.
func (s *Session) ChangeStep(id playbook.StepID, a playbook.StepUpdate, change operation.StepChange) tea.Cmd {
	shown := s.Runbook
	return s.saveCompared(id, func(st *migration.State) (operation.JournalEntry, error) {
		return operation.ChangeStep(st, shown, id, a, change)
	})
}

// NoteCheck saves what the check of a step gave. typed is the number that confirms groups
// without a partner; empty where none was asked for. Saved.Of is the step's id.
func (s *Session) NoteCheck(c operation.CheckOutcome, typed string) tea.Cmd {
	return s.saveCompared(c.Step, func(st *migration.State) (operation.JournalEntry, error) {
		return c.Note(st, playbook.StepUpdate{Typed: typed})
	})
}

// saveCompared changes a step, with the comparison that is on the screen noted first.
func (s *Session) saveCompared(id playbook.StepID, change func(*migration.State) (operation.JournalEntry,
	error),
) tea.Cmd {
	if s.Runbook == nil {
		return nil
	}
	shown := s.Shown()
	return s.save(string(id), func(st *migration.State) (operation.JournalEntry, error) {
		shown.Note(st)
		return change(st)
	})
}

// noteInterrupted writes down that what was running when the last session ended
// was cut off. Whoever still runs it holds the workspace, and the change fails.
func (s *Session) noteInterrupted() tea.Cmd {
	if s.Workspace == nil || !s.WasInterrupted() {
		return nil
	}
	return s.saveBy(atOnce, "interrupted", operation.NoteInterrupted)
}

// Choose takes a way. What was noted of steps that read otherwise on the new
// one is open again. force is the reason to take one that is not open any more;
// empty not to. Saved.Of is "way".
func (s *Session) Choose(path playbook.Path, idp playbook.IDP, force string) tea.Cmd {
	return s.save("way", func(st *migration.State) (operation.JournalEntry, error) {
		return operation.ChoosePath(st, operation.Choice{Path: path, IDP: idp}, force)
	})
}
