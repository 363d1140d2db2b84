package task

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate"
)

// Task is a piece of work. The zero value is work that was never started.
type Task struct {
	Doing   string // such as "reading groups"
	Done    int
	Total   int // 0 if unknown
	Note    string
	Err     error
	Stopped bool               // it ended because of Stop
	Cancel  context.CancelFunc // set while the work runs
	Started time.Time

	stopping bool
}

// Start returns a running task and the context for its work.
func Start(parent context.Context, doing string) (Task, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return Task{Doing: doing, Cancel: cancel, Started: time.Now()}, ctx
}

// Running reports whether the work is running.
func (t *Task) Running() bool { return t.Cancel != nil }

// Progress records progress.
func (t *Task) Progress(p migrate.Progress) {
	if !t.Running() {
		return
	}
	if p.Doing != "" {
		t.Doing = p.Doing
	}
	t.Done, t.Total, t.Note = p.Done, p.Total, p.Note
}

// Stop cancels the work. It is running until it has ended.
func (t *Task) Stop() {
	if t.Running() {
		t.stopping = true
		t.Cancel()
	}
}

// Stopping reports whether Stop was called and the work is still running.
func (t *Task) Stopping() bool { return t.Running() && t.stopping }

// End records that the work has ended, with err or nil. Cancellation after Stop isn't an error.
func (t *Task) End(err error) {
	if t.Cancel != nil {
		t.Cancel()
	}
	if t.stopping && errors.Is(err, context.Canceled) {
		t.Stopped, err = true, nil
	}
	t.Cancel, t.Err, t.stopping = nil, err, false
}
