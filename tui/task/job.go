package task

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
)

// Job runs one piece of work at a time and holds its progress. Messages of earlier work are
// recognized by their number.
type Job struct {
	Task
	Stream Stream
	seq    int
}

// Start ends the current work and starts new work. The caller closes the stream.
func (j *Job) Start(parent context.Context, doing string) context.Context {
	j.End(nil)
	var ctx context.Context
	j.Task, ctx = Start(parent, doing)
	j.Stream = NewStream()
	j.seq++
	return ctx
}

// Seq is the number of the current work, which its messages carry.
func (j *Job) Seq() int { return j.seq }

// IsCurrent reports whether a number is that of the current work.
func (j *Job) IsCurrent(seq int) bool { return seq == j.seq }

// Listen waits for progress and wraps it, with the number, in a message.
func (j *Job) Listen(wrap func(seq int, p migrate.Progress) tea.Msg) tea.Cmd {
	seq := j.seq
	return j.Stream.Wait(func(p migrate.Progress) tea.Msg { return wrap(seq, p) })
}
