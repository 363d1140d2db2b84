package session

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/task"
)

// Advance is the message that reading a side has made progress.
type Advance struct {
	Side     migrate.Side
	Progress migrate.Progress
	run      int
}

// Reading is the message that a side was read, or the error.
type Reading struct {
	Side   migrate.Side
	Source migrate.Source
	Groups []migrate.Group
	Notes  []string
	At     time.Time
	Err    error
	list   operation.List
	run    int
}

// ReadAll reads both sides, if they are set up.
func (s *Session) ReadAll() tea.Cmd {
	return tea.Batch(s.Read(migrate.AD), s.Read(migrate.SCIM))
}

// Retry reads the sides that failed or are missing, or both if none is.
func (s *Session) Retry() tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range []*Side{s.AD, s.SCIM} {
		if e.Task.Err != nil || e.Task.Stopped || !e.Read() {
			cmds = append(cmds, s.Read(e.Side))
		}
	}
	if len(cmds) == 0 {
		return s.ReadAll()
	}
	return tea.Batch(cmds...)
}

// Read reads a side and compares if both have been read. It cancels a running read. The old
// list stays until the new one arrives.
func (s *Session) Read(side migrate.Side) tea.Cmd {
	e := s.Side(side)
	if !e.Set() {
		return nil
	}
	s.markOutdated()
	e.Task.End(nil)
	s.dropComparison()
	t, ctx := task.Start(s.ctx, "connecting")
	e.Task = t
	e.run++
	e.stream = task.NewStream()
	return tea.Batch(s.read(ctx, e), e.listen())
}

func (s *Session) read(ctx context.Context, e *Side) tea.Cmd {
	old, c, run, progress, side := e.Source, e.Connection, e.run, e.stream, e.Side
	e.Source = nil
	return func() tea.Msg {
		defer progress.Close()
		closeSource(old)
		r := s.readGroups(ctx, side, c, progress.Send)
		r.run = run
		return r
	}
}

// readGroups opens a connection and reads its groups.
func (s *Session) readGroups(ctx context.Context, side migrate.Side, c migrate.Connection,
	report migrate.Report,
) Reading {
	r := Reading{Side: side}
	if r.Source, r.Err = s.Open(ctx, side, c); r.Err != nil {
		return r
	}
	at := time.Now() // taken before reading, so that no change is missed
	if r.list, r.Err = operation.ReadOpened(ctx, c, r.Source, report); r.Err != nil {
		return r
	}
	r.Groups, r.Notes, r.At = r.list.Groups, r.list.Notes, at
	return r
}

func (e *Side) listen() tea.Cmd {
	side, run := e.Side, e.run
	return e.stream.Wait(func(p migrate.Progress) tea.Msg { return Advance{side, p, run} })
}

func (s *Session) advanced(m Advance) tea.Cmd {
	e := s.Side(m.Side)
	if m.run != e.run {
		return nil
	}
	e.Task.Progress(m.Progress)
	return e.listen()
}

// setList stores the list that was read.
func (e *Side) setList(r Reading) {
	e.Groups, e.Notes, e.ReadAt, e.list = r.Groups, r.Notes, r.At, r.list
}

func (s *Session) endReading(m Reading) tea.Cmd {
	e := s.Side(m.Side)
	if m.run != e.run {
		return func() tea.Msg { closeSource(m.Source); return nil }
	}
	e.Task.End(m.Err)
	e.Source = m.Source
	if m.Err != nil {
		return nil
	}
	e.setList(m)
	return s.compareIfRead()
}

// compareIfRead compares if both sides have been read.
func (s *Session) compareIfRead() tea.Cmd {
	if !s.AD.Read() || !s.SCIM.Read() || s.AD.Task.Running() || s.SCIM.Task.Running() {
		return nil
	}
	return s.compare()
}
