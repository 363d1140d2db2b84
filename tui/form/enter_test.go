package form

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/tui/keys"
	"ad2scim/tui/screentest"
)

// Enter stays on an invalid field, moves on from a valid one, and completes the form on the
// last field if all are valid. No key loses typed text.
func TestEnterGoesFieldByField(t *testing.T) {
	needed := func(s string) string {
		if s == "" {
			return "it is missing"
		}
		return ""
	}
	f := New(NewField("one", "", needed), NewField("two", "", func(string) string { return "" }),
		NewField("three", "", needed))
	press := func(keys ...tea.KeyMsg) (done bool) {
		for _, k := range keys {
			_, done = f.Key(k)
		}
		return done
	}
	enter, tab, back := screentest.Key("enter"), screentest.Key("tab"), tea.KeyMsg{Type: tea.KeyShiftTab}
	if press(enter) || f.focused != 0 {
		t.Errorf("enter leaves a field that is missing for %d", f.focused)
	}
	if press(screentest.Key("a"), enter, enter) || f.focused != 2 {
		t.Errorf("after two enters the field is %d", f.focused)
	}
	if press(enter) || f.focused != 2 {
		t.Error("the form is completed without its last field")
	}
	if press(screentest.Key("c"), tab, screentest.Key("b"), back) || f.Value(0) != "ab" || f.Value(2) != "c" {
		t.Errorf("%q, %q", f.Value(0), f.Value(2))
	}
	if f.focused != 2 || !press(enter) {
		t.Errorf("enter on the last field, %d, doesn't complete the form", f.focused)
	}
}

// The footer says what enter does in the current field, and not what only the last one does.
func TestHintsSayWhatEnterDoesHere(t *testing.T) {
	field := func() *Field { return NewField("one", "", func(string) string { return "" }) }
	scan := keys.As(keys.Open, "scan")
	says := func(f Form) (text string) {
		for _, b := range f.Hints(scan) {
			text += b.Help().Key + " " + b.Help().Desc + ", "
		}
		return text
	}
	f := New(field(), field())
	if got := says(f); got != "enter next field, " {
		t.Error("on the first of two:", got)
	}
	f.Next()
	if got := says(f); got != "enter scan, tab next field, " {
		t.Error("on the last:", got)
	}
	if got := says(New(field())); got != "enter scan, " {
		t.Error("on the only one:", got)
	}
}
