package session

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/tui/task"
)

// Advance is the message that a side's reading has come further.
type Advance struct {
	Side     migrate.Side
	Progress migrate.Progress
	run      int
}

// Reading is the message that a side was read, or that it failed.
type Reading struct {
	Side   migrate.Side
	Source migrate.Source
	Groups []migrate.Group
	Notes  []string
	At     time.Time
	Err    error
	run    int
}

// Use sets a side up with a connection and reads it.
func (s *Session) Use(side migrate.Side, c migrate.Connection) tea.Cmd {
	e := s.End(side)
	e.Connection = c
	e.Groups, e.Notes, e.ReadAt = nil, nil, time.Time{}
	s.Result, s.Stale = nil, false
	return s.Read(side)
}

// ReadAll reads both sides that are set up.
func (s *Session) ReadAll() tea.Cmd {
	return tea.Batch(s.Read(migrate.AD), s.Read(migrate.SCIM))
}

// Retry reads what failed or is missing, or everything if nothing is.
func (s *Session) Retry() tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range []*End{s.AD, s.SCIM} {
		if e.Task.Err != nil || !e.Read() {
			cmds = append(cmds, s.Read(e.Side))
		}
	}
	if len(cmds) == 0 {
		return s.ReadAll()
	}
	return tea.Batch(cmds...)
}

// Read reads a side, and compares once both have been read. A reading that is
// under way is stopped first. What was read before stays until then.
func (s *Session) Read(side migrate.Side) tea.Cmd {
	e := s.End(side)
	if !e.Set() {
		return nil
	}
	e.Task.End(nil)
	t, ctx := task.Start(s.ctx, "connecting")
	e.Task = t
	e.run++
	// One place: a newer state replaces one that was not shown yet, so that
	// the reader never waits for the screen.
	e.stream = stream{make(chan migrate.Progress, 1), make(chan struct{})}
	s.Stale = s.Result != nil
	return tea.Batch(s.read(ctx, e), listen(e.Side, e.run, e.stream))
}

func (s *Session) read(ctx context.Context, e *End) tea.Cmd {
	old, c, run, progress, side := e.Source, e.Connection, e.run, e.stream, e.Side
	e.Source = nil
	return func() tea.Msg {
		defer close(progress.done)
		closeSource(old)
		r := Reading{Side: side, run: run}
		r.Source, r.Err = s.Open(ctx, side, c)
		if r.Err != nil {
			return r
		}
		r.Groups, r.Err = r.Source.Groups(ctx, progress.send)
		if n, ok := r.Source.(migrate.Noter); ok && r.Err == nil {
			r.Notes = n.Notes()
		}
		r.At = time.Now()
		return r
	}
}

// stream carries progress from a reader to the screen.
type stream struct {
	latest chan migrate.Progress
	done   chan struct{} // closed when the reader has ended
}

// send puts p in the place of what was not shown yet.
func (s stream) send(p migrate.Progress) {
	for {
		select {
		case s.latest <- p:
			return
		default:
		}
		select {
		case <-s.latest:
		default:
		}
	}
}

func listen(side migrate.Side, run int, s stream) tea.Cmd {
	return func() tea.Msg {
		select {
		case p := <-s.latest:
			return Advance{side, p, run}
		case <-s.done:
			return nil
		}
	}
}

func (s *Session) advanced(m Advance) tea.Cmd {
	e := s.End(m.Side)
	if m.run != e.run {
		return nil
	}
	e.Task.Progress(m.Progress)
	return listen(m.Side, m.run, e.stream)
}

func (s *Session) arrived(m Reading) tea.Cmd {
	e := s.End(m.Side)
	if m.run != e.run {
		return func() tea.Msg { closeSource(m.Source); return nil }
	}
	e.Task.End(m.Err)
	e.Source = m.Source
	if m.Err != nil {
		return nil
	}
	e.Groups, e.Notes, e.ReadAt = m.Groups, m.Notes, m.At
	if !s.AD.Read() || !s.SCIM.Read() || s.AD.Task.Running() || s.SCIM.Task.Running() {
		return nil
	}
	return s.compare()
}
