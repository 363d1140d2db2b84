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
