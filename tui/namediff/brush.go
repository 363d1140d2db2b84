package namediff

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// look is the style class of a piece of a name.
type look uint8

const (
	plain   look = iota
	hidden       // stands for a character that shows nothing
	marked       // differs from the other name
	missing      // fills the columns of what only the other name has
	looks
)

// brush joins pieces with the same look into one run. Styles are slow, and terminals join
// letters only within a run.
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
