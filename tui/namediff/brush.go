package namediff

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// look is one of the few ways in which a piece of a name is drawn.
type look uint8

const (
	plain   look = iota
	hidden       // stands in place of something that shows nothing
	marked       // differs from the other name
	missing      // fills the place of what only the other name has
	looks
)

// brush draws pieces, joining neighbors of one look: a style costs more than
// the text, and a terminal joins letters of one run alone.
type brush struct {
	styles [looks]lipgloss.Style
	out    strings.Builder
	run    strings.Builder
	look   look
}

func (b *brush) add(text string, l look) {
	if l != b.look {
		b.flush()
		b.look = l
	}
	b.run.WriteString(text)
}

func (b *brush) flush() {
	if b.run.Len() > 0 {
		b.out.WriteString(b.styles[b.look].Render(b.run.String()))
		b.run.Reset()
	}
}

func (b *brush) String() string {
	b.flush()
	return b.out.String()
}
