// Package connect is the screen where the two sides are set up: a form a side,
// checked while it is typed and tried before it is used.
package connect

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// Connect is the screen.
type Connect struct {
	session *session.Session
}

// New returns the screen on a session.
func New(s *session.Session) *Connect { return &Connect{session: s} }

// Title is "Connection".
func (c *Connect) Title() string             { return screen.Connection }
func (c *Connect) Init() tea.Cmd             { return nil }
func (c *Connect) Update(tea.Msg) tea.Cmd    { return nil }
func (c *Connect) View() string              { return "" }
func (c *Connect) SetSize(int, int)          {}
func (c *Connect) Typing() bool              { return false }
func (c *Connect) Back() (tea.Cmd, bool)     { return nil, false }
func (c *Connect) ShortHelp() []key.Binding  { return nil }
func (c *Connect) FullHelp() [][]key.Binding { return nil }
