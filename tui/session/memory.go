package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
)

// Remembered is the message with the connections of the last run.
type Remembered struct {
	AD, SCIM migrate.Connection
	Err      error
}

// Recall looks up the connections that were not given, and their secrets.
func (s *Session) Recall() tea.Cmd {
	ad, scim, memory, secrets := s.AD.Connection, s.SCIM.Connection, s.Memory, s.Secrets
	return func() tea.Msg {
		m := Remembered{AD: ad, SCIM: scim}
		for side, c := range map[migrate.Side]*migrate.Connection{migrate.AD: &m.AD, migrate.SCIM: &m.SCIM} {
			if c.Location == "" && memory != nil {
				found, err := memory.Connection(side)
				if err != nil {
					m.Err = err
					continue
				}
				*c = found
			}
			if c.Location != "" && secrets != nil {
				*c = secrets.Complete(side, *c)
			}
		}
		return m
	}
}

func (s *Session) remembered(m Remembered) tea.Cmd {
	s.AD.Connection, s.SCIM.Connection = m.AD, m.SCIM
	s.Compare.Err = m.Err
	return s.ReadAll()
}

// Kept is the message that a connection was remembered, or why not.
type Kept struct {
	Side migrate.Side
	Err  error
}

// Forgotten is the message that a connection or its secret is not remembered, for the
// app to say so.
type Forgotten struct{ Err error }

// Keep remembers a connection, and the secret of one of its sources; secretOf has no
// Location to keep none.
func (s *Session) Keep(side migrate.Side, c, secretOf migrate.Connection) tea.Cmd {
	memory, secrets := s.Memory, s.Secrets
	return s.Work(func() tea.Msg {
		if memory != nil {
			if err := s.withLockRetry(func() error { return memory.Remember(side, c) }); err != nil {
				return Kept{side, err}
			}
		}
		if secrets != nil && secretOf.Location != "" && !secretOf.Secret.IsZero() {
			return Kept{side, secrets.Keep(secretOf, secretOf.Secret)}
		}
		return Kept{Side: side}
	})
}
