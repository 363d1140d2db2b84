package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// ChangeStep changes a step and saves it with its evidence and a journal entry. Saved.Of is the
// step's id.
func (s *Session) ChangeStep(id playbook.StepID, a playbook.StepUpdate, change operation.StepChange) tea.Cmd {
	shown := s.Runbook
	return s.saveCompared(id, func(st *migration.State) (operation.JournalEntry, error) {
		return operation.ChangeStep(st, shown, id, a, change)
	})
}

// NoteCheck saves the result of a step's check. typed is the number that confirms groups
// without a match, or "". Saved.Of is the step's id.
func (s *Session) NoteCheck(c operation.CheckOutcome, typed string) tea.Cmd {
	return s.saveCompared(c.Step, func(st *migration.State) (operation.JournalEntry, error) {
		return c.Note(st, playbook.StepUpdate{Typed: typed})
	})
}

// saveCompared changes a step, after recording the shown comparison.
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

// noteInterrupted records that work running at the end of the last session was interrupted. If
// that work is still running elsewhere, the workspace is locked and this fails.
func (s *Session) noteInterrupted() tea.Cmd {
	if s.Workspace == nil || !s.WasInterrupted() {
		return nil
	}
	return s.saveBy(withoutRetry, "interrupted", operation.NoteInterrupted)
}

// Choose saves the path and the provider. Recorded steps that differ on the new path open
// again. force is the reason to leave a path that can't be left otherwise, or "". Saved.Of is
// "way".
func (s *Session) Choose(path playbook.Path, idp playbook.IDP, force string) tea.Cmd {
	return s.save("way", func(st *migration.State) (operation.JournalEntry, error) {
		return operation.ChoosePath(st, operation.Choice{Path: path, IDP: idp}, force)
	})
}
