package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/tui/task"
)

// ConnectionTest is an attempt to read with a connection that is not in use yet.
type ConnectionTest struct {
	Side       migrate.Side
	Connection migrate.Connection
	Task       task.Task
	Facts      []string // what was found out about the connection
	Reading    *Reading // nil until it has ended

	stream task.Stream
}

// ConnectionTestAdvance is the message that a trial has come further.
type ConnectionTestAdvance struct {
	trial    *ConnectionTest
	progress migrate.Progress
}

// TrialEnd is the message that a trial has ended.
type TrialEnd struct {
	trial   *ConnectionTest
	used    migrate.Connection // with the secrets that were used
	reading Reading
	facts   []string
}

// Try reads with a connection without using it. Where a source of it has no secret,
// the one that is at hand for it is taken.
func (s *Session) Try(side migrate.Side, c migrate.Connection) (*ConnectionTest, tea.Cmd) {
	t := &ConnectionTest{Side: side, Connection: c, stream: task.NewStream()}
	running, ctx := task.Start(s.ctx, "connecting")
	t.Task = running
	inspect, secrets := s.Inspect, s.Secrets
	return t, tea.Batch(t.listen(), func() tea.Msg {
		defer t.stream.Close()
		if secrets != nil {
			c = secrets.Complete(side, c)
		}
		m := TrialEnd{trial: t, used: c, reading: s.readGroups(ctx, side, c, t.stream.Send)}
		if inspect != nil && ctx.Err() == nil {
			// What cannot be found out is left out: the reading says whether
			// the connection is good.
			m.facts, _ = inspect(ctx, side, c)
		}
		return m
	})
}

func (t *ConnectionTest) listen() tea.Cmd {
	return t.stream.Wait(func(p migrate.Progress) tea.Msg { return ConnectionTestAdvance{t, p} })
}

func (t *ConnectionTest) advanced(m ConnectionTestAdvance) tea.Cmd {
	t.Task.Progress(m.progress)
	return t.listen()
}

func (s *Session) tried(m TrialEnd) {
	m.trial.Task.End(m.reading.Err)
	m.trial.Connection = m.used
	m.trial.Reading, m.trial.Facts = &m.reading, m.facts
}

// Use takes what a trial has read, so that it is not read twice.
func (s *Session) Use(t *ConnectionTest) tea.Cmd {
	s.outdate()
	e := s.Side(t.Side)
	e.Task.End(nil)
	e.Task = task.Task{}
	e.run++
	old := e.Source
	e.Connection, e.Source = t.Connection, t.Reading.Source
	e.take(*t.Reading)
	return tea.Batch(s.compareIfRead(), func() tea.Msg { closeSource(old); return nil })
}

// Drop gives a trial up.
func (s *Session) Drop(t *ConnectionTest) tea.Cmd {
	t.Task.End(nil)
	if t.Reading == nil {
		return nil
	}
	return func() tea.Msg { closeSource(t.Reading.Source); return nil }
}
