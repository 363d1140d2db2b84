// Package flowtest drives a view that makes changes outside the app. The view runs in a Bubble
// Tea program of its own, with keys and a screen.
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

// View is the view under test.
type View interface {
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	View() string
	Back() (tea.Cmd, bool)
}

// Width and Height are the size of the view.
const (
	Width  = 100
	Height = 30
)

const timeout = time.Minute

// Driver presses keys in a view and reads its screen.
type Driver struct {
	t      *testing.T
	view   View
	s      *session.Session
	folder string
	tm     *teatest.TestModel

	mu     sync.Mutex
	shown  string
	closed bool
	drawn  chan chan struct{} // requests to be told of the next frame
}

// Start runs a view of a session whose workspace is folder. It checks the size of every frame.
func Start(t *testing.T, s *session.Session, folder string, view View) *Driver {
	d := &Driver{t: t, view: view, s: s, folder: folder, drawn: make(chan chan struct{}, 1)}
	d.tm = teatest.NewTestModel(t, shell{d}, teatest.WithInitialTermSize(Width, Height))
	t.Cleanup(func() {
		d.tm.Quit()
		d.tm.WaitFinished(t, teatest.WithFinalTimeout(timeout))
		s.Close()
		if !session.WaitFor(s.Shutdown(), timeout) { // it would write to a deleted folder
			t.Error("work is running after the end")
		}
	})
	return d
}

// shell is the Bubble Tea program around the view.
type shell struct{ d *Driver }

func (sh shell) Init() tea.Cmd { return sh.d.view.Init() }

func (sh shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	d := sh.d
	if k, ok := msg.(tea.KeyMsg); ok && k.Type == tea.KeyEsc {
		cmd, stays := d.view.Back()
		d.mu.Lock()
		d.closed = d.closed || !stays
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

// Screen is the current screen without styles.
func (d *Driver) Screen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return ansi.Strip(d.shown)
}

// Flat joins a screen's text into one line, so that wrapping doesn't matter.
func Flat(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// until waits until missing returns "", and fails with its text after a minute.
func (d *Driver) until(missing func() string) {
	d.t.Helper()
	for end := time.Now().Add(timeout); ; time.Sleep(time.Millisecond) {
		why := missing()
		if why == "" {
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("%s\n%s", why, d.Screen())
		}
	}
}

// WaitFor waits until every text is on the screen, ignoring line breaks.
func (d *Driver) WaitFor(texts ...string) {
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

// WaitGone waits until the text isn't on the screen.
func (d *Driver) WaitGone(text string) {
	d.t.Helper()
	d.until(func() string {
		if strings.Contains(Flat(d.Screen()), text) {
			return text + " stays on"
		}
		return ""
	})
}

// WaitLeft waits until the view asks to be closed.
func (d *Driver) WaitLeft() {
	d.t.Helper()
	d.until(func() string {
		d.mu.Lock()
		defer d.mu.Unlock()
		if !d.closed {
			return "the view stays:"
		}
		return ""
	})
}

// Not fails if the text is on the screen after all keys were handled, ignoring line breaks.
func (d *Driver) Not(text string) {
	d.t.Helper()
	d.Settle()
	if strings.Contains(Flat(d.Screen()), text) {
		d.t.Errorf("%q is on\n%s", text, d.Screen())
	}
}

// drawnNow is a message that marks the end of what was sent before it.
type drawnNow struct{ done chan struct{} }

// Settle waits for a frame drawn after everything that was sent.
func (d *Driver) Settle() {
	d.t.Helper()
	drawn := make(chan struct{})
	d.tm.Send(drawnNow{drawn})
	select {
	case <-drawn:
	case <-time.After(timeout):
		d.t.Fatal("no frame is drawn")
	}
}

// Press presses keys by their names and types any other text.
func (d *Driver) Press(keys ...string) {
	for _, k := range keys {
		d.tm.Send(screentest.Key(k))
	}
}

// State is the current state of the workspace.
func (d *Driver) State() migration.State {
	d.t.Helper()
	st, err := session.Folder{Dir: d.folder}.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return st
}

// Without fails if a file of the workspace contains the secret.
func (d *Driver) Without(secret string) {
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

// Change changes the workspace from outside the view.
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
