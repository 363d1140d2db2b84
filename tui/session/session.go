package session

import (
	"context"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/operation"
	"ad2scim/tui/task"
)

// Session is the state that screens share.
type Session struct {
	Config
	AD, SCIM *Side
	// Result is the last comparison, or nil. Stale means that a side was connected or read
	// again since, or couldn't be read.
	Result *diff.Result
	Stale  bool
	// Dropped says why Result isn't saved or meets no requirement, or that a list has fewer
	// groups than before. It is empty otherwise.
	Dropped  string
	Compare  task.Task
	Selected map[Key]bool
	// SaveErrors holds the errors of saving a side's connection or its secret.
	SaveErrors map[migrate.Side]error
	Migration

	outdatedShown operation.ShownComparison // describes Result while it is Stale

	ctx context.Context
	run int // number of the latest comparison, to ignore older results

	work *work
}

// Side is one side of the comparison.
type Side struct {
	Side       migrate.Side
	Connection migrate.Connection
	Source     migrate.Source // nil until it is opened
	Groups     []migrate.Group
	Notes      []string
	ReadAt     time.Time // zero until Groups is read
	Task       task.Task

	list   operation.List
	run    int
	stream task.Stream
}

// Set reports whether the side has a connection.
func (e *Side) Set() bool { return e.Connection.Location != "" }

// Read reports whether the groups were read.
func (e *Side) Read() bool { return !e.ReadAt.IsZero() }

// current reports whether the groups are from the last attempt to read, and not from an earlier
// one because that failed or was stopped.
func (e *Side) current() bool { return e.Read() && e.Task.Err == nil && !e.Task.Stopped }

// Key identifies a row across comparisons.
type Key struct{ ADID, ADName, SCIMID, SCIMName string }

// KeyOf returns the key of a row.
func KeyOf(r *diff.Row) Key {
	var k Key
	if r.AD != nil {
		k.ADID, k.ADName = r.AD.ID, r.AD.Name
	}
	if r.SCIM != nil {
		k.SCIMID, k.SCIMName = r.SCIM.ID, r.SCIM.Name
	}
	return k
}

// RowIn returns row if it belongs to the comparison, or else the comparison's row of the same
// groups, or nil.
func RowIn(r *diff.Result, row *diff.Row) *diff.Row {
	if r == nil {
		return nil
	}
	var same *diff.Row
	k := KeyOf(row)
	for i := range r.Rows {
		one := &r.Rows[i]
		if one == row {
			return row
		}
		if same == nil && KeyOf(one) == k {
			same = one
		}
	}
	return same
}

// New returns a session that has read nothing. Its work ends with ctx.
func New(ctx context.Context, c Config) *Session {
	return &Session{
		Config: c, ctx: ctx, Selected: map[Key]bool{}, Migration: newMigration(), work: &work{},
		SaveErrors: map[migrate.Side]error{},
		AD:         &Side{Side: migrate.AD, Connection: c.AD},
		SCIM:       &Side{Side: migrate.SCIM, Connection: c.SCIM},
	}
}

// Side returns one of the sides.
func (s *Session) Side(side migrate.Side) *Side {
	if side == migrate.AD {
		return s.AD
	}
	return s.SCIM
}

// Context is the context of the app, which ends when the app does.
func (s *Session) Context() context.Context { return s.ctx }

// Busy reports whether a side is being read or compared.
func (s *Session) Busy() bool {
	return s.AD.Task.Running() || s.SCIM.Task.Running() || s.Compare.Running()
}

// Stop cancels reading and comparing, and reports whether any was running.
func (s *Session) Stop() bool {
	busy := s.Busy()
	s.AD.Task.Stop()
	s.SCIM.Task.Stop()
	s.Compare.Stop()
	return busy
}

// Err returns the first error: of a side, or of the comparison.
func (s *Session) Err() (migrate.Side, error) {
	for _, e := range []*Side{s.AD, s.SCIM} {
		if e.Task.Err != nil {
			return e.Side, e.Task.Err
		}
	}
	return "", s.Compare.Err
}

// Close closes the open sources.
func (s *Session) Close() {
	s.Stop()
	for _, e := range []*Side{s.AD, s.SCIM} {
		closeSource(e.Source)
	}
}

func closeSource(src migrate.Source) {
	if c, ok := src.(io.Closer); ok {
		c.Close()
	}
}

// Update handles the messages of the session.
func (s *Session) Update(msg tea.Msg) tea.Cmd {
	return tea.Batch(s.updateSides(msg), s.updateMigration(msg))
}

func (s *Session) updateSides(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case ConnectionsLoaded:
		return s.useConnections(msg)
	case ConnectionSaved:
		delete(s.SaveErrors, msg.Side)
		if msg.Err != nil {
			s.SaveErrors[msg.Side] = msg.Err
			return func() tea.Msg { return SaveFailed{msg.Err} }
		}
	case Advance:
		return s.advanced(msg)
	case Reading:
		return s.endReading(msg)
	case Comparison:
		s.showComparison(msg)
	case ConnectionTestAdvance:
		return msg.test.advanced(msg)
	case ConnectionTestEnd:
		s.endTest(msg)
	}
	return nil
}
