package session

import (
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// work counts what writes: at a server, or in the workspace. The app does not
// end in the midst of it.
type work struct {
	mu     sync.Mutex
	under  int
	closed bool
	ended  chan struct{} // closed once nothing is under way after the app was left
}

// Work makes a command of a piece of work that writes. Once the app is being
// left, none begins.
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
	w.under++
	return true
}

func (w *work) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.under--
	if w.closed && w.under == 0 {
		close(w.ended)
	}
}

// Leave lets no more work begin, and returns a channel that is closed once what
// is under way has ended.
func (s *Session) Leave() <-chan struct{} {
	w := s.work
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed, w.ended = true, make(chan struct{})
		if w.under == 0 {
			close(w.ended)
		}
	}
	return w.ended
}

// Ended waits so long at most, and reports whether the work has ended.
func Ended(ended <-chan struct{}, limit time.Duration) bool {
	select {
	case <-ended:
		return true
	case <-time.After(limit):
		return false
	}
}
