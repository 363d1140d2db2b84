package keys

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

const wheel = 3 // lines per wheel step

// Scroll returns the first visible line after a message, for a text of lines lines in a window
// of height lines. The result is always within the text. moved reports whether the message is
// one that scrolls.
func Scroll(msg tea.Msg, first, lines, height int) (to int, moved bool) {
	delta := 0
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, Up):
			delta = -1
		case key.Matches(msg, Down):
			delta = 1
		case key.Matches(msg, PageUp):
			delta = -height
		case key.Matches(msg, PageDown):
			delta = height
		case key.Matches(msg, Home):
			delta = -lines
		case key.Matches(msg, End):
			delta = lines
		}
	case tea.MouseMsg:
		switch msg.Button {
		case tea.MouseButtonWheelUp:
			delta = -wheel
		case tea.MouseButtonWheelDown:
			delta = wheel
		}
	}
	return max(0, min(first+delta, lines-height)), delta != 0
}
