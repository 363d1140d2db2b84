package clipboard

import (
	"io"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/screen"
)

// Clipboard sends text to the terminal's clipboard.
type Clipboard struct {
	out  io.Writer
	mode osc52.Mode
}

// New returns a clipboard that writes to out. It reads TERM and TMUX by getenv:
// GNU screen wants the sequence wrapped, tmux handles it as it is.
func New(out io.Writer, getenv func(string) string) *Clipboard {
	c := &Clipboard{out: out}
	if strings.HasPrefix(getenv("TERM"), "screen") && getenv("TMUX") == "" {
		c.mode = osc52.ScreenMode
	}
	return c
}

// Copy sends text, byte for byte, and confirms with what it was, such as "the
// AD name".
func (c *Clipboard) Copy(text, what string) tea.Cmd {
	return func() tea.Msg {
		// One write, so that it cannot end up in the middle of a frame.
		if _, err := io.WriteString(c.out, osc52.New(text).Mode(c.mode).String()); err != nil {
			return screen.Notice{Text: "could not copy " + what}
		}
		return screen.Notice{Text: "copied " + what}
	}
}
