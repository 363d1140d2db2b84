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
	// Result is the last comparison, or nil. Stale says that a side was read
	// or set up since, or couldn't be.
	Result *diff.Result
	Stale  bool
	// Dropped says why Result isn't saved or meets no requirement, or that a list has fewer groups than before;
	// empty where there is nothing to say.
	Dropped  string
	Compare  task.Task
	Selected map[Key]bool
	// Unkept says why the connection of a side, or its secret, is not remembered.
	Unkept map[migrate.Side]error
	Migration

	outdated operation.ShownComparison // what Result is about, while it is Stale

	ctx context.Context
	run int // counts comparisons, so that a late answer is known as such

	work *work
}

// Side is one end of the comparison.
type Side struct {
	Side       migrate.Side
	Connection migrate.Connection
	Source     migrate.Source // nil until it was opened
	Groups     []migrate.Group
	Notes      []string
	ReadAt     time.Time // zero until Groups was read
	Task       task.Task

	list   operation.List
	run    int
	stream task.Stream
}

// Set reports whether it is known where the groups come from.
func (e *Side) Set() bool { return e.Connection.Location != "" }

// Read reports whether groups were read.
func (e *Side) Read() bool { return !e.ReadAt.IsZero() }

// current reports whether its groups are of the last reading: where that failed or was stopped,
// they are of an earlier one.
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

// RowIn returns the row of a comparison that row is; where row is of another comparison, the one
// of the same groups, or nil.
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

// New returns a session that has read nothing. Work that it begins ends with ctx.
func New(ctx context.Context, c Config) *Session {
	return &Session{
		Config: c, ctx: ctx, Selected: map[Key]bool{}, Migration: newMigration(), work: &work{},
		Unkept: map[migrate.Side]error{},
		AD:     &Side{Side: migrate.AD, Connection: c.AD},
		SCIM:   &Side{Side: migrate.SCIM, Connection: c.SCIM},
	}
}

// Side returns one end.
func (s *Session) Side(side migrate.Side) *Side {
	if side == migrate.AD {
		return s.AD
	}
	return s.SCIM
}

// Context is the context of the app; work on it ends when the app does.
func (s *Session) Context() context.Context { return s.ctx }

// Busy reports whether something is being read or compared.
func (s *Session) Busy() bool {
	return s.AD.Task.Running() || s.SCIM.Task.Running() || s.Compare.Running()
}

// Stop stops what is being read or compared, and reports whether there was any.
func (s *Session) Stop() bool {
	busy := s.Busy()
	s.AD.Task.Stop()
	s.SCIM.Task.Stop()
	s.Compare.Stop()
	return busy
}

// Err returns the error to show first: of a side, or of the comparison.
func (s *Session) Err() (migrate.Side, error) {
	for _, e := range []*Side{s.AD, s.SCIM} {
		if e.Task.Err != nil {
			return e.Side, e.Task.Err
		}
	}
	return "", s.Compare.Err
}

// Close closes the sources that are still open.
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

// Update handles the messages of the session's own work.
func (s *Session) Update(msg tea.Msg) tea.Cmd {
	return tea.Batch(s.updateEnds(msg), s.updateMigration(msg))
}

func (s *Session) updateEnds(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Remembered:
		return s.remembered(msg)
	case Kept:
		delete(s.Unkept, msg.Side)
		if msg.Err != nil {
			s.Unkept[msg.Side] = msg.Err
			return func() tea.Msg { return Forgotten{msg.Err} }
		}
	case Advance:
		return s.advanced(msg)
	case Reading:
		return s.arrived(msg)
	case Comparison:
		s.compared(msg)
	case ConnectionTestAdvance:
		return msg.trial.advanced(msg)
	case TrialEnd:
		s.tried(msg)
	}
	return nil
}
