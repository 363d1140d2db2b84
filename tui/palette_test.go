package tui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/clipboard"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// running returns the app with the company's groups read, without a terminal.
func running(t *testing.T) (*App, func(keys ...string)) {
	t.Helper()
	s := session.New(t.Context(), company())
	t.Cleanup(s.Close)
	a := New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	update := func(msg tea.Msg) tea.Cmd { _, cmd := a.Update(msg); return cmd }
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	screentest.Follow(s.ReadAll(), update)
	return a, func(keys ...string) {
		for _, k := range keys {
			screentest.Follow(update(screentest.Key(k)), update)
		}
	}
}

// Screens, actions and groups are found by part of their name and opened from any screen. esc
// changes nothing.
func TestPaletteFindsEverythingByName(t *testing.T) {
	for _, c := range []struct{ typed, screen, shows string }{
		{"go to log", screen.Log, "Log"},
		{"doctor", screen.Doctor, "Doctor"},
		{"payroll", screen.Groups, "▌  Payroll"},
		{"groups: show one status", screen.Groups, "Show groups that"},
		{"change the connections", screen.Connection, "Connection"},
	} {
		a, press := running(t)
		press("4", ":", c.typed)
		screentest.CheckGrid(t, a.View(), 80, 24)
		press("enter")
		if view := ansi.Strip(a.View()); a.current().Title() != c.screen || !strings.Contains(view, c.shows) ||
			a.current().Typing() {
			t.Errorf("%q opens %s:\n%s", c.typed, a.current().Title(), view)
		}
	}
	a, press := running(t)
	press("2", "*", ":", "nothing is called so", "enter")
	if view := ansi.Strip(a.View()); !strings.Contains(view, "Nothing matches.") {
		t.Error(view)
	}
	if press("esc"); a.picker != nil || a.current().Title() != screen.Groups || len(a.session.Selected) != 4 {
		t.Errorf("after esc %s is open, %d are selected", a.current().Title(), len(a.session.Selected))
	}
}

// Choices are lists: the cursor starts on the current entry, and choosing another applies it.
func TestChoicesAreLists(t *testing.T) {
	a, press := running(t)
	press("2", "s")
	if view := ansi.Strip(a.View()); !strings.Contains(view, "▌ all groups") || !strings.Contains(view, "≠ differ") {
		t.Fatal(view)
	}
	press("down", "enter")
	if view := ansi.Strip(a.View()); !strings.Contains(view, "[1 differ]") {
		t.Error(view)
	}
	press("s")
	if view := ansi.Strip(a.View()); !strings.Contains(view, "▌ ≠ differ") {
		t.Error(view)
	}
	press("q")
	if view := ansi.Strip(a.View()); a.picker != nil || !strings.Contains(view, "[1 differ]") {
		t.Error(view)
	}
}

// Every action of every screen has a key from the shared list, and a description. No two
// actions of a screen share a key.
func TestActionsHaveTheirKeys(t *testing.T) {
	a, _ := running(t)
	for _, s := range a.screens {
		seen := map[string]bool{}
		for _, one := range s.Actions() {
			known := slices.ContainsFunc(append(keys.Letters(), keys.Previous, keys.Following), func(b key.Binding) bool {
				return slices.Equal(b.Keys(), one.Key.Keys())
			})
			if k := one.Key.Help().Key; !known || seen[k] || one.Title() == "" || one.Run == nil {
				t.Errorf("%s: %s %q", s.Title(), k, one.Title())
			} else {
				seen[k] = true
			}
		}
		if len(seen) == 0 && s.Title() != screen.Migrate { // without a workspace there are no steps
			t.Errorf("%s has no actions", s.Title())
		}
	}
}
