package session

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Workspace is what a migration remembers. Its methods may wait for the disk
// and are called in commands alone, except Fingerprint.
type Workspace interface {
	// Fingerprint changes when somebody changes what is remembered.
	Fingerprint() string
	// Load returns what is remembered now.
	Load() (migration.State, error)
	// Update changes what is remembered, from what it is now on, and notes in
	// the journal what was done. It fails where another process writes.
	Update(change func(*migration.State) (operation.JournalEntry, error)) (migration.State, error)
	// Entries are the journal's, oldest first.
	Entries() ([]operation.JournalEntry, error)
}

// WorkspaceLoaded is the message that the workspace was read, or could not be.
type WorkspaceLoaded struct {
	State migration.State
	Err   error
	stamp string
	same  bool // nothing had changed
}

// Saved is the message that a change is in the workspace, or why it is not.
type Saved struct {
	// Of says what was changed, such as the id of a step.
	Of    string
	Err   error
	Notes []string // what else there is to say
	now   WorkspaceLoaded

	comparison int    // the number of the comparison that was saved; 0: none
	dropped    string // see Session.Dropped
}

// Reload reads the workspace once.
func (s *Session) Reload() tea.Cmd {
	if s.Workspace == nil {
		return nil
	}
	ws := s.Workspace
	return func() tea.Msg { return read(ws) }
}

func read(ws Workspace) WorkspaceLoaded {
	stamp := ws.Fingerprint()
	state, err := ws.Load()
	return WorkspaceLoaded{State: state, Err: err, stamp: stamp}
}

// period is how often the app looks whether somebody else wrote.
const period = 2 * time.Second

// watch waits a while and reads the workspace if it changed meanwhile.
func (s *Session) watch() tea.Cmd {
	ws, ctx, stamp := s.Workspace, s.ctx, s.stamp
	return func() tea.Msg {
		if !wait(ctx, period) {
			return nil
		}
		if ws.Fingerprint() == stamp {
			return watched{WorkspaceLoaded{same: true}}
		}
		return watched{read(ws)}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// watched is the message that it is time to look again.
type watched struct{ WorkspaceLoaded }

// Changed is the message that somebody else wrote to the workspace.
type Changed struct{}

// save changes the workspace; of names what is changed. Changes are made one
// after the other, and wait a while for whoever has the workspace.
func (s *Session) save(of string, change func(*migration.State) (operation.JournalEntry, error)) tea.Cmd {
	return s.saveBy(s.withLockRetry, of, change)
}

func (s *Session) saveBy(try func(func() error) error, of string, change func(*migration.State) (operation.JournalEntry,
	error),
) tea.Cmd {
	ws, turn, run := s.Workspace, s.saving, s.appRun
	if ws == nil {
		return nil
	}
	return s.Work(func() tea.Msg {
		turn <- struct{}{}
		defer func() { <-turn }()
		var state migration.State
		err := try(func() (err error) {
			state, err = ws.Update(func(st *migration.State) (operation.JournalEntry, error) {
				e, err := change(st)
				e.Run = run
				return e, err
			})
			return err
		})
		if err != nil {
			return Saved{Of: of, Err: err, now: read(ws)}
		}
		return Saved{Of: of, now: WorkspaceLoaded{State: state, stamp: ws.Fingerprint()}}
	})
}
