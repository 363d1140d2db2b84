package overview

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// Overview is the screen.
type Overview struct {
	session       *session.Session
	width, height int
	// rows maps lines of the screen to the status that is counted there.
	rows map[int]diff.Status
}

// New returns the screen on a session.
func New(s *session.Session) *Overview { return &Overview{session: s, rows: map[int]diff.Status{}} }

var (
	next  = keys.Bind("enter", "do the next step", "enter")
	setUp = keys.Bind("e", "set up the connections", "e")
	stop  = keys.Bind("esc", "stop reading", "esc")
)

// Title is "Overview".
func (o *Overview) Title() string { return screen.Overview }

// Init does nothing: the session reads by itself.
func (o *Overview) Init() tea.Cmd { return nil }

// SetSize says how much room there is.
func (o *Overview) SetSize(width, height int) { o.width, o.height = width, height }

// Typing is false: there is nothing to type here.
func (o *Overview) Typing() bool { return false }

// Back has nothing to close.
func (o *Overview) Back() (tea.Cmd, bool) { return nil, false }

// ShortHelp lists the keys for the footer.
func (o *Overview) ShortHelp() []key.Binding {
	connections := keys.Bind("e", "connections", "e")
	if o.session.Busy() {
		return []key.Binding{stop, connections}
	}
	return []key.Binding{next, keys.Read, connections}
}

// FullHelp lists all keys.
func (o *Overview) FullHelp() [][]key.Binding {
	return [][]key.Binding{{next, keys.Read, stop, setUp}}
}

// Update handles a message.
func (o *Overview) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, next):
			if do := o.step().do; do != nil {
				return do()
			}
		case key.Matches(msg, keys.Read):
			return o.session.ReadAll()
		case key.Matches(msg, setUp):
			return screen.GoTo(screen.Connection)
		}
	case tea.MouseMsg:
		if s, ok := o.rows[msg.Y]; ok && msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft && o.session.Result != nil {
			return screen.ShowGroups(s)
		}
	}
	return nil
}
