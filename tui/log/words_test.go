package log

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
)

func renaming(kind, from, to, result string) store.Entry {
	data := fmt.Sprintf(`{"plan":"p","fix":1,"side":"scim","target":"https://id.example.com","id":"bb126b05-6c0f-4d4e-9d0e-0f6f2a3b4c5d","attribute":"displayName","from":%q,"to":%q,"result":%q}`, from, to, result)
	return store.Entry{Run: "r1", Kind: kind, Text: "renamed displayName of bb126b05-6c0f-4d4e-9d0e-0f6f2a3b4c5d on https://id.example.com from it to that", Data: json.RawMessage(data)}
}

func TestRenamingShowsItsNamesFirst(t *testing.T) {
	long := strings.Repeat("a long name of a group ", 3)
	d := sit(t, renaming("fix-result", "Field Service", " Field Service", "done"), renaming("fix-intent", "Ops", "ops", ""),
		renaming("fix-result", "Payroll", "payroll", "not-done"), renaming("fix-result", long+"East", long+"Oslo", "done"))
	d.SetSize(80, 21)
	screentest.CheckGrid(t, d.View(), 80, 21)
	view := ansi.Strip(d.View())
	for _, want := range []string{"“Field Service” → “·Field Service”, displayName, id", "is to be made: “Ops” → “ops”", "not made: “Payroll” → “payroll”", "East", "Oslo"} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not on\n%s", want, view)
		}
	}
}

func TestStateOfAStepIsInWords(t *testing.T) {
	d := sit(t, store.Entry{Run: "r1", Kind: "step", Text: "step 3, Settle it: done-attested: it is so", Data: json.RawMessage(`{"step":"x","status":"done-attested"}`)})
	if view := ansi.Strip(d.View()); !strings.Contains(view, "done, attested: step 3, Settle it: it is so") {
		t.Errorf("it says\n%s", view)
	}
}

// Who is on the newest entry sees the newest; who is on another stays there.
func TestCursorFollowsTheNewest(t *testing.T) {
	d := sit(t, journal()...)
	add := func(text string) {
		w, err := migration.Open(d.folder)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if _, err := w.Journal().Append(store.Entry{Run: "r3", Kind: "step", Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	on := func() string { e, _ := d.current(); return e.Text }
	add("the second")
	d.press("r")
	if on() != "the second" {
		t.Errorf("the cursor is on %q", on())
	}
	d.press("down")
	before := on()
	add("the third")
	d.press("r")
	if on() != before {
		t.Errorf("the cursor goes from %q to %q", before, on())
	}
	d.press("up", "up", "up", "up", "enter")
	add("the fourth")
	d.press("r")
	if on() != "the third" {
		t.Errorf("the entry that is read turns into %q", on())
	}
}

func TestWholeEntrySaysThatThereIsMore(t *testing.T) {
	d := sit(t, store.Entry{Run: "r1", Kind: "step", Text: strings.Repeat("words and words ", 100) + "end"})
	d.SetSize(80, 21)
	d.press("enter")
	if view := ansi.Strip(d.View()); !strings.Contains(view, "↓ more") || strings.Contains(view, " end") {
		t.Fatalf("it is cut without a word:\n%s", view)
	}
	d.History.Update(tea.KeyMsg{Type: tea.KeyEnd})
	if view := ansi.Strip(d.View()); strings.Contains(view, "↓ more") || !strings.Contains(view, " end") {
		t.Errorf("at the end it says\n%s", view)
	}
}
