package task

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
)

// Stream carries progress from the working goroutine to the screen. It keeps only the latest,
// so that the work never waits.
type Stream struct {
	latest chan migrate.Progress
	done   chan struct{}
}

// NewStream returns an open stream.
func NewStream() Stream { return Stream{make(chan migrate.Progress, 1), make(chan struct{})} }

// Send replaces progress that hasn't been shown yet. It is a migrate.Report.
func (s Stream) Send(p migrate.Progress) {
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

// Close ends the stream. It must be called once, after the work.
func (s Stream) Close() { close(s.done) }

// Wait waits for the next progress and wraps it in a message. It returns nil after the stream
// has ended.
func (s Stream) Wait(wrap func(migrate.Progress) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		select {
		case p := <-s.latest:
			return wrap(p)
		case <-s.done:
			return nil
		}
	}
}
