package keys

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestScrollStaysInTheText(t *testing.T) {
	press := func(k tea.KeyType) tea.Msg { return tea.KeyMsg{Type: k} }
	for name, c := range map[string]struct {
		msg                  tea.Msg
		first, lines, height int
		want                 int
		moved                bool
	}{
		"down":             {press(tea.KeyDown), 0, 30, 10, 1, true},
		"down at the end":  {press(tea.KeyDown), 20, 30, 10, 20, true},
		"up at the top":    {press(tea.KeyUp), 0, 30, 10, 0, true},
		"a page":           {press(tea.KeyPgDown), 5, 30, 10, 15, true},
		"a page back":      {press(tea.KeyPgUp), 15, 30, 10, 5, true},
		"the wheel back":   {tea.MouseMsg{Button: tea.MouseButtonWheelUp}, 5, 30, 10, 2, true},
		"the end":          {press(tea.KeyEnd), 0, 30, 10, 20, true},
		"the beginning":    {press(tea.KeyHome), 17, 30, 10, 0, true},
		"the wheel":        {tea.MouseMsg{Button: tea.MouseButtonWheelDown}, 0, 30, 10, 3, true},
		"another key":      {press(tea.KeyEnter), 4, 30, 10, 4, false},
		"a shorter text":   {nil, 25, 12, 10, 2, false},
		"less than a page": {press(tea.KeyDown), 0, 3, 10, 0, true},
	} {
		if got, moved := Scroll(c.msg, c.first, c.lines, c.height); got != c.want || moved != c.moved {
			t.Errorf("%s: %d %v, want %d %v", name, got, moved, c.want, c.moved)
		}
	}
}

// TestPrintable checks that typed or pasted text can't reverse the line.
func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{"Größe 東": "Größe 東", "a\u202eb\x1b[2J\u200b\n": "ab[2J", "": ""} {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}
		if got := Printable(msg); string(got.Runes) != want || !got.Paste || string(msg.Runes) != text {
			t.Errorf("%q becomes %q", text, string(got.Runes))
		}
	}
}

// TestAs also checks that the original binding is unchanged.
func TestAs(t *testing.T) {
	was := Escape.Help()
	b := As(Escape, "stop reading")
	if b.Help().Desc != "stop reading" || b.Help().Key != was.Key || Escape.Help() != was {
		t.Errorf("%+v, and all others %+v", b.Help(), Escape.Help())
	}
}
