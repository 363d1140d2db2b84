package session

import tea "github.com/charmbracelet/bubbletea"

// IsStale reports whether a message is from a read or a comparison that has been replaced by a
// newer one. Screens that wait for the newer one must ignore it.
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
