package session

import tea "github.com/charmbracelet/bubbletea"

// IsStale reports whether a message is of a reading or a comparison in whose place
// another was begun since. It tells nothing of that one: who waits for the new
// one must not take the old one's end for its.
func (s *Session) IsStale(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case Advance:
		return msg.run != s.Side(msg.Side).run
	case Reading:
		return msg.run != s.Side(msg.Side).run
	case Comparison:
		return msg.run != s.run
	}
	return false
}
