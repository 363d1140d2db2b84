package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
)

// ConnectionsLoaded is the message with the connections of the last run.
type ConnectionsLoaded struct {
	AD, SCIM migrate.Connection
	Err      error
}

// LoadConnections loads the connections that weren't given, and their secrets.
func (s *Session) LoadConnections() tea.Cmd {
	ad, scim, memory, secrets := s.AD.Connection, s.SCIM.Connection, s.Memory, s.Secrets
	return func() tea.Msg {
		m := ConnectionsLoaded{AD: ad, SCIM: scim}
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

func (s *Session) useConnections(m ConnectionsLoaded) tea.Cmd {
	s.AD.Connection, s.SCIM.Connection = m.AD, m.SCIM
	s.Compare.Err = m.Err
	return s.ReadAll()
}

// ConnectionSaved is the message that a connection was saved, or the error.
type ConnectionSaved struct {
	Side migrate.Side
	Err  error
}

// SaveFailed is the message that a connection, its secret or a comparison wasn't saved.
type SaveFailed struct{ Err error }

// SaveConnection saves a connection, and the secret of one of its sources. If secretOf has no Location,
// no secret is saved.
func (s *Session) SaveConnection(side migrate.Side, c, secretOf migrate.Connection) tea.Cmd {
	memory, secrets := s.Memory, s.Secrets
	return s.Work(func() tea.Msg {
		if memory != nil {
			if err := s.withLockRetry(func() error { return memory.Remember(side, c) }); err != nil {
				return ConnectionSaved{side, err}
			}
		}
		if secrets != nil && secretOf.Location != "" && !secretOf.Secret.IsZero() {
			return ConnectionSaved{side, secrets.Keep(secretOf, secretOf.Secret)}
		}
		return ConnectionSaved{Side: side}
	})
}
