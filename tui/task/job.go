package task

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
)

// Job is the place for pieces of work of which one runs at a time, with the
// progress of the last. What an earlier one still sends is known by its number.
type Job struct {
	Task
	Stream Stream
	seq    int
}

// Start ends what is there and begins a piece of work. The caller closes the
// stream.
func (j *Job) Start(parent context.Context, doing string) context.Context {
	j.End(nil)
	var ctx context.Context
	j.Task, ctx = Start(parent, doing)
	j.Stream = NewStream()
	j.seq++
	return ctx
}

// Seq is the number of the last piece of work; its messages carry it.
func (j *Job) Seq() int { return j.seq }

// IsCurrent reports whether a message with this number is of the last piece of work.
func (j *Job) IsCurrent(seq int) bool { return seq == j.seq }

// Listen waits for progress and wraps it, with the number, in a message.
func (j *Job) Listen(wrap func(seq int, p migrate.Progress) tea.Msg) tea.Cmd {
	seq := j.seq
	return j.Stream.Wait(func(p migrate.Progress) tea.Msg { return wrap(seq, p) })
}
