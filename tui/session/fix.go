package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// ReadSides returns the lists of both sides, for use in a command.
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

// DecisionSaved is Saved.Of for a decision, and the kind of its journal entry.
const DecisionSaved = operation.KindDecision

// Decide saves decisions about pairs and compares again.
func (s *Session) Decide(list ...diff.Decision) tea.Cmd {
	return s.changeDecisions(func(st *migration.State) (operation.JournalEntry, []string, error) {
		return operation.ChangeDecisions(st, list...)
	})
}

// UndoDecision undoes a decision about a pair and compares again.
func (s *Session) UndoDecision(d operation.MadeDecision) tea.Cmd {
	return s.changeDecisions(func(st *migration.State) (operation.JournalEntry, []string, error) {
		return operation.UndoDecision(st, d)
	})
}

func (s *Session) changeDecisions(change func(*migration.State) (operation.JournalEntry, []string, error)) tea.Cmd {
	var notes []string
	save := s.save(DecisionSaved, func(st *migration.State) (entry operation.JournalEntry, err error) {
		entry, notes, err = change(st)
		return entry, err
	})
	if save == nil {
		return nil
	}
	return func() tea.Msg {
		m := save()
		if saved, ok := m.(Saved); ok {
			saved.Notes = notes
			return saved
		}
		return m
	}
}
