package page

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

// Turn scrolls text while letters go to a field.
var Turn = keys.Bind("↑/↓", "scroll", "up", "down", "pgup", "pgdown")

// Pager is the scroll position of a text. The zero value shows the top, or the current entry.
type Pager struct {
	first       int // index of the first visible line
	lines, room int // number of lines of the text and of the window in the last frame
	scrolled    bool
}

// Update scrolls and reports whether it handled the message. While typing, only Turn scrolls.
func (g *Pager) Update(msg tea.Msg, typing bool) bool {
	if k, is := msg.(tea.KeyMsg); is && typing && !key.Matches(k, Turn) {
		return false
	}
	to, moved := keys.Scroll(msg, g.first, g.lines, g.room)
	if moved {
		g.first, g.scrolled = to, true
	}
	return moved
}

// Follow scrolls to the current entry again.
func (g *Pager) Follow() { g.scrolled = false }

// Long reports whether the text is longer than the window.
func (g *Pager) Long() bool { return g.lines > g.room }

// fit adapts the position to the current size.
func (g *Pager) fit(p *Page, room int) {
	g.lines, g.room = len(p.Lines), room
	if !g.scrolled && p.cursorEnd > 0 {
		g.first = min(max(g.first, p.cursorEnd-room+1), p.cursorStart)
	}
	g.first = max(0, min(g.first, g.lines-room))
}
