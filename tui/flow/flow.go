package flow

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/tui/page"
	"ad2scim/tui/problem"
	"ad2scim/tui/session"
	"ad2scim/tui/task"
)

// Frame is a view's open page and its running work. Mode names the page.
type Frame[M ~uint8] struct {
	Width, Height int
	Mode          M
	Job           task.Job // why the last work failed
	Err           error    // the user stopped the last work
	Stopped       bool     // the last piece of work was stopped
	Pager         page.Pager
}

// Busy reports whether work is running.
func (f *Frame[M]) Busy() bool { return f.Job.Running() }

// Work is the current or last work.
func (f *Frame[M]) Work() *task.Task { return &f.Job.Task }

// Show opens a page at its top.
func (f *Frame[M]) Show(m M) { f.Mode, f.Pager = m, page.Pager{} }

// Return stops running work, or opens the page before the open one, as from says. It reports
// false if there is none, and the view should close.
func (f *Frame[M]) Return(from map[M]M) (handled bool) {
	if f.Busy() {
		f.Job.Stop()
		return true
	}
	to, handled := from[f.Mode]
	if handled {
		f.Err = nil
		f.Show(to)
	}
	return handled
}

// Draw draws a page. An error is shown above its text.
func (f *Frame[M]) Draw(title string, p *page.Page, foot []string) string {
	if f.Err != nil {
		p.Above(append(problem.View(f.Err, "", p.Width), "")...)
	}
	return p.Draw(title, foot, &f.Pager, f.Width, f.Height)
}

// Hints adds the key that scrolls if the page is longer than its window. It comes second, so
// that a narrow window shows it.
func (f *Frame[M]) Hints(all []key.Binding) []key.Binding {
	if !f.Pager.Long() {
		return all
	}
	return slices.Insert(all, min(1, len(all)-1), page.Turn)
}

// Advance is the message that a frame's work has made progress.
type Advance struct {
	frame    any
	seq      int
	Progress migrate.Progress
}

// Advance records progress and waits for more. It reports false if the message is for another
// frame or for earlier work.
func (f *Frame[M]) Advance(a Advance) (more tea.Cmd, ok bool) {
	if a.frame != any(f) || !f.Job.IsCurrent(a.seq) {
		return nil, false
	}
	f.Job.Progress(a.Progress)
	return f.listen(), true
}

func (f *Frame[M]) listen() tea.Cmd {
	return f.Job.Listen(func(seq int, p migrate.Progress) tea.Msg { return Advance{f, seq, p} })
}

// Ended is the message with the result of a piece of work, or its error.
type Ended[T any] struct {
	frame  any
	seq    int
	Result T
	Err    error
}

// End ends the work of a frame. It reports false if the message is for another frame or for
// earlier work.
func End[M ~uint8, T any](f *Frame[M], e Ended[T]) (ok bool) {
	if e.frame != any(f) || !f.Job.IsCurrent(e.seq) {
		return false
	}
	f.Job.End(e.Err)
	f.Err, f.Stopped = f.Job.Err, f.Job.Stopped
	return true
}

// Read starts work that writes nothing.
func Read[M ~uint8, T any](f *Frame[M], s *session.Session, doing string, do func(context.Context,
	session.Reporter) (T, error),
) tea.Cmd {
	work := begin(f, s, doing, do)
	return tea.Batch(f.listen(), work)
}

// Write starts work that writes, at a server or in the workspace. The app waits for it before
// it quits.
func Write[M ~uint8, T any](f *Frame[M], s *session.Session, doing string, do func(context.Context,
	session.Reporter) (T, error),
) tea.Cmd {
	work := begin(f, s, doing, do)
	return tea.Batch(f.listen(), s.Work(work))
}

func begin[M ~uint8, T any](f *Frame[M], s *session.Session, doing string, do func(context.Context,
	session.Reporter) (T, error),
) func() tea.Msg {
	f.Err, f.Stopped = nil, false
	ctx := f.Job.Start(s.Context(), doing)
	e, stream := Ended[T]{frame: f, seq: f.Job.Seq()}, f.Job.Stream
	return func() tea.Msg {
		defer stream.Close()
		e.Result, e.Err = do(ctx, session.Reporter{Send: stream.Send})
		return e
	}
}
