package log

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
)

func renaming(kind, from, to, result string) store.Entry {
	data := fmt.Sprintf(
		`{"plan":"p","fix":1,"side":"scim","target":"https://id.example.com","id":"bb126b05-6c0f-4d4e-9d0e-0f6f2a3b4c5d","attribute":"displayName","from":%q,"to":%q,"result":%q}`, from, to, result)
	return store.Entry{
		Run: "r1", Kind: kind,
		Text: "renamed displayName of bb126b05-6c0f-4d4e-9d0e-0f6f2a3b4c5d on https://id.example.com from it to that",
		Data: json.RawMessage(data),
	}
}

func TestRenameShowsItsNamesFirst(t *testing.T) {
	long := strings.Repeat("a long name of a group ", 3)
	d := newDriver(t, renaming("fix-result", "Field Service", " Field Service", "done"),
		renaming("fix-intent", "Ops", "ops", ""),
		renaming("fix-result", "Payroll", "payroll", "not-done"), renaming("fix-result", long+"East", long+"Oslo", "done"))
	d.SetSize(80, 21)
	screentest.CheckGrid(t, d.View(), 80, 21)
	view := ansi.Strip(d.View())
	for _, want := range []string{
		"“Field Service” → “·Field Service”, displayName, id", "planned: “Ops” → “ops”",
		"not done: “Payroll” → “payroll”", "East", "Oslo",
	} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not on\n%s", want, view)
		}
	}
}

// An entry of a step is described from its data: the state first, the title on the chosen path,
// the result, and an override only by its reason, whatever its text contains.
func TestStepEntriesAreDescribedFromTheirData(t *testing.T) {
	d := newDriver(t)
	w, err := migration.Open(d.folder)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	note := func(id playbook.StepID, a playbook.StepUpdate, change func(*playbook.Runbook, playbook.Context,
		playbook.StepUpdate) (playbook.State, error),
	) {
		t.Helper()
		if _, err := w.Record(func(s *migration.State) (store.Entry, error) {
			return s.ChangeStep(id, a, change)
		}); err != nil {
			t.Fatal(err)
		}
	}
	attest := func(id playbook.StepID) func(*playbook.Runbook, playbook.Context, playbook.StepUpdate) (playbook.State,
		error) {
		return func(w *playbook.Runbook, pc playbook.Context, a playbook.StepUpdate) (playbook.State, error) {
			return w.Confirm(pc, id, a)
		}
	}
	_, err = w.Record(func(s *migration.State) (store.Entry, error) {
		return s.Choose("self-hosted", "okta", playbook.StepUpdate{At: now, By: "kim"})
	})
	if err != nil {
		t.Fatal(err)
	}
	note("access", playbook.StepUpdate{At: now, By: "kim", Saw: "both accounts work: done-verified"}, attest("access"))
	note("token", playbook.StepUpdate{At: now, By: "kim", Force: "a test"}, attest("token"))
	note("access", playbook.StepUpdate{At: now, By: "kim"}, func(w *playbook.Runbook, pc playbook.Context,
		a playbook.StepUpdate,
	) (playbook.State, error) {
		return w.Reopen(pc.State, "access", a)
	})
	_, err = w.Record(func(*migration.State) (store.Entry, error) {
		return store.Entry{Kind: migration.KindStep, Text: "an override of all", Data: migration.OverrideData("no time")}, nil
	})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	screentest.Follow(d.session.Reload(), d.update)
	d.press("r")
	d.SetSize(160, 30)
	view := ansi.Strip(d.View())
	token := screentest.Step(t, playbook.SelfHosted, playbook.Okta, playbook.StepToken)
	for _, want := range []string{
		"confirmed: step 1, Get both admin accounts ready: both accounts work: done-verified",
		fmt.Sprintf("‼ confirmed: step %d, %s", token.Number, token.Title), "; overridden: a test",
		"opened again: step 1, Get both",
		"‼ an override of all",
	} {
		if !strings.Contains(view, want) {
			t.Errorf("%q is not on\n%s", want, view)
		}
	}
	if n := strings.Count(view, "‼"); n != 2 {
		t.Errorf("%d entries are marked as overrides:\n%s", n, view)
	}
}

// A cursor on the newest entry follows new entries; on another entry it stays.
func TestCursorFollowsTheNewest(t *testing.T) {
	d := newDriver(t, journal()...)
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
		t.Errorf("the open entry changes to %q", on())
	}
}

func TestLongEntrySaysThatThereIsMore(t *testing.T) {
	d := newDriver(t, store.Entry{Run: "r1", Kind: "step", Text: strings.Repeat("words and words ", 100) + "end"})
	d.SetSize(80, 21)
	d.press("enter")
	if view := ansi.Strip(d.View()); !strings.Contains(view, "↓ more") || strings.Contains(view, " end") {
		t.Fatalf("it is cut without a mark:\n%s", view)
	}
	d.History.Update(tea.KeyMsg{Type: tea.KeyEnd})
	if view := ansi.Strip(d.View()); strings.Contains(view, "↓ more") || !strings.Contains(view, " end") {
		t.Errorf("at the end it says\n%s", view)
	}
}
