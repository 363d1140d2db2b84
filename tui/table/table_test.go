package table

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

func TestCursorIsAlwaysSeen(t *testing.T) {
	keys := []tea.KeyMsg{
		{Type: tea.KeyUp},
		{Type: tea.KeyDown},
		{Type: tea.KeyPgUp},
		{Type: tea.KeyPgDown},
		{Type: tea.KeyHome},
		{Type: tea.KeyEnd},
	}
	rapid.Check(t, func(r *rapid.T) {
		var tab Table
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			switch rapid.IntRange(0, 4).Draw(r, "step") {
			case 0:
				tab.SetSize(rapid.IntRange(1, 50).Draw(r, "width"), rapid.IntRange(-1, 20).Draw(r, "height"))
			case 1:
				tab.SetLen(rapid.IntRange(0, 200).Draw(r, "len"))
			case 2:
				tab.Update(tea.MouseMsg{
					X: 0, Y: rapid.IntRange(-2, 30).Draw(r, "y"), Button: tea.MouseButtonLeft,
					Action: tea.MouseActionPress,
				})
			default:
				tab.Update(rapid.SampledFrom(keys).Draw(r, "key"))
			}
			if tab.height == 0 {
				continue
			}
			asked, seen := 0, false
			view := tab.View(func(i, width int, cursor bool) string {
				asked++
				if i < 0 || i >= tab.Len() {
					r.Fatalf("row %d of %d", i, tab.Len())
				}
				seen = seen || cursor && i == tab.Cursor()
				return strings.Repeat("x", max(0, width))
			})
			if asked > tab.Height() {
				r.Fatalf("%d rows were drawn in a height of %d", asked, tab.Height())
			}
			if tab.Len() > 0 && !seen {
				r.Fatalf("the cursor at %d isn't in a visible row", tab.Cursor())
			}
			if n := strings.Count(view, "\n") + 1; n != tab.Height() {
				r.Fatalf("%d lines, want %d", n, tab.Height())
			}
		}
	})
}

func TestBarReachesBothEnds(t *testing.T) {
	var tab Table
	tab.SetSize(10, 10)
	tab.SetLen(100_000)
	row := func(i, width int, _ bool) string { return fmt.Sprintf("%*d", width, i) }
	first, _, _ := strings.Cut(tab.View(row), "\n")
	tab.Update(tea.KeyMsg{Type: tea.KeyEnd})
	lines := strings.Split(tab.View(row), "\n")
	if !strings.Contains(first, "┃") || !strings.Contains(lines[9], "┃") {
		t.Errorf("the bar is at %q and %q", first, lines[9])
	}
}
