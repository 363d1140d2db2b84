package form

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/screentest"
)

func TestForm(t *testing.T) {
	needed := func(s string) string {
		if s == "" {
			return "it is missing"
		}
		return ""
	}
	f := New(NewField("Names", "", needed), NewField("Password", "", needed).Secret())
	f.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("srv1\r\nsrv2\x1b\u202e\n"), Paste: true})
	if got := f.Value(0); got != "srv1, srv2," {
		t.Errorf("pasted lines are %q", got)
	}
	if f.Complete() {
		t.Error("a field is empty")
	}
	f.Update(screentest.Key("hush\n")) // a secret is kept as typed
	if !f.Complete() {
		t.Error("every field is right")
	}
	f.Next()
	f.Fields[0].Set("a\x1b[2J")
	view := strings.Join(f.View(30), "\n")
	screentest.CheckGrid(t, view, 30, 4)
	if plain := ansi.Strip(view); strings.Contains(plain, "hush") || !strings.Contains(plain, "••••") {
		t.Error(plain)
	}
	f.Fields[0].Input.Reset()
	hint := "one"
	f.Fields[0].Hint = func() string { return hint }
	for _, hint = range []string{"one", "two"} {
		if plain := ansi.Strip(strings.Join(f.View(30), "\n")); !strings.Contains(plain, hint) {
			t.Errorf("the hint is not %s:\n%s", hint, plain)
		}
	}
}
