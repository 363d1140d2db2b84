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

// Migration is how the migration stands, worked out anew whenever the workspace
// or the comparison changes.
type Migration struct {
	// Remembered is what the workspace held when it was last read, and LoadErr
	// why it could not be. Loaded is false until it was read once.
	Remembered migration.State
	Loaded     bool
	LoadErr    error
	// Standing is how it stands by what is remembered and by the comparison on the screen.
	migration.Status
	// Decided finds what a person decided about the groups of a row.
	Decided diff.DecisionIndex
	// Entered is the SCIM API token of this run; it is kept in memory alone.
	Entered operation.EnteredToken

	hostPasswords map[string]migrate.Secret // by account

	stamp  string
	saving chan struct{} // holds one: the change that is being saved
	appRun string
}

func newMigration() Migration {
	return Migration{
		hostPasswords: map[string]migrate.Secret{}, saving: make(chan struct{}, 1),
		appRun: operation.NewRun(),
	}
}

// Next is the step to do next; false when there is none, or no way is chosen.
func (s *Session) Next() (playbook.StepView, bool) { return playbook.Next(s.Steps) }

// remembers takes over what was read from the workspace.
func (s *Session) remembers(m WorkspaceLoaded) {
	if m.same {
		return
	}
	s.stamp, s.LoadErr = m.stamp, m.Err
	if m.Err != nil {
		return
	}
	s.Remembered, s.Loaded = m.State, true
	s.workOut()
}

// workOut finds anew how the migration stands. What is on the screen counts, not what was
// found before.
func (s *Session) workOut() {
	s.Status = s.Shown().Standing(s.Remembered)
	if !s.Loaded {
		return
	}
	s.Decided = diff.IndexDecisions(s.Remembered.Decisions)
	s.State = stateOf(s.Syncs)
}

func (s *Session) updateMigration(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Remembered:
		if s.Workspace != nil {
			return tea.Batch(s.Reload(), s.watch())
		}
	case WorkspaceLoaded:
		first := !s.Loaded
		s.remembers(msg)
		if first {
			return s.noteInterrupted()
		}
	case watched:
		before := s.Remembered.Decisions
		s.remembers(msg.WorkspaceLoaded)
		if msg.same {
			return s.watch()
		}
		cmds := []tea.Cmd{s.watch(), func() tea.Msg { return Changed{} }}
		if !slices.Equal(before, s.Remembered.Decisions) {
			cmds = append(cmds, s.compareIfRead())
		}
		return tea.Batch(cmds...)
	case Saved:
		s.remembers(msg.now)
		if msg.comparison == s.run {
			s.Dropped = msg.dropped
		}
		if msg.Of == DecisionSaved && msg.Err == nil {
			return s.compareIfRead()
		}
	case Comparison:
		s.workOut()
		if msg.run == s.run && msg.Err == nil {
			return s.saveComparison()
		}
	}
	return nil
}
