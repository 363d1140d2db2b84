package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Answer saves facts as confirmed; an empty value removes an answer. operation.AnswerFacts
// decides against the current workspace whether that is allowed. Saved.Of is "facts".
func (s *Session) Answer(facts map[doctor.Fact]string) tea.Cmd {
	return s.save("facts", func(st *migration.State) (operation.JournalEntry, error) {
		return operation.AnswerFacts(st, facts)
	})
}
