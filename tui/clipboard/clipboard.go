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

// New returns a clipboard that writes to out. It reads TERM and TMUX with getenv: GNU screen
// needs the sequence wrapped, tmux doesn't.
func New(out io.Writer, getenv func(string) string) *Clipboard {
	c := &Clipboard{out: out}
	if strings.HasPrefix(getenv("TERM"), "screen") && getenv("TMUX") == "" {
		c.mode = osc52.ScreenMode
	}
	return c
}

// Copy sends text unchanged and confirms it by the description what, such as "the AD name".
func (c *Clipboard) Copy(text, what string) tea.Cmd {
	return func() tea.Msg {
		// One write, so that it can't be split by a frame.
		if _, err := io.WriteString(c.out, osc52.New(text).Mode(c.mode).String()); err != nil {
			return screen.Notice{Text: "could not copy " + what}
		}
		return screen.Notice{Text: "copied " + what}
	}
}
