package page

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
)

// Turn scrolls a text where letters are for the fields.
var Turn = keys.Bind("↑/↓", "scroll", "up", "down", "pgup", "pgdown")

// Pager is where a text is that may be longer than its window. The zero value is
// at its beginning, or at the line of the cursor.
type Pager struct {
	first       int // the first line that is seen
	lines, room int // of the text and of the window, as it was drawn last
	turned      bool
}

// Update scrolls, and reports whether the message was for it. typing says that
// letters, and what moves within a field, are for the fields.
func (g *Pager) Update(msg tea.Msg, typing bool) bool {
	if k, is := msg.(tea.KeyMsg); is && typing && !key.Matches(k, Turn) {
		return false
	}
	to, moved := keys.Scroll(msg, g.first, g.lines, g.room)
	if moved {
		g.first, g.turned = to, true
	}
	return moved
}

// Follow keeps the line of the cursor in sight again.
func (g *Pager) Follow() { g.turned = false }

// Long reports whether the text is longer than its window.
func (g *Pager) Long() bool { return g.lines > g.room }

// fit takes the measures of what is drawn now.
func (g *Pager) fit(p *Page, room int) {
	g.lines, g.room = len(p.Lines), room
	if !g.turned && p.to > 0 {
		g.first = min(max(g.first, p.to-room+1), p.from)
	}
	g.first = max(0, min(g.first, g.lines-room))
}
