package session

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/tui/task"
)

// ConnectionTest is an attempt to read with a connection that isn't in use yet.
type ConnectionTest struct {
	Side       migrate.Side
	Connection migrate.Connection
	Task       task.Task
	Facts      []string // details about the connection
	Reading    *Reading // nil until the test has ended

	stream task.Stream
}

// ConnectionTestAdvance is the message that a test has made progress.
type ConnectionTestAdvance struct {
	test     *ConnectionTest
	progress migrate.Progress
}

// ConnectionTestEnd is the message that a test has ended.
type ConnectionTestEnd struct {
	test    *ConnectionTest
	used    migrate.Connection // with the secrets that were used
	reading Reading
	facts   []string
}

// TestConnection reads with a connection without using it. It adds known secrets where they are missing.
func (s *Session) TestConnection(side migrate.Side, c migrate.Connection) (*ConnectionTest, tea.Cmd) {
	t := &ConnectionTest{Side: side, Connection: c, stream: task.NewStream()}
	running, ctx := task.Start(s.ctx, "connecting")
	t.Task = running
	inspect, secrets := s.Inspect, s.Secrets
	return t, tea.Batch(t.listen(), func() tea.Msg {
		defer t.stream.Close()
		if secrets != nil {
			c = secrets.Complete(side, c)
		}
		m := ConnectionTestEnd{test: t, used: c, reading: s.readGroups(ctx, side, c, t.stream.Send)}
		if inspect != nil && ctx.Err() == nil {
			// Details that can't be read are left out: the reading says whether the connection
			// works.
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

func (s *Session) endTest(m ConnectionTestEnd) {
	m.test.Task.End(m.reading.Err)
	m.test.Connection = m.used
	m.test.Reading, m.test.Facts = &m.reading, m.facts
}

// UseTest connects what a test has read, so that it isn't read twice.
func (s *Session) UseTest(t *ConnectionTest) tea.Cmd {
	s.markOutdated()
	e := s.Side(t.Side)
	e.Task.End(nil)
	e.Task = task.Task{}
	e.run++
	old := e.Source
	e.Connection, e.Source = t.Connection, t.Reading.Source
	e.setList(*t.Reading)
	return tea.Batch(s.compareIfRead(), func() tea.Msg { closeSource(old); return nil })
}

// DiscardTest discards a test.
func (s *Session) DiscardTest(t *ConnectionTest) tea.Cmd {
	t.Task.End(nil)
	if t.Reading == nil {
		return nil
	}
	return func() tea.Msg { closeSource(t.Reading.Source); return nil }
}
