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

// Key returns the message for a key, by its name, or for typed text.
func Key(name string) tea.KeyMsg {
	switch name {
	case "enter":
		return tea.KeyMsg{Type: tea.KeyEnter}
	case "esc":
		return tea.KeyMsg{Type: tea.KeyEsc}
	case "tab":
		return tea.KeyMsg{Type: tea.KeyTab}
	case "up":
		return tea.KeyMsg{Type: tea.KeyUp}
	case "down":
		return tea.KeyMsg{Type: tea.KeyDown}
	case "left":
		return tea.KeyMsg{Type: tea.KeyLeft}
	case "right":
		return tea.KeyMsg{Type: tea.KeyRight}
	case "pgdown":
		return tea.KeyMsg{Type: tea.KeyPgDown}
	case "end":
		return tea.KeyMsg{Type: tea.KeyEnd}
	case "ctrl+f":
		return tea.KeyMsg{Type: tea.KeyCtrlF}
	case "ctrl+u":
		return tea.KeyMsg{Type: tea.KeyCtrlU}
	case "space":
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune(" ")}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
