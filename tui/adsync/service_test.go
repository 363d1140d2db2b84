package adsync

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

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

const password = "hush-hush-9"

// shell is the view in a program of its own, as the app runs it.
type shell struct {
	s *session.Session
	v *Syncing

	mu    *sync.Mutex
	shown *string
	left  *bool
	drawn chan chan struct{} // who waits for the next frame
	check func(view string)
}

func (sh shell) Init() tea.Cmd { return sh.v.Init() }

func (sh shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.Type == tea.KeyEsc {
		cmd, stays := sh.v.Back()
		sh.mu.Lock()
		*sh.left = *sh.left || !stays
		sh.mu.Unlock()
		return sh, cmd
	}
	if m, ok := msg.(drawnNow); ok {
		sh.drawn <- m.done
		return sh, nil
	}
	return sh, tea.Batch(sh.s.Update(msg), sh.v.Update(msg))
}

func (sh shell) View() string {
	v := sh.v.View()
	sh.check(v)
	sh.mu.Lock()
	*sh.shown = v
	sh.mu.Unlock()
	select {
	case done := <-sh.drawn:
		close(done)
	default:
	}
	return v
}

// desk is somebody who sits before it.
type desk struct {
	shell
	t      *testing.T
	p      *standIn
	tm     *teatest.TestModel
	folder string
}

func sit(t *testing.T, p *standIn, step playbook.StepID) *desk { return sitAt(t, p, t.TempDir(), step) }

func sitAt(t *testing.T, p *standIn, folder string, step playbook.StepID) *desk {
	t.Helper()
	change(t, folder, func(s *migration.State) { s.Path, s.IdP = "self-hosted", "okta" })
	s := session.New(t.Context(), session.Config{
		Workspace: session.Folder{Dir: folder}, Machines: p,
		AD: migrate.Connection{Location: "ldaps://dc1"},
	})
	screentest.Follow(s.Reload(), s.Update)
	if !Can(s, step) || Can(s, "token") {
		t.Fatal("the view is not offered at its steps alone")
	}
	d := &desk{shell{
		s: s, v: New(s, step), mu: &sync.Mutex{}, shown: new(string), left: new(bool),
		drawn: make(chan chan struct{}, 1), check: func(v string) { screentest.CheckGrid(t, v, 100, 30) },
	}, t, p, nil, folder}
	d.v.SetSize(100, 30)
	d.tm = teatest.NewTestModel(t, d.shell, teatest.WithInitialTermSize(100, 30))
	t.Cleanup(func() {
		d.tm.Quit()
		d.tm.WaitFinished(t, teatest.WithFinalTimeout(10*time.Second))
		s.Close()
		if !session.Ended(s.Leave(), 10*time.Second) { // it would write to a folder that is gone
			t.Error("work goes on after the end")
		}
	})
	return d
}

func change(t *testing.T, folder string, do func(*migration.State)) {
	t.Helper()
	_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
		do(s)
		return store.Entry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) screen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return ansi.Strip(*d.shown)
}

// flat is a screen with its text in one line, however it is folded.
func flat(screen string) string { return strings.Join(strings.Fields(screen), " ") }

// waitFor waits until every text is on the screen, however it is folded.
func (d *desk) waitFor(texts ...string) {
	d.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		missing, screen := "", flat(d.screen())
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("%q is not on\n%s", missing, d.screen())
		}
	}
}

// not fails if a text is on the screen, however it is folded, once everything that
// was sent is handled.
func (d *desk) not(text string) {
	d.t.Helper()
	d.settle()
	if strings.Contains(flat(d.screen()), text) {
		d.t.Errorf("%q is on\n%s", text, d.screen())
	}
}

// waitGone waits until a text is on the screen no more.
func (d *desk) waitGone(text string) {
	d.t.Helper()
	for end := time.Now().Add(10 * time.Second); strings.Contains(flat(d.screen()), text); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			d.t.Fatalf("%q stays on\n%s", text, d.screen())
		}
	}
}

// drawnNow is the message after everything that was sent before it.
type drawnNow struct{ done chan struct{} }

// settle waits for a frame that is drawn after all that was sent.
func (d *desk) settle() {
	d.t.Helper()
	drawn := make(chan struct{})
	d.tm.Send(drawnNow{drawn})
	select {
	case <-drawn:
	case <-time.After(10 * time.Second):
		d.t.Fatal("no frame is drawn")
	}
}

func (d *desk) press(keys ...string) {
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

// waitLeft waits until the view is to be left.
func (d *desk) waitLeft() {
	d.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		d.mu.Lock()
		left := *d.left
		d.mu.Unlock()
		if left {
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("the view stays:\n%s", d.screen())
		}
	}
}

// toFound names machines and looks at them.
func (d *desk) toFound(hosts string) {
	d.t.Helper()
	d.waitFor("Where do you want to scan for AD sync?", "▌ Windows hosts, using WinRM")
	d.press("enter")
	d.waitFor("HOST or HOST:PORT")
	d.press(hosts, "tab", `CORP\admin`, "tab", password)
	d.waitFor("•••••••••••")
	d.not(password)
	d.press("enter", "enter", "enter") // over what may stay empty, and on from the last field
	d.waitFor(": result")
}

func (d *desk) state() migration.State {
	d.t.Helper()
	st, err := session.Folder{Dir: d.folder}.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return st
}

// noSecret fails if the password is anywhere in the workspace.
func (d *desk) noSecret() {
	d.t.Helper()
	err := filepath.WalkDir(d.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), password) {
			d.t.Errorf("the password is in %s", path)
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}
