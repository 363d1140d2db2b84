package session

import (
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// work counts running writes at servers and in the workspace. The app waits for them before it
// quits.
type work struct {
	mu      sync.Mutex
	running int // running writes
	closed  bool
	ended   chan struct{} // closed when no writes are left after the app has quit
}

// Work turns a function that writes into a command. It doesn't start once the app is quitting.
func (s *Session) Work(do func() tea.Msg) tea.Cmd {
	w := s.work
	return func() tea.Msg {
		if !w.begin() {
			return nil
		}
		defer w.end()
		return do()
	}
}

func (w *work) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.running++
	return true
}

func (w *work) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running--
	if w.closed && w.running == 0 {
		close(w.ended)
	}
}

// Shutdown stops new work from starting, and returns a channel that is closed when the running
// work has ended.
func (s *Session) Shutdown() <-chan struct{} {
	w := s.work
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed, w.ended = true, make(chan struct{})
		if w.running == 0 {
			close(w.ended)
		}
	}
	return w.ended
}

// WaitFor waits up to limit, and reports whether the work has ended.
func WaitFor(ended <-chan struct{}, limit time.Duration) bool {
	select {
	case <-ended:
		return true
	case <-time.After(limit):
		return false
	}
}
