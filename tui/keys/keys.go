package keys

import "github.com/charmbracelet/bubbles/key"

// Bind makes a binding. Help shows label for the keys and what for their effect.
func Bind(label, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, what))
}

// As returns the binding with another description.
func As(b key.Binding, what string) key.Binding {
	b.SetHelp(b.Help().Key, what)
	return b
}

// The app's bindings.
var (
	Quit       = Bind("ctrl+c", "quit at once", "ctrl+c")
	Back       = Bind("q", "back, quit", "q")
	Escape     = Bind("esc", "close, stop, back", "esc")
	Help       = Bind("?", "help", "?", "f1")
	Palette    = Bind(":, ctrl+k", "go to or do anything by name", ":", "ctrl+k")
	NextScreen = Bind("tab", "next screen", "tab")
	PrevScreen = Bind("shift+tab", "previous screen", "shift+tab")
	Number     = Bind("1-9", "go to screen", "1", "2", "3", "4", "5", "6", "7", "8", "9")
)

// Bindings that move the cursor or scroll.
var (
	Up        = Bind("↑/k", "up", "up", "k")
	Down      = Bind("↓/j", "down", "down", "j")
	PageUp    = Bind("pgup", "a page up", "pgup", "ctrl+b")
	PageDown  = Bind("pgdn", "a page down", "pgdown", "ctrl+f")
	Home      = Bind("home", "to the start", "home", "g")
	End       = Bind("end", "to the end", "end", "G")
	AsideUp   = Bind("[", "scroll up", "[", "shift+up")
	AsideDown = Bind("]", "scroll down", "]", "shift+down")
	Previous  = Bind("←", "previous answer", "left")
	Following = Bind("→", "next answer", "right")
	NextField = Bind("tab", "next field", "tab")
	PrevField = Bind("shift+tab", "previous field", "shift+tab")
)

// A letter means the same in the whole app. A screen describes its effect there in its own
// words, with As.
var (
	Open      = Bind("enter", "open", "enter")
	Add       = Bind("+", "add", "+")
	Remove    = Bind("-", "remove", "-")
	Select    = Bind("space", "select", " ")
	SelectAll = Bind("*", "select all shown, or none", "*")
	Filter    = Bind("/", "filter by typing", "/")
	Override  = Bind("!", "override, with a reason", "!")
	Confirm   = Bind("a", "confirm it yourself", "a")
	Apart     = Bind("b", "mark as different groups", "b")
	Copy      = Bind("c", "copy", "c")
	CopyJSON  = Bind("C", "copy as JSON", "C")
	Kind      = Bind("d", "show one kind of difference", "d")
	Edit      = Bind("e", "type or change", "e")
	Fix       = Bind("f", "fix names", "f")
	Here      = Bind("h", "do it here", "h")
	Nested    = Bind("i", "include members of nested groups", "i")
	Members   = Bind("m", "members side by side", "m")
	Next      = Bind("n", "next step or question", "n")
	Order     = Bind("o", "sort", "o")
	Path      = Bind("p", "choose path and provider", "p")
	Read      = Bind("r", "read again", "r")
	Status    = Bind("s", "show one status", "s")
	Turn      = Bind("t", "change the other side", "t")
	ThroughAD = Bind("y", "change displayName in AD", "y")
	Undo      = Bind("u", "undo", "u")
	Check     = Bind("v", "run the check", "v")
	Write     = Bind("w", "write to a file", "w")
	RuleOut   = Bind("x", "not needed", "x")
)

// Letters lists all keys with a meaning of their own.
func Letters() []key.Binding {
	return []key.Binding{
		Back, Help, Palette, Up, Down, Home, End, AsideUp, AsideDown, Open, Add, Remove, Select, SelectAll, Filter,
		Override, Confirm, Apart, Copy, CopyJSON,
		Kind, Edit, Fix, Here, Nested, Members, Next, Order, Path, Read, Status, Turn, ThroughAD, Undo, Check, Write, RuleOut,
	}
}

// Global lists the app's bindings in the order of the help.
func Global() []key.Binding {
	return []key.Binding{Palette, NextScreen, PrevScreen, Number, Help, Escape, Back, Quit}
}

// Movement lists the bindings that move the cursor.
func Movement() []key.Binding {
	return []key.Binding{Up, Down, PageUp, PageDown, Home, End}
}
