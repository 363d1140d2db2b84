package screen

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/keys"
)

// Action is something that a key does on a screen. The hints in the footer, the
// page of help and the palette are made from a screen's list of them, in which
// the most used comes first.
type Action struct {
	Key key.Binding // from package keys
	// Words say what it does here; empty: as the key says. Hint is shorter, for
	// the footer; empty: not there.
	Words, Hint string
	// Why says why it cannot be done now; empty if it can.
	Why string
	Run func() tea.Cmd
}

// Title says what the action does.
func (a Action) Title() string {
	if a.Words != "" {
		return a.Words
	}
	return a.Key.Help().Desc
}

// Do runs the action, or says why it cannot be done now.
func (a Action) Do() tea.Cmd {
	if a.Why != "" {
		return Refuse(a.Why)
	}
	return a.Run()
}

// Press runs the action of a key, and reports whether there is one.
func Press(all []Action, msg tea.KeyMsg) (tea.Cmd, bool) {
	for _, a := range all {
		if key.Matches(msg, a.Key) {
			return a.Do(), true
		}
	}
	return nil, false
}

// Hints are the bindings for the footer: of what can be done now.
func Hints(all []Action) []key.Binding {
	var out []key.Binding
	for _, a := range all {
		if a.Hint != "" && a.Why == "" {
			out = append(out, keys.As(a.Key, a.Hint))
		}
	}
	return out
}

// Help are the bindings for the page of help.
func Help(all []Action) []key.Binding {
	out := make([]key.Binding, len(all))
	for i, a := range all {
		out[i] = keys.As(a.Key, a.Title())
	}
	return out
}

// Choice is the message that asks the shell to let the user choose from a list.
type Choice struct {
	Title string
	Items []Item
	At    int // the item to begin on
}

// Item is one line of a list to choose from.
type Item struct {
	Text, Note string // Note stands at the right
	Do         func() tea.Cmd
}

// Choose shows a list to choose from.
func Choose(c Choice) tea.Cmd { return func() tea.Msg { return c } }

// Row is the message that asks a screen to put its cursor on a row of the
// comparison.
type Row struct {
	Title string // of the screen
	Row   *diff.Row
}

// ShowRow opens a screen on a row of the comparison.
func ShowRow(title string, row *diff.Row) tea.Cmd {
	return tea.Batch(GoTo(title), func() tea.Msg { return Row{title, row} })
}
