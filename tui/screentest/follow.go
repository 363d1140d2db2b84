package screentest

import (
	"reflect"
	"runtime"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// Follow runs a command as Bubble Tea does and passes each message to update, until no command
// is left. Parts of a batch run concurrently, parts of a sequence in order. The commands must
// end by themselves; the blinking of a text cursor doesn't, and is left out.
func Follow(cmd tea.Cmd, update func(tea.Msg) tea.Cmd) {
	messages := make(chan tea.Msg)
	waiting := 0
	begin := func(c tea.Cmd) {
		if c != nil && !blinks(c) {
			waiting++
			go func() { messages <- c() }()
		}
	}
	for begin(cmd); waiting > 0; {
		msg := <-messages
		waiting--
		switch msg := msg.(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				begin(c)
			}
		default:
			parts, ok := sequence(msg)
			for _, c := range parts {
				Follow(c, update)
			}
			if !ok {
				begin(update(msg))
			}
		}
	}
}

// sequence returns the parts of a tea.Sequence. Bubble Tea doesn't export the type of its
// message.
func sequence(msg tea.Msg) ([]tea.Cmd, bool) {
	v, parts := reflect.ValueOf(msg), reflect.TypeFor[[]tea.Cmd]()
	if !v.Type().ConvertibleTo(parts) {
		return nil, false
	}
	return v.Convert(parts).Interface().([]tea.Cmd), true
}

// blinks reports whether a command is the blinking of a text cursor.
func blinks(c tea.Cmd) bool {
	return strings.Contains(runtime.FuncForPC(reflect.ValueOf(c).Pointer()).Name(), "bubbles/cursor.")
}

// named are the keys that type nothing.
var named = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "backspace": tea.KeyBackspace, "up": tea.KeyUp,
	"down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgdown": tea.KeyPgDown, "home": tea.KeyHome,
	"end": tea.KeyEnd, "ctrl+f": tea.KeyCtrlF, "ctrl+l": tea.KeyCtrlL, "ctrl+u": tea.KeyCtrlU,
}

// Key returns the message for a key, by its name, or for typed text.
func Key(name string) tea.KeyMsg {
	if name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune(" ")}
	}
	if key, there := named[name]; there {
		return tea.KeyMsg{Type: key}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
