package tui

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/clipboard"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// atWork is a screen that is making a change.
type atWork struct {
	screen.Screen
	pressed []string
	backs   int
}

func (w *atWork) Running() bool { return true }

func (w *atWork) Back() (tea.Cmd, bool) { w.backs++; return nil, true }

func (w *atWork) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		w.pressed = append(w.pressed, k.String())
	}
	return nil
}

func working(t *testing.T) (*App, *atWork) {
	app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	w := &atWork{Screen: app.screens[2]}
	app.screens[2] = w
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	return app, w
}

func quits(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	_, ok := cmd().(tea.QuitMsg)
	return ok
}

func TestQuitDuringARunAsksTwice(t *testing.T) {
	for name, k := range map[string]tea.KeyMsg{"q": screentest.Key("q"), "ctrl+c": pressed(tea.KeyCtrlC)} {
		app, _ := working(t)
		if _, cmd := app.Update(k); quits(cmd) {
			t.Fatalf("the first %s quits during a run", name)
		}
		view := ansi.Strip(app.View())
		if !strings.Contains(view, "a change is in progress: esc stops it, "+name+" quits anyway") || app.open != 2 {
			t.Errorf("%s shows screen %d:\n%s", name, app.open, view)
		}
		app.Update(screentest.Key("1"))
		if _, cmd := app.Update(k); quits(cmd) {
			t.Errorf("%s quits after another key", name)
		}
		if _, cmd := app.Update(k); !quits(cmd) {
			t.Errorf("the second %s does not quit", name)
		}
	}
}

func TestHiddenScreenIgnoresKeys(t *testing.T) {
	app, w := working(t)
	app.show(2)
	app.Update(tea.WindowSizeMsg{Width: 60, Height: 15})
	for _, k := range []string{"a", "enter", "s", "1", "?", "q", "esc"} {
		if _, cmd := app.Update(screentest.Key(k)); cmd != nil {
			t.Errorf("%s does something", k)
		}
	}
	if len(w.pressed) > 0 || w.backs > 0 || app.open != 2 || app.helpOpen {
		t.Errorf("keys came through: %v, %d times back, screen %d", w.pressed, w.backs, app.open)
	}
	app.Update(pressed(tea.KeyCtrlC))
	if !strings.Contains(strings.Join(strings.Fields(app.View()), " "), "esc stops it") {
		t.Errorf("ctrl+c says nothing:\n%s", app.View())
	}
	app.Update(screentest.Key("esc"))
	if w.backs != 1 || strings.Contains(app.View(), "esc stops it") {
		t.Errorf("esc goes back %d times, and then the window says\n%s", w.backs, app.View())
	}
	app.Update(pressed(tea.KeyCtrlC))
	if _, cmd := app.Update(pressed(tea.KeyCtrlC)); !quits(cmd) {
		t.Error("ctrl+c does not quit")
	}
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	app.Update(screentest.Key("1"))
	app.Update(screentest.Key("q"))
	app.Update(tea.WindowSizeMsg{Width: 60, Height: 15})
	if _, cmd := app.Update(screentest.Key("q")); !quits(cmd) {
		t.Error("q again does not quit in a window that was made small")
	}
}

// Unsaved answers to the doctor are not discarded without a warning, whichever screen is open
// on quitting.
func TestQuitWarnsOfUnsavedAnswers(t *testing.T) {
	for name, k := range map[string]tea.KeyMsg{"q": screentest.Key("q"), "ctrl+c": pressed(tea.KeyCtrlC)} {
		c := company()
		c.Workspace = session.Folder{Dir: t.TempDir()}
		app := New(session.New(t.Context(), c), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
		app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		press := func(keys ...string) {
			for _, k := range keys {
				app.Update(screentest.Key(k))
			}
		}
		press("5", "space", "down", "space", "1")
		if _, cmd := app.Update(k); quits(cmd) {
			t.Fatalf("%s quits, and the answers are gone", name)
		}
		foot := ansi.Strip(app.foot())
		if !strings.Contains(foot, "2 answers are not saved: a saves, "+name+" again quits without saving") ||
			app.current().Title() != screen.Doctor {
			t.Errorf("%s shows %s and says %q", name, app.current().Title(), foot)
		}
		app.Update(tea.WindowSizeMsg{Width: 60, Height: 15})
		if view := strings.Join(strings.Fields(app.View()), " "); !strings.Contains(view,
			"something is not saved, "+name+" again quits without saving") {
			t.Errorf("the small window says %q", view)
		}
		app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if _, cmd := app.Update(k); !quits(cmd) {
			t.Errorf("the second %s does not quit", name)
		}
		press("u")
		if _, cmd := app.Update(pressed(tea.KeyCtrlC)); !quits(cmd) {
			t.Error("with nothing unsaved ctrl+c does not quit")
		}
	}
}

// A confirmation is shown before the keys, and only on its own screen.
func TestNoticeIsShownBeforeTheKeys(t *testing.T) {
	app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	app.Update(screen.Notice{Text: "saved"})
	if foot := ansi.Strip(app.foot()); !strings.Contains(foot, "✓ saved    enter continue") {
		t.Errorf("the footer is %q", foot)
	}
	app.Update(screentest.Key("2"))
	if foot := ansi.Strip(app.foot()); strings.Contains(foot, "saved") {
		t.Errorf("on another screen the footer is %q", foot)
	}
}

// The app quits after running writes have ended, but doesn't wait forever.
func TestQuitWaitsForWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := session.New(context.Background(), session.Config{})
		done, begun := make(chan struct{}), make(chan struct{})
		wrote := false
		go s.Work(func() tea.Msg { close(begun); <-done; wrote = true; return nil })()
		<-begun
		ended := s.Shutdown()
		if session.WaitFor(ended, time.Millisecond) {
			t.Fatal("the work is said to have ended")
		}
		if s.Work(func() tea.Msg { t.Error("work starts while the app is quitting"); return nil })() != nil {
			t.Error("work that did not begin has a message")
		}
		var out bytes.Buffer
		time.AfterFunc(2*quietWait, func() { close(done) })
		if err := shutdown(s, &out); err != nil || !wrote {
			t.Errorf("left with %v, written %v", err, wrote)
		}
		if !strings.Contains(out.String(), "waiting for the current change") {
			t.Errorf("it says %q", out.String())
		}
	})
}
