package tui

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest"
	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// start runs the app in a terminal of 100 by 30.
func start(t *testing.T, c session.Config) *teatest.TestModel {
	t.Helper()
	s := session.New(t.Context(), c)
	tm := teatest.NewTestModel(t, New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" })),
		teatest.WithInitialTermSize(100, 30))
	t.Cleanup(func() {
		tm.Quit()
		tm.WaitFinished(t, teatest.WithFinalTimeout(time.Minute))
		s.Close()
		if !session.WaitFor(s.Shutdown(), time.Minute) { // the work would write to a deleted folder
			t.Error("work is running after the end")
		}
	})
	return tm
}

// await waits until all words have been on the screen since the last call.
func await(t *testing.T, tm *teatest.TestModel, words ...string) {
	t.Helper()
	teatest.WaitFor(t, tm.Output(), func(b []byte) bool {
		shown := ansi.Strip(string(b))
		for _, w := range words {
			if !strings.Contains(shown, w) {
				return false
			}
		}
		return true
	}, teatest.WithDuration(time.Minute), teatest.WithCheckInterval(5*time.Millisecond))
}

func pressed(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }

// memory saves connections in memory.
type memory struct {
	mu    sync.Mutex
	known map[migrate.Side]migrate.Connection
	kept  chan struct{}
}

func (m *memory) Connection(s migrate.Side) (migrate.Connection, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[s], nil
}

func (m *memory) Remember(s migrate.Side, c migrate.Connection) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known[s] = c
	close(m.kept)
	return nil
}

// company is a small pair of lists.
func company() session.Config {
	ad := &screentest.Source{Name: "ad", List: screentest.Groups(migrate.AD, "Admins", "Sales EMEA", "Payroll",
		"Only Here")}
	scim := &screentest.Source{Name: "scim", List: screentest.Groups(migrate.SCIM, "Admins", "Sales EMEA ", "Payroll")}
	return session.Config{
		AD:   migrate.Connection{Location: "ldaps://dc1.corp.example.com"},
		SCIM: migrate.Connection{Location: "okta:0oa1"},
		Open: func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			if side == migrate.AD {
				return ad, nil
			}
			return scim, nil
		},
	}
}

func TestOverviewLeadsToTheDifference(t *testing.T) {
	tm := start(t, company())
	await(t, tm, "AD sync", "status unknown", "Review the 1 name that differs")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "[1 differ]", "Sales EMEA·", "spacing", "1 of 4")
	tm.Send(pressed(tea.KeyEsc))
	await(t, tm, "Only Here", "4 rows")
	tm.Type("?")
	await(t, tm, "Everywhere", "next screen", "select all shown", "a tab")
	tm.Send(pressed(tea.KeyEsc))
	tm.Type("q")
	await(t, tm, "names")
	tm.Type("q")
	tm.WaitFinished(t, teatest.WithFinalTimeout(time.Minute))
}

// The f key takes the selection to Fix, and only that.
func TestSelectionMovesToFix(t *testing.T) {
	c, names := company(), map[migrate.Side][]string{
		migrate.AD:   {"Admins", "Ops Team", "Sales EMEA"},
		migrate.SCIM: {"admins", "Ops team", "Sales EMEA "},
	}
	c.Open = func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		return &screentest.Source{List: screentest.Groups(side, names[side]...)}, nil
	}
	tm := start(t, c)
	await(t, tm, "names that differ")
	tm.Send(screentest.Key("2"))
	await(t, tm, "provisioned name", "3 differ")
	for _, k := range []string{"down", "space", "f"} {
		tm.Send(screentest.Key(k))
	}
	await(t, tm, "● 1 selected", "▌ ●  Ops Team")
}

// A notice, good or bad, stays until the next key.
func TestNoticeEndsWithTheNextKey(t *testing.T) {
	s := session.New(t.Context(), company())
	t.Cleanup(s.Close)
	a := New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	a.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	for _, n := range []screen.Notice{
		{Text: "type 24 to do it", Wrong: true},
		{Text: "type 24 was done"},
		{Text: "type 24 " + strings.Repeat("a long name ", 30)},
	} {
		a.Update(n)
		if !strings.Contains(ansi.Strip(a.View()), "type 24") {
			t.Fatal("it is not said")
		}
		a.Update(screentest.Key("j"))
		if view := ansi.Strip(a.View()); strings.Contains(view, "type 24") || !strings.Contains(view, "? help") {
			t.Errorf("it is still shown after the next key, or the keys are not:\n%s", view)
		}
	}
}

// Without a key press, a notice stays as long as it takes to read it.
func TestNoticeTimeHasALimit(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"saved":                    3 * time.Second,
		strings.Repeat("é", 100):   8 * time.Second,
		strings.Repeat("x", 30000): 12 * time.Second,
	} {
		if got := noticeTime(text); got != want {
			t.Errorf("%d bytes: %v, want %v", len(text), got, want)
		}
	}
}

// A notice that doesn't fit beside the keys is shown in full above them.
func TestLongNoticeIsShownWhole(t *testing.T) {
	s := session.New(t.Context(), company())
	t.Cleanup(s.Close)
	a := New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	for _, text := range []string{
		"this step can't be checked with the current connections: press a to confirm it yourself",
		strings.Repeat("a path/", 60),
	} {
		a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		a.Update(screen.Notice{Text: text, Wrong: true})
		screentest.CheckGrid(t, a.View(), 80, 24)
		foot := strings.Join(strings.Fields(ansi.Strip(a.View())), " ")
		end := text[len(text)-12:]
		if len(text) > 200 { // longer than the maximum
			end = "path/…"
		}
		if !strings.HasSuffix(foot, end) {
			t.Errorf("the window ends with %q, want %q", foot[len(foot)-30:], end)
		}
	}
}

func TestFailureSaysWhatWhyAndNext(t *testing.T) {
	c := company()
	var mu sync.Mutex
	broken, open := true, c.Open
	c.Open = func(ctx context.Context, side migrate.Side, conn migrate.Connection) (migrate.Source, error) {
		mu.Lock()
		defer mu.Unlock()
		if side == migrate.AD && broken {
			return nil, &migrate.Problem{
				Class: migrate.Unreachable, What: "cannot sign in to dc1",
				Why: "the password is wrong\x1b[2J", Next: "type it again",
			}
		}
		return open(ctx, side, conn)
	}
	tm := start(t, c)
	await(t, tm, "✗ cannot sign in to dc1", "the password is wrong‹U+001B›[2J", "type it again", "r try again")
	mu.Lock()
	broken = false
	mu.Unlock()
	tm.Type("r")
	await(t, tm, "Review the 1 name that differs")
}

func TestReadingIsStoppedByEscape(t *testing.T) {
	c := company()
	open := c.Open
	c.Open = func(ctx context.Context, side migrate.Side, conn migrate.Connection) (migrate.Source, error) {
		src, err := open(ctx, side, conn)
		src.(*screentest.Source).Gate = make(chan struct{})
		return src, err
	}
	tm := start(t, c)
	await(t, tm, "reading groups", "esc stop reading")
	tm.Send(pressed(tea.KeyEsc))
	await(t, tm, "stopped")
}

func TestSetUpInsideTheApp(t *testing.T) {
	c := company()
	c.AD, c.SCIM = migrate.Connection{}, migrate.Connection{}
	m := &memory{known: map[migrate.Side]migrate.Connection{}, kept: make(chan struct{})}
	c.Memory = m
	c.Inspect = func(context.Context, migrate.Side, migrate.Connection) ([]string, error) {
		return []string{"certificate SHA-256 AB:CD"}, nil
	}
	tm := start(t, c)
	await(t, tm, "Connect both sides")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "Connections")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "over LDAPS")
	tm.Type("q") // nothing is typed there, so q goes back
	await(t, tm, "Connections")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "over LDAPS")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "Controller", "enter the domain controller")
	tm.Type("dc1.corp.example.com")
	await(t, tm, "will read ldaps://dc1.corp.example.com")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "┃ User")
	tm.Type("nobody")
	await(t, tm, "nobody")
	// A password manager types everything at once.
	tm.Type("@corp.example.com")
	tm.Send(pressed(tea.KeyTab))
	tm.Type("hunter2")
	tm.Send(pressed(tea.KeyTab))
	tm.Type("ca.pem")
	for _, field := range []string{"Name field", "Search base", "Filter", "Remember"} {
		tm.Send(pressed(tea.KeyEnter))
		await(t, tm, "┃ "+field)
	}
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "Connected: 4 groups read", "Sales EMEA", "certificate SHA-256 AB:CD")
	tm.Send(pressed(tea.KeyEnter))
	await(t, tm, "using ldaps://dc1.corp.example.com")
	<-m.kept
	kept, _ := m.Connection(migrate.AD)
	if kept.User != "nobody@corp.example.com" || kept.NameAttribute != "" || kept.CAFile != "ca.pem" {
		t.Errorf("remembered: %+v", kept)
	}
	tm.Quit()
	out := new(bytes.Buffer)
	out.ReadFrom(tm.FinalOutput(t))
	if strings.Contains(out.String(), "hunter2") {
		t.Error("the password was on the screen")
	}
}

func TestMouseAndNumbersOpenScreens(t *testing.T) {
	app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	click := func(x, y int) {
		app.Update(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	}
	at := strings.Index(ansi.Strip(app.View()), "2 Groups")
	click(at, 0)
	if app.current().Title() != "Groups" {
		t.Errorf("a click on Groups opens %s", app.current().Title())
	}
	last := screen.Titles[len(screen.Titles)-1]
	app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strconv.Itoa(len(app.screens)))})
	if app.current().Title() != last {
		t.Errorf("the last number opens %s", app.current().Title())
	}
	app.Update(pressed(tea.KeyTab))
	if app.current().Title() != "Overview" {
		t.Errorf("tab opens %s", app.current().Title())
	}
	app.Update(pressed(tea.KeyShiftTab))
	if app.current().Title() != last {
		t.Errorf("shift+tab opens %s", app.current().Title())
	}
}

// Keys that arrive together, as over a slow connection, act one after another. Pasted text
// opens nothing.
func TestKeysThatArriveTogether(t *testing.T) {
	app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("2/sal"), Paste: true})
	if app.current().Title() != "Overview" {
		t.Errorf("pasted text opens %s", app.current().Title())
	}
	app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("2/sal")})
	if view := ansi.Strip(app.View()); app.current().Title() != "Groups" || !strings.Contains(view, "/ sal") {
		t.Errorf("%s\n%s", app.current().Title(), view)
	}
}

// In the smallest window each tab can be clicked and the open one has its full name, even with
// as many screens as number keys.
func TestEveryTabIsInTheSmallestWindow(t *testing.T) {
	for _, n := range []int{len(screen.Titles), 9} {
		app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
		for len(app.screens) < n {
			app.screens = append(app.screens, app.screens[0])
		}
		app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		head := func() string { return strings.SplitN(ansi.Strip(app.View()), "\n", 2)[0] }
		for i, s := range app.screens {
			at := strings.Index(head(), " "+strconv.Itoa(i+1)+" ")
			if at < 0 {
				t.Fatalf("tab %d is not in %q", i+1, head())
			}
			app.Update(tea.MouseMsg{X: at + 1, Y: 0, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
			if app.open != i || !strings.Contains(head(), s.Title()) {
				t.Errorf("a click on tab %d opens %d: %q", i+1, app.open+1, head())
			}
		}
	}
}

func TestControlCAlwaysQuits(t *testing.T) {
	app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, where := range []string{"1", "2", "2/", "3", "4", "5", "6", "7", "?"} {
		for _, r := range where {
			app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
		_, cmd := app.Update(pressed(tea.KeyCtrlC))
		if cmd == nil {
			t.Fatalf("ctrl+c does nothing after %q", where)
		}
		if _, ok := cmd().(tea.QuitMsg); !ok {
			t.Errorf("ctrl+c does not quit after %q", where)
		}
	}
}

func TestSmallWindowSaysSo(t *testing.T) {
	app := New(session.New(t.Context(), company()), clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	for _, size := range [][2]int{{60, 20}, {79, 24}, {80, 23}, {10, 3}, {1, 1}} {
		app.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		screentest.CheckGrid(t, app.View(), size[0], size[1])
	}
	app.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
	if got := app.View(); !strings.Contains(got, "the window is 60×20; ad2scim needs 80×24") {
		t.Errorf("the window says %q", got)
	}
}

func TestEveryScreenKeepsItsSize(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hostile := rapid.SampledFrom(screentest.Nasty)
		c := company()
		c.AD.Location = "ldaps://" + hostile.Draw(r, "host")
		c.SCIM.Location = hostile.Draw(r, "scim")
		c.State = session.State{
			Script: hostile.Draw(r, "script"), SCIM: hostile.Draw(r, "state"),
			ScriptLive: migration.Activity(rapid.IntRange(0, 2).Draw(r, "live")),
		}
		s := session.New(context.Background(), c)
		s.AD.Task.Err = errors.New(hostile.Draw(r, "error"))
		s.SCIM.Groups, s.SCIM.ReadAt, s.SCIM.Notes = screentest.Groups(migrate.SCIM, "x"), time.Now(),
			[]string{hostile.Draw(r, "note")}
		app := New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
		for range 4 {
			w, h := rapid.IntRange(1, 220).Draw(r, "width"), rapid.IntRange(1, 70).Draw(r, "height")
			app.Update(tea.WindowSizeMsg{Width: w, Height: h})
			for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{
				"1", "2", "3", "4", "5", "6", "7", "?", "/", "enter",
				"tab",
			}), 0, 4).Draw(r, "keys") {
				msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
				switch k {
				case "enter":
					msg = pressed(tea.KeyEnter)
				case "tab":
					msg = pressed(tea.KeyTab)
				}
				app.Update(msg)
			}
			screentest.CheckGrid(r, app.View(), w, h)
		}
	})
}
