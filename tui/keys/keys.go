package keys

import "github.com/charmbracelet/bubbles/key"

// Bind makes a binding; label is how help writes the keys, and what says what
// they do.
func Bind(label, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, what))
}

// The shell's bindings.
var (
	Quit       = Bind("ctrl+c", "quit at once", "ctrl+c")
	Back       = Bind("q", "back, quit", "q")
	Escape     = Bind("esc", "close, stop, back", "esc")
	Help       = Bind("?", "help", "?", "f1")
	NextScreen = Bind("tab", "next screen", "tab")
	PrevScreen = Bind("shift+tab", "previous screen", "shift+tab")
	Number     = Bind("1-9", "go to screen", "1", "2", "3", "4", "5", "6", "7", "8", "9")
)

// Bindings that several screens have.
var (
	Up       = Bind("↑/k", "up", "up", "k")
	Down     = Bind("↓/j", "down", "down", "j")
	PageUp   = Bind("pgup", "a page up", "pgup", "ctrl+b")
	PageDown = Bind("pgdn", "a page down", "pgdown", "ctrl+f")
	Home     = Bind("home", "to the start", "home", "g")
	End      = Bind("end", "to the end", "end", "G")
	Filter   = Bind("/", "filter", "/")
	Read     = Bind("r", "read again", "r")
	Open     = Bind("enter", "open", "enter")
)

// Global are the shell's bindings in the order in which help shows them.
func Global() []key.Binding {
	return []key.Binding{NextScreen, PrevScreen, Number, Help, Escape, Back, Quit}
}

// Movement are the bindings that move a cursor.
func Movement() []key.Binding {
	return []key.Binding{Up, Down, PageUp, PageDown, Home, End}
}
