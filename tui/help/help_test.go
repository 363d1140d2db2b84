package help

import (
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
)

// pages returns the pages of the help.
func pages(t *testing.T, h *Help, width, height int) (out []string) {
	t.Helper()
	h.SetSize(width, height)
	for {
		view := ansi.Strip(h.View())
		screentest.CheckGrid(t, view, width, height)
		out = append(out, view)
		if !strings.Contains(view, "↓ more") {
			return out
		}
		h.Update(tea.KeyMsg{Type: tea.KeyPgDown})
	}
}

// In the smallest window every text is complete, with a gap beside it, and each page says if
// there is more.
func TestHelpIsComplete(t *testing.T) {
	long := "a text that is much longer than half of the smallest window, and is folded"
	group := []key.Binding{keys.Bind("1", long, "1"), keys.Bind("2", "scroll the details up", "2")}
	for range 20 {
		group = append(group, keys.Bind("k", "one more key", "k"))
	}
	h := New()
	h.Show(screen.Migrate, [][]key.Binding{group, {keys.Bind("z", "the last key", "z")}})
	all := pages(t, h, 80, 21)
	if len(all) < 2 {
		t.Fatal("the page claims to end too early")
	}
	text := strings.Join(all, "\n")
	words := strings.Join(strings.Fields(text), " ")
	for _, want := range append(strings.Fields(long), "the last key", "quit at once", "╌ locked: an earlier",
		"◐ confirmed by an admin", "‼ overridden", "⇥ a tab", "≠ differ") {
		if !strings.Contains(words, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "…") {
		t.Errorf("a text is cut:\n%s", text)
	}
	for _, l := range strings.Split(text, "\n") {
		if i := strings.Index(l, "scroll the details up"); i >= 0 && !strings.HasPrefix(l[i+len("scroll the details up"):],
			"  ") {
			t.Errorf("no gap in %q", l)
		}
	}
}
