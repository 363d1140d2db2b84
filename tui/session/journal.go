package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/operation"
)

// Journal is the message with the journal's entries, oldest first, or the error.
type Journal struct {
	Entries []operation.JournalEntry
	Err     error
}

// ReadJournal reads the journal.
func (s *Session) ReadJournal() tea.Cmd {
	if s.Workspace == nil {
		return nil
	}
	ws := s.Workspace
	return func() tea.Msg {
		entries, err := ws.Entries()
		return Journal{entries, err}
	}
}
