package session

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Workspace is the saved state of a migration. Its methods may wait for the disk and, except
// for Fingerprint, are called only in commands.
type Workspace interface {
	// Fingerprint changes when the state changes.
	Fingerprint() string
	// Load returns the current state.
	Load() (migration.State, error)
	// Update changes the current state and adds an entry to the journal. It fails if another
	// process has locked the workspace.
	Update(change func(*migration.State) (operation.JournalEntry, error)) (migration.State, error)
	// Entries returns the journal's entries, oldest first.
	Entries() ([]operation.JournalEntry, error)
}

// WorkspaceLoaded is the message that the workspace was read, or the error.
type WorkspaceLoaded struct {
	State       migration.State
	Err         error
	fingerprint string
	unchanged   bool // unchanged since the last time
	saves       int  // Session.saves when the read began
}

// Saved is the message that a change was saved, or the error.
type Saved struct {
	// Of names what was changed, such as the id of a step.
	Of     string
	Err    error
	Notes  []string // to show with the confirmation
	loaded WorkspaceLoaded

	comparison int    // the number of the saved comparison, or 0
	dropped    string // see Session.Dropped
}

// Reload reads the workspace once.
func (s *Session) Reload() tea.Cmd {
	if s.Workspace == nil {
		return nil
	}
	ws, saves := s.Workspace, s.saves
	return func() tea.Msg {
		m := read(ws)
		m.saves = saves
		return m
	}
}

func read(ws Workspace) WorkspaceLoaded {
	stamp := ws.Fingerprint()
	state, err := ws.Load()
	return WorkspaceLoaded{State: state, Err: err, fingerprint: stamp}
}

// watchPeriod is how often the app checks for changes by other processes.
const watchPeriod = 2 * time.Second

// watch waits and then reads the workspace if it has changed.
func (s *Session) watch() tea.Cmd {
	ws, ctx, stamp, saves := s.Workspace, s.ctx, s.fingerprint, s.saves
	return func() tea.Msg {
		if !wait(ctx, watchPeriod) {
			return nil
		}
		if ws.Fingerprint() == stamp {
			return watched{WorkspaceLoaded{unchanged: true}}
		}
		m := read(ws)
		m.saves = saves
		return watched{m}
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

// watched is the message after one watchPeriod.
type watched struct{ WorkspaceLoaded }

// Changed is the message that another process changed the workspace.
type Changed struct{}

// save changes the workspace; of names the change. Changes are saved one at a time and wait for
// a locked workspace.
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
			return Saved{Of: of, Err: err, loaded: read(ws)}
		}
		return Saved{Of: of, loaded: WorkspaceLoaded{State: state, fingerprint: ws.Fingerprint()}}
	})
}
