package doctor

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

func newScreen(t *testing.T, folder session.Folder) (*Doctor, func(...string)) {
	t.Helper()
	s := session.New(t.Context(), session.Config{Workspace: folder, Patience: time.Millisecond})
	d := New(s)
	d.SetSize(100, 40)
	update := func(msg tea.Msg) tea.Cmd { return tea.Batch(s.Update(msg), d.Update(msg)) }
	screentest.Follow(s.Reload(), update)
	return d, func(keys ...string) {
		t.Helper()
		for _, k := range keys {
			screentest.Follow(d.Update(screentest.Key(k)), update)
		}
	}
}

func shows(t *testing.T, d *Doctor, text string) {
	t.Helper()
	if v := ansi.Strip(d.View()); !strings.Contains(v, text) {
		t.Fatalf("%q is not on\n%s", text, v)
	}
}

// noticeOf returns the notice that a command shows.
func noticeOf(cmd tea.Cmd, _ ...bool) string {
	if cmd == nil {
		return ""
	}
	n, _ := cmd().(screen.Notice)
	return n.Text
}

// The findings follow each answer at once and match the rules.
func TestFindingsFollowTheFacts(t *testing.T) {
	folder := session.Folder{Dir: t.TempDir()}
	d, press := newScreen(t, folder)
	shows(t, d, "No certain cause yet")
	shows(t, d, "n next question: Which path")
	press("space", "n")
	if d.fact() != rules.ReloggedIn {
		t.Fatalf("the cheapest question is on %s", d.fact())
	}
	press("right", "n")
	if d.fact() != rules.ADSync {
		t.Fatalf("the most useful question is %s", d.fact())
	}
	press("right", "right")
	shows(t, d, "✗ AD sync is still on")
	shows(t, d, "how to make it available")
	shows(t, d, "* 3 not saved")
	press("left")
	if v := ansi.Strip(d.View()); strings.Contains(v, "AD sync is still on") {
		t.Errorf("AD sync is off and still shown as on:\n%s", v)
	}
	if st, err := folder.Load(); err != nil || len(st.Facts) > 0 {
		t.Fatalf("toggling saved %v (%v)", st.Facts, err)
	}
	press("a")
	st, err := folder.Load()
	if err != nil {
		t.Fatal(err)
	}
	if f := st.Facts["ad_sync"]; f.Value != "off" || f.Grade != migration.GradeConfirmed || f.Source == "" ||
		f.Time.IsZero() {
		t.Errorf("saved: %+v", f)
	}
	shows(t, d, "◐ AD sync            off")
	press("left", "a")
	if st, err = folder.Load(); err != nil {
		t.Fatal(err)
	}
	if _, there := st.Facts["ad_sync"]; there {
		t.Error("what is not known any more is still there")
	}
}

func TestDiscardAnswers(t *testing.T) {
	d, press := newScreen(t, session.Folder{Dir: t.TempDir()})
	press("down", "space")
	shows(t, d, "* 1 not saved")
	if got := noticeOf(d.Back()); got != "1 answer is not saved: a saves, q again discards" || len(d.draft) != 1 {
		t.Errorf("back says %q and leaves %v", got, d.draft)
	}
	press("down")
	if got := noticeOf(d.Back()); !strings.HasPrefix(got, "1 answer is not saved") || len(d.draft) != 1 {
		t.Errorf("after another key back says %q and leaves %v", got, d.draft)
	}
	if _, ok := d.Back(); !ok || len(d.draft) > 0 {
		t.Error("back for the second time does not drop what was toggled")
	}
	if _, ok := d.Back(); ok {
		t.Error("there is nothing to close, yet back closes something")
	}
}

func TestMouseToggles(t *testing.T) {
	d, _ := newScreen(t, session.Folder{Dir: t.TempDir()})
	click := tea.MouseMsg{X: 5, Y: factsTop + 3, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	d.Update(click)
	if d.fact() != rules.ADSync || len(d.draft) > 0 {
		t.Fatalf("the first click is on %s, %v", d.fact(), d.draft)
	}
	d.Update(click)
	if d.draft[rules.ADSync] != rules.Off {
		t.Errorf("the second click toggles %v", d.draft)
	}
}

func TestLockedWorkspaceKeepsTheAnswers(t *testing.T) {
	folder := session.Folder{Dir: t.TempDir()}
	d, press := newScreen(t, folder)
	release := screentest.HoldWorkspace(t, folder.Dir)
	press("space", "a")
	shows(t, d, "another ad2scim has it open")
	release()
	press("a")
	if st, err := folder.Load(); err != nil || st.Facts["path"].Value != "confidential" {
		t.Errorf("after the lock was released: %v (%v)", st.Facts, err)
	}
}

// The facts stay in place whatever the findings are, and the view fits its area.
func TestFactsStayInPlace(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := session.New(t.Context(), session.Config{})
		d := New(s)
		state := migration.State{Facts: map[string]migration.Fact{}}
		hostile := rapid.SampledFrom(screentest.Nasty)
		for _, k := range rules.AllFacts() {
			state.Facts[string(k)] = migration.Fact{
				Value: hostile.Draw(r, "value"), Time: time.Now(),
				Source: hostile.Draw(r, "by"),
			}
		}
		if rapid.Bool().Draw(r, "known") {
			s.Update(session.WorkspaceLoaded{State: state})
		}
		width, height := rapid.IntRange(80, 200).Draw(r, "width"), rapid.IntRange(21, 60).Draw(r, "height")
		d.SetSize(width, height)
		for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"space", "left", "up", "down", "n", "u", "a", "[", "]"}),
			0, 12).Draw(r, "keys") {
			d.Update(screentest.Key(k))
			screentest.CheckGrid(r, d.View(), width, height)
			lines := strings.Split(ansi.Strip(d.View()), "\n")
			for i, f := range rules.AllFacts() {
				if !strings.Contains(lines[factsTop+i], labels[f]) {
					r.Fatalf("%s is not in line %d:\n%s", labels[f], factsTop+i, d.View())
				}
			}
		}
	})
}
