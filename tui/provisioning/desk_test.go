package provisioning

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

const (
	token    = "4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"
	endpoint = "https://id.example.com/scim/2.0"
)

// shell is the view in a program of its own, as the app runs it.
type shell struct {
	s *session.Session
	e *Enabling

	mu    *sync.Mutex
	shown *string
	left  *bool
	drawn chan chan struct{} // who waits for the next frame
	check func(view string)
}

func (sh shell) Init() tea.Cmd { return sh.e.Init() }

func (sh shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.Type == tea.KeyEsc {
		cmd, stays := sh.e.Back()
		sh.mu.Lock()
		*sh.left = *sh.left || !stays
		sh.mu.Unlock()
		return sh, cmd
	}
	if m, ok := msg.(drawnNow); ok {
		sh.drawn <- m.done
		return sh, nil
	}
	return sh, tea.Batch(sh.s.Update(msg), sh.e.Update(msg))
}

func (sh shell) View() string {
	v := sh.e.View()
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

// sit opens the view on a workspace; with open the interlocks are.
func sit(t *testing.T, p *standIn, open bool) *desk { return sitAt(t, p, t.TempDir(), open) }

func sitAt(t *testing.T, p *standIn, folder string, open bool) *desk {
	t.Helper()
	prepare(t, folder, p.id, open)
	s := session.New(t.Context(), session.Config{
		Workspace: session.Folder{Dir: folder},
		Open:      openAD, AD: migrationtest.AD, SCIM: migrate.Connection{Location: endpoint},
		OpenIDP: func(ctx context.Context, _ playbook.IDP, say func(string)) (idp.Provider, error) {
			return p, p.open(ctx, say)
		},
	})
	screentest.Follow(s.Reload(), s.Update)
	if !Can(s) {
		t.Fatal("the view is not offered")
	}
	d := &desk{shell{
		s: s, e: New(s), mu: &sync.Mutex{}, shown: new(string), left: new(bool),
		drawn: make(chan chan struct{}, 1), check: func(v string) { screentest.CheckGrid(t, v, 100, 30) },
	}, t, p, nil, folder}
	d.e.SetSize(100, 30)
	d.e.every = time.Millisecond
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

// made are the steps of the runbook that a run makes.
var made = []playbook.StepID{"idp-connection", "idp-users-on", "idp-groups-on", "idp-started"}

// prepare writes down which way is chosen and how far it is.
func prepare(t *testing.T, folder string, id playbook.IDP, open bool) {
	t.Helper()
	_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
		s.Path, s.IdP = playbook.SelfHosted, id
		if !open || len(s.Playbook.Steps) > 0 {
			return store.Entry{Kind: "test", Text: "x"}, nil
		}
		w, err := s.Runbook()
		if err != nil {
			return store.Entry{}, err
		}
		migrationtest.Connect(s, migration.Comparison{Time: time.Now().Add(-time.Minute), Exact: 1})
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
		for _, step := range w.Steps {
			if !slices.Contains(made, step.ID) {
				s.Playbook.Steps[step.ID] = playbook.Record{
					Status: playbook.DoneVerified, At: time.Now().Add(-2 * time.Minute),
					By: "another",
				}
			}
		}
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
		if k == "backspace" {
			d.tm.Send(tea.KeyMsg{Type: tea.KeyBackspace})
			continue
		}
		d.tm.Send(screentest.Key(k))
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

// toPlan goes from the apps to the plan.
func (d *desk) toPlan() {
	d.t.Helper()
	d.waitFor("▌ Dashlane SSO")
	d.press("enter")
	d.waitFor("SCIM API token")
	d.press("tab", token, "enter")
	d.waitFor("Nothing has been changed yet.", "Apply 6 steps at the stand-in?")
}

func (d *desk) state() migration.State {
	d.t.Helper()
	st, err := session.Folder{Dir: d.folder}.Load()
	if err != nil {
		d.t.Fatal(err)
	}
	return st
}

// noSecret fails if the token is anywhere in the workspace.
func (d *desk) noSecret() {
	d.t.Helper()
	err := filepath.WalkDir(d.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), token) {
			d.t.Errorf("the token is in %s", path)
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}
