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
	room          int // lines below the alarm and the warnings
	// rows maps lines of the screen to the status counted there.
	rows map[int]diff.Status
}

// New returns the screen for a session.
func New(s *session.Session) *Overview { return &Overview{session: s, rows: map[int]diff.Status{}} }

// Title is "Overview".
func (o *Overview) Title() string { return screen.Overview }

// Init does nothing: the session reads both sides.
func (o *Overview) Init() tea.Cmd { return nil }

// SetSize sets the size of the screen.
func (o *Overview) SetSize(width, height int) { o.width, o.height = width, height }

// Typing is false: the screen has no text fields.
func (o *Overview) Typing() bool { return false }

// Back reports false: the screen has nothing to close.
func (o *Overview) Back() (tea.Cmd, bool) { return nil, false }

// ShortHelp lists the keys for the footer.
func (o *Overview) ShortHelp() []key.Binding {
	if o.session.Busy() {
		return []key.Binding{keys.As(keys.Escape, "stop reading"), keys.As(keys.Edit, "connections")}
	}
	return screen.Hints(o.Actions())
}

// Actions lists what can be done on the screen.
func (o *Overview) Actions() []screen.Action {
	return []screen.Action{
		{Key: keys.Open, Words: "continue with the next step", Hint: "continue", Run: func() tea.Cmd {
			if do := o.step().run; do != nil {
				return do()
			}
			return nil
		}},
		{Key: keys.Read, Words: "read both sides again", Hint: "read again", Run: o.session.ReadAll},
		{Key: keys.Edit, Words: "change the connections", Hint: "connections", Run: goTo(screen.Connection)},
	}
}

// FullHelp lists all keys.
func (o *Overview) FullHelp() [][]key.Binding {
	return [][]key.Binding{screen.Help(o.Actions())}
}

// Update handles a message.
func (o *Overview) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		cmd, _ := screen.Press(o.Actions(), msg)
		return cmd
	case tea.MouseMsg:
		if s, ok := o.rows[msg.Y]; ok && msg.Action == tea.MouseActionPress && msg.Button == tea.MouseButtonLeft &&
			o.session.Result != nil {
			return screen.ShowGroups(s)
		}
	}
	return nil
}
