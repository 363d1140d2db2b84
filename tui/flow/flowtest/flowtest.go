// Package flowtest sits somebody down before a view that changes something elsewhere: the
// view runs in a program of its own, as the app runs it, with keys and a screen.
package flowtest

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// View is what somebody sits before.
type View interface {
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	View() string
	Back() (tea.Cmd, bool)
}

// Width and Height are the room of the view.
const (
	Width  = 100
	Height = 30
)

const patience = time.Minute

// Desk is somebody who sits before a view.
type Desk struct {
	t      *testing.T
	view   View
	s      *session.Session
	folder string
	tm     *teatest.TestModel

	mu    sync.Mutex
	shown string
	left  bool
	drawn chan chan struct{} // who waits for the next frame
}

// Sit runs a view of a session, whose workspace is this folder. Each frame is checked for
// its grid.
func Sit(t *testing.T, s *session.Session, folder string, view View) *Desk {
	d := &Desk{t: t, view: view, s: s, folder: folder, drawn: make(chan chan struct{}, 1)}
	d.tm = teatest.NewTestModel(t, shell{d}, teatest.WithInitialTermSize(Width, Height))
	t.Cleanup(func() {
		d.tm.Quit()
		d.tm.WaitFinished(t, teatest.WithFinalTimeout(patience))
		s.Close()
		if !session.Ended(s.Leave(), patience) { // it would write to a folder that is gone
			t.Error("work goes on after the end")
		}
	})
	return d
}

// shell is the program.
type shell struct{ d *Desk }

func (sh shell) Init() tea.Cmd { return sh.d.view.Init() }

func (sh shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	d := sh.d
	if k, ok := msg.(tea.KeyMsg); ok && k.Type == tea.KeyEsc {
		cmd, stays := d.view.Back()
		d.mu.Lock()
		d.left = d.left || !stays
		d.mu.Unlock()
		return sh, cmd
	}
	if m, ok := msg.(drawnNow); ok {
		d.drawn <- m.done
		return sh, nil
	}
	return sh, tea.Batch(d.s.Update(msg), d.view.Update(msg))
}

func (sh shell) View() string {
	d := sh.d
	v := d.view.View()
	screentest.CheckGrid(d.t, v, Width, Height)
	d.mu.Lock()
	d.shown = v
	d.mu.Unlock()
	select {
	case done := <-d.drawn:
		close(done)
	default:
	}
	return v
}

// Screen is what is shown now.
func (d *Desk) Screen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return ansi.Strip(d.shown)
}

// Flat is a screen with its text in one line, however it is folded.
func Flat(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// until waits until something is so, and fails with what says what is missing.
func (d *Desk) until(missing func() string) {
	d.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		why := missing()
		if why == "" {
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("%s\n%s", why, d.Screen())
		}
	}
}

// WaitFor waits until every text is on the screen, however it is folded.
func (d *Desk) WaitFor(texts ...string) {
	d.t.Helper()
	d.until(func() string {
		screen := Flat(d.Screen())
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return text + " is not on"
			}
		}
		return ""
	})
}

// WaitGone waits until a text is on the screen no more.
func (d *Desk) WaitGone(text string) {
	d.t.Helper()
	d.until(func() string {
		if strings.Contains(Flat(d.Screen()), text) {
			return text + " stays on"
		}
		return ""
	})
}

// WaitLeft waits until the view is to be left.
func (d *Desk) WaitLeft() {
	d.t.Helper()
	d.until(func() string {
		d.mu.Lock()
		defer d.mu.Unlock()
		if !d.left {
			return "the view stays:"
		}
		return ""
	})
}

// Not fails if a text is on the screen, however it is folded, once everything that was
// sent is handled.
func (d *Desk) Not(text string) {
	d.t.Helper()
	d.Settle()
	if strings.Contains(Flat(d.Screen()), text) {
		d.t.Errorf("%q is on\n%s", text, d.Screen())
	}
}

// drawnNow is the message after everything that was sent before it.
type drawnNow struct{ done chan struct{} }

// Settle waits for a frame that is drawn after all that was sent.
func (d *Desk) Settle() {
	d.t.Helper()
	drawn := make(chan struct{})
	d.tm.Send(drawnNow{drawn})
	select {
	case <-drawn:
	case <-time.After(patience):
		d.t.Fatal("no frame is drawn")
	}
}

// Press sends keys, each by its name, or as typed text.
func (d *Desk) Press(keys ...string) {
	for _, k := range keys {
		switch k {
		case "backspace":
			d.tm.Send(tea.KeyMsg{Type: tea.KeyBackspace})
		case "ctrl+l":
			d.tm.Send(tea.KeyMsg{Type: tea.KeyCtrlL})
		default:
			d.tm.Send(screentest.Key(k))
		}
	}
}

// State is what the workspace holds now.
func (d *Desk) State() migration.State {
	d.t.Helper()
	st, err := session.Folder{Dir: d.folder}.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return st
}

// Without fails if a secret is anywhere in the workspace.
func (d *Desk) Without(secret string) {
	d.t.Helper()
	err := filepath.WalkDir(d.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), secret) {
			d.t.Errorf("the secret is in %s", path)
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}

// Change changes what a workspace holds, behind the view's back.
func Change(t *testing.T, folder string, do func(*migration.State)) {
	t.Helper()
	_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (operation.JournalEntry, error) {
		do(s)
		return operation.JournalEntry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
