package task

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate"
)

// Task is one piece of work. The zero value is work that was never begun.
type Task struct {
	Doing   string // "reading groups"
	Done    int
	Total   int // 0 where it is not known
	Note    string
	Err     error
	Stopped bool               // it ended because Stop was called
	Cancel  context.CancelFunc // set while the work runs
	Began   time.Time

	stopping bool
}

// Start returns a running task and the context for its work.
func Start(parent context.Context, doing string) (Task, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return Task{Doing: doing, Cancel: cancel, Began: time.Now()}, ctx
}

// Running reports whether the work is under way.
func (t *Task) Running() bool { return t.Cancel != nil }

// Progress takes over how far the work is.
func (t *Task) Progress(p migrate.Progress) {
	if !t.Running() {
		return
	}
	if p.Doing != "" {
		t.Doing = p.Doing
	}
	t.Done, t.Total, t.Note = p.Done, p.Total, p.Note
}

// Stop asks the work to end. It stays running until it has.
func (t *Task) Stop() {
	if t.Running() {
		t.stopping = true
		t.Cancel()
	}
}

// Stopping reports whether Stop was called and the work has not ended yet.
func (t *Task) Stopping() bool { return t.Running() && t.stopping }

// End notes that the work has ended, with err or nil. That it was canceled is
// no error where Stop was called.
func (t *Task) End(err error) {
	if t.Cancel != nil {
		t.Cancel()
	}
	if t.stopping && errors.Is(err, context.Canceled) {
		t.Stopped, err = true, nil
	}
	t.Cancel, t.Err, t.stopping = nil, err, false
}
