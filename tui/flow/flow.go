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

// Frame is the open page of a view, and one piece of work at a time. Mode names the page.
type Frame[M ~uint8] struct {
	Width, Height int
	Mode          M
	Job           task.Job
	Err           error // why the last piece of work failed
	Stopped       bool  // the last piece of work was stopped
	Pager         page.Pager
}

// Busy reports whether something runs.
func (f *Frame[M]) Busy() bool { return f.Job.Running() }

// Work is what is under way.
func (f *Frame[M]) Work() *task.Task { return &f.Job.Task }

// Show opens a page at its beginning.
func (f *Frame[M]) Show(m M) { f.Mode, f.Pager = m, page.Pager{} }

// Return stops what runs, or opens the page from which the open one was reached. It reports
// false where there is none, and the view is to be left.
func (f *Frame[M]) Return(from map[M]M) (stays bool) {
	if f.Busy() {
		f.Job.Stop()
		return true
	}
	to, stays := from[f.Mode]
	if stays {
		f.Err = nil
		f.Show(to)
	}
	return stays
}

// Draw draws a page with what failed above its text.
func (f *Frame[M]) Draw(title string, p *page.Page, foot []string) string {
	if f.Err != nil {
		p.Above(append(problem.View(f.Err, "", p.Width), "")...)
	}
	return p.Draw(title, foot, &f.Pager, f.Width, f.Height)
}

// Hints puts how to scroll among the keys of a page that is longer than its window, before
// what a narrow window has no room for.
func (f *Frame[M]) Hints(all []key.Binding) []key.Binding {
	if !f.Pager.Long() {
		return all
	}
	return slices.Insert(all, min(1, len(all)-1), page.Turn)
}

// Advance is the message that the work of a frame has come further.
type Advance struct {
	of       any
	seq      int
	Progress migrate.Progress
}

// Advance takes how far the work is, and waits for more; false where it is another's, or of
// earlier work.
func (f *Frame[M]) Advance(a Advance) (more tea.Cmd, mine bool) {
	if a.of != any(f) || !f.Job.IsCurrent(a.seq) {
		return nil, false
	}
	f.Job.Progress(a.Progress)
	return f.listen(), true
}

func (f *Frame[M]) listen() tea.Cmd {
	return f.Job.Listen(func(seq int, p migrate.Progress) tea.Msg { return Advance{f, seq, p} })
}

// Ended is the message with what a piece of work gave, or why it failed.
type Ended[T any] struct {
	of     any
	seq    int
	Result T
	Err    error
}

// End ends the work of a frame; false where it is another's, or of earlier work.
func End[M ~uint8, T any](f *Frame[M], e Ended[T]) (mine bool) {
	if e.of != any(f) || !f.Job.IsCurrent(e.seq) {
		return false
	}
	f.Job.End(e.Err)
	f.Err, f.Stopped = f.Job.Err, f.Job.Stopped
	return true
}

// Read begins a piece of work that writes nothing.
func Read[M ~uint8, T any](f *Frame[M], s *session.Session, doing string, do func(context.Context,
	session.Shown) (T, error),
) tea.Cmd {
	work := begin(f, s, doing, do)
	return tea.Batch(f.listen(), work)
}

// Write begins a piece of work that writes, at a server or in the workspace: the app does
// not end in the midst of it.
func Write[M ~uint8, T any](f *Frame[M], s *session.Session, doing string, do func(context.Context,
	session.Shown) (T, error),
) tea.Cmd {
	work := begin(f, s, doing, do)
	return tea.Batch(f.listen(), s.Work(work))
}

func begin[M ~uint8, T any](f *Frame[M], s *session.Session, doing string, do func(context.Context,
	session.Shown) (T, error),
) func() tea.Msg {
	f.Err, f.Stopped = nil, false
	ctx := f.Job.Start(s.Context(), doing)
	e, stream := Ended[T]{of: f, seq: f.Job.Seq()}, f.Job.Stream
	return func() tea.Msg {
		defer stream.Close()
		e.Result, e.Err = do(ctx, session.Shown{Send: stream.Send})
		return e
	}
}
