package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// ReadSides is what was read of both sides, for work in a command.
func (s *Session) ReadSides() operation.ReadSides {
	read := operation.ReadSides{
		Connections: map[migrate.Side]migrate.Connection{}, Groups: map[migrate.Side][]migrate.Group{},
	}
	for _, e := range []*Side{s.AD, s.SCIM} {
		if e.Set() {
			read.Connections[e.Side], read.Groups[e.Side] = e.Connection, e.Groups
		}
	}
	return read
}

// DecisionSaved is what Saved.Of says of a decision, and the kind of its journal
// entry.
const DecisionSaved = operation.KindDecision

// Decide remembers what the user says of pairs, and compares again.
func (s *Session) Decide(list ...diff.Decision) tea.Cmd {
	return s.changeDecisions(false, list)
}

// Undecide forgets what the user said of pairs, and compares again.
func (s *Session) Undecide(list ...diff.Decision) tea.Cmd {
	return s.changeDecisions(true, list)
}

func (s *Session) changeDecisions(undo bool, list []diff.Decision) tea.Cmd {
	return s.save(DecisionSaved, func(st *migration.State) (operation.JournalEntry, error) {
		return operation.ChangeDecisions(st, undo, list...)
	})
}
