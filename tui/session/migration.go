package session

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// Migration is the state of the migration, computed again when the workspace or the comparison
// changes.
type Migration struct {
	// Remembered is the state of the workspace when it was last read, or LoadErr. Loaded is
	// false until it was read once.
	Remembered migration.State
	Loaded     bool
	LoadErr    error
	// Status is what follows from the state and the shown comparison.
	migration.Status
	// Decided indexes the decisions by group.
	Decided diff.DecisionIndex
	// Entered is the SCIM API token of this run, kept only in memory.
	Entered operation.EnteredToken

	hostPasswords map[string]migrate.Secret // by account

	fingerprint string
	saves       int           // changes that were saved
	saving      chan struct{} // serializes changes: holds one element during a save
	appRun      string
}

func newMigration() Migration {
	return Migration{
		hostPasswords: map[string]migrate.Secret{}, saving: make(chan struct{}, 1),
		appRun: operation.NewRun(),
	}
}

// Next is the next step, or false if there is none or no path is chosen.
func (s *Session) Next() (playbook.StepView, bool) { return playbook.Next(s.Steps) }

// setWorkspace stores what was read from the workspace. A read that began before a change was saved
// may be older than the change.
func (s *Session) setWorkspace(m WorkspaceLoaded) {
	if m.unchanged || s.Loaded && m.saves < s.saves {
		return
	}
	s.fingerprint, s.LoadErr = m.fingerprint, m.Err
	if m.Err != nil {
		return
	}
	s.Remembered, s.Loaded = m.State, true
	s.updateStatus()
}

// updateStatus computes the status of the migration again from the shown comparison.
func (s *Session) updateStatus() {
	s.Status = s.Shown().Status(s.Remembered)
	if !s.Loaded {
		return
	}
	s.Decided = diff.IndexDecisions(s.Remembered.Decisions)
	s.State = stateOf(s.Syncs)
}

func (s *Session) updateMigration(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case ConnectionsLoaded:
		if s.Workspace != nil {
			return tea.Batch(s.Reload(), s.watch())
		}
	case WorkspaceLoaded:
		first := !s.Loaded
		s.setWorkspace(msg)
		if first {
			return s.noteInterrupted()
		}
	case watched:
		before := s.Remembered.Decisions
		s.setWorkspace(msg.WorkspaceLoaded)
		if msg.unchanged {
			return s.watch()
		}
		cmds := []tea.Cmd{s.watch(), func() tea.Msg { return Changed{} }}
		if !slices.Equal(before, s.Remembered.Decisions) {
			cmds = append(cmds, s.compareIfRead())
		}
		return tea.Batch(cmds...)
	case Saved:
		s.saves++
		msg.loaded.saves = s.saves
		s.setWorkspace(msg.loaded)
		if msg.comparison == s.run {
			s.Dropped = msg.dropped
		}
		if msg.Of == DecisionSaved && msg.Err == nil {
			return s.compareIfRead()
		}
	case Comparison:
		s.updateStatus()
		if msg.run == s.run && msg.Err == nil {
			return s.saveComparison()
		}
	}
	return nil
}
