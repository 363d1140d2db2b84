package session

import (
	"context"
	"io"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Journaler is a Workspace whose journal can be held open for a run of changes.
type Journaler interface {
	// HoldJournal opens the journal for writing until it is closed. It fails
	// where another process writes.
	HoldJournal() (fix.Journal, io.Closer, error)
	// HoldForChanges is HoldJournal for a run that changes names: what was
	// compared before is forgotten first, so that a run that is cut off leaves no
	// interlock open.
	HoldForChanges() (fix.Journal, io.Closer, error)
}

// HoldJournal keeps the folder until the journal is closed.
func (f Folder) HoldJournal() (fix.Journal, io.Closer, error) {
	w, err := migration.Open(f.Dir)
	if err != nil {
		return nil, nil, err
	}
	if err := w.CheckJournal(); err != nil {
		w.Close()
		return nil, nil, err
	}
	return w.Journal(), w, nil
}

// HoldForChanges keeps the folder until the journal is closed.
func (f Folder) HoldForChanges() (fix.Journal, io.Closer, error) {
	w, err := migration.Open(f.Dir)
	if err != nil {
		return nil, nil, err
	}
	if err := w.CheckJournal(); err != nil {
		w.Close()
		return nil, nil, err
	}
	if err := w.ForgetComparison(); err != nil {
		w.Close()
		return nil, nil, err
	}
	return w.Journal(), w, nil
}

// Targets opens the servers whose names can be changed, apart from the sources
// that are being read, and returns how to close them. A side that is not set up
// or cannot be written to is missing.
func (s *Session) Targets(ctx context.Context, ends map[migrate.Side]migrate.Connection) (fix.Targets, func(), error) {
	targets := fix.Targets{}
	var opened []migrate.Source
	done := func() {
		for _, source := range opened {
			closeSource(source)
		}
	}
	for side, c := range ends {
		if _, err := c.Scheme(); err != nil || c.IsFile() {
			continue
		}
		source, err := s.Open(ctx, side, c)
		if err != nil {
			done()
			return nil, nil, err
		}
		opened = append(opened, source)
		if t, ok := source.(fix.Target); ok {
			targets[side] = t
		}
	}
	return targets, done, nil
}

// Ends are the connections of both sides, for work in a command.
func (s *Session) Ends() map[migrate.Side]migrate.Connection {
	ends := map[migrate.Side]migrate.Connection{}
	for _, e := range []*Side{s.AD, s.SCIM} {
		if e.Set() {
			ends[e.Side] = e.Connection
		}
	}
	return ends
}

// DecisionSaved is what Saved.Of says of a decision, and the kind of its journal
// entry.
const DecisionSaved = operation.KindDecision

// Decide remembers what the user says of pairs, and compares again.
func (s *Session) Decide(text string, list ...diff.Decision) tea.Cmd {
	return s.changeDecisions(text, false, list)
}

// Undecide forgets what the user said of pairs, and compares again.
func (s *Session) Undecide(text string, list ...diff.Decision) tea.Cmd {
	return s.changeDecisions(text, true, list)
}

func (s *Session) changeDecisions(text string, undo bool, list []diff.Decision) tea.Cmd {
	return s.save(DecisionSaved, func(st *migration.State) (operation.JournalEntry, error) {
		return operation.ChangeDecisions(st, text, undo, list...)
	})
}
