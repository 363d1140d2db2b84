package keys

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

const wheel = 3 // lines a click of the mouse wheel

// Scroll returns the first visible line after a message, for a text of this many
// lines in a window of this height; it is within the text even where the message
// moves nothing, which moved tells.
func Scroll(msg tea.Msg, first, lines, height int) (to int, moved bool) {
	by := 0
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, Up):
			by = -1
		case key.Matches(msg, Down):
			by = 1
		case key.Matches(msg, PageUp):
			by = -height
		case key.Matches(msg, PageDown):
			by = height
		case key.Matches(msg, Home):
			by = -lines
		case key.Matches(msg, End):
			by = lines
		}
	case tea.MouseMsg:
		switch msg.Button {
		case tea.MouseButtonWheelUp:
			by = -wheel
		case tea.MouseButtonWheelDown:
			by = wheel
		}
	}
	return max(0, min(first+by, lines-height)), by != 0
}
