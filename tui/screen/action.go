package screen

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/tui/keys"
)

// Action is what a key does on a screen. The footer, the help and the palette are made from a
// screen's actions, which are ordered by use.
type Action struct {
	Key key.Binding // from package keys
	// Words describe the action; if empty, the key's description is used. Hint is the short
	// form for the footer; if empty, the footer omits the action.
	Words, Hint string
	// Why says why the action is unavailable, or "".
	Why string
	Run func() tea.Cmd
}

// Title describes the action.
func (a Action) Title() string {
	if a.Words != "" {
		return a.Words
	}
	return a.Key.Help().Desc
}

// Do runs the action, or says why it is unavailable.
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

// Hints lists the bindings for the footer: those of available actions.
func Hints(all []Action) []key.Binding {
	var out []key.Binding
	for _, a := range all {
		if a.Hint != "" && a.Why == "" {
			out = append(out, keys.As(a.Key, a.Hint))
		}
	}
	return out
}

// Help lists the bindings for the help.
func Help(all []Action) []key.Binding {
	out := make([]key.Binding, len(all))
	for i, a := range all {
		out[i] = keys.As(a.Key, a.Title())
	}
	return out
}

// Choice is the message that asks the app to open a list.
type Choice struct {
	Title string
	Items []Item
	At    int // index of the entry to start on
}

// Item is an entry of a list.
type Item struct {
	Text, Note string // Note is shown on the right
	Do         func() tea.Cmd
}

// Choose opens a list.
func Choose(c Choice) tea.Cmd { return func() tea.Msg { return c } }

// Row is the message that asks a screen to move to a row of the comparison.
type Row struct {
	Title string // of the screen
	Row   *diff.Row
}

// ShowRow opens a screen on a row of the comparison.
func ShowRow(title string, row *diff.Row) tea.Cmd {
	return tea.Batch(GoTo(title), func() tea.Msg { return Row{title, row} })
}
