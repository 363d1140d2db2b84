package session

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
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
	// Runbook is the chosen way; nil while path or identity provider are not
	// chosen, and RunbookErr if what was chosen is not known here.
	Runbook     *playbook.Runbook
	RunbookErr  error
	StepContext playbook.Context
	Steps       []playbook.StepView
	// Decided finds what a person decided about the groups of a row.
	Decided diff.DecisionIndex
	// Facts is what is known for the doctor, by steps and by answers.
	Facts map[doctor.Fact]Fact
	// Token is the SCIM API token of this run; it is kept in memory alone.
	Token   migrate.Secret
	tokenOf string // the endpoint that it is for

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

// workOut finds anew how the migration stands.
func (s *Session) workOut() {
	if !s.Loaded {
		return
	}
	st := s.Remembered
	s.Runbook, s.RunbookErr, s.StepContext, s.Steps = nil, nil, playbook.Context{}, nil
	if st.Path != "" && st.IdP != "" {
		s.Runbook, s.RunbookErr = st.Runbook()
	}
	if s.Runbook != nil {
		if s.Result != nil { // what is on the screen counts, not what was found before
			st.RecordComparison(s.Result, s.About(), s.ReadAt())
		}
		s.StepContext = st.Context(s.Runbook)
		s.Steps = s.Runbook.View(s.StepContext)
	}
	s.Decided = diff.IndexDecisions(st.Decisions)
	s.Facts = factsOf(st)
	s.State = s.pipes(st)
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
		s.remembers(msg.WorkspaceLoaded)
		if msg.same {
			return s.watch()
		}
		return tea.Batch(s.watch(), func() tea.Msg { return Changed{} })
	case Saved:
		s.remembers(msg.now)
		if msg.Of == DecisionSaved && msg.Err == nil {
			return s.compareIfRead()
		}
	case Comparison:
		s.workOut()
	}
	return nil
}

func now() time.Time { return time.Now().UTC() }
