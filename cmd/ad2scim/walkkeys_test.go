package main

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// byApp presses keys in the app, which is set up as in the program.
type byApp struct {
	*ground
	session *session.Session
	app     *tui.App
	said    string // the last confirmation in the footer
}

func newByApp(g *ground) walks {
	global := globalOptions{workspace: g.dir}
	s := session.New(g.t.Context(), appConfig(g.t.Context(), global.service(), g.dir))
	g.t.Cleanup(s.Close)
	a := &byApp{ground: g, session: s}
	a.app = tui.New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	a.app.Update(tea.WindowSizeMsg{Width: 120, Height: 60})
	a.follow(s.Reload())
	return a
}

func (a *byApp) follow(cmd tea.Cmd) {
	screentest.Follow(cmd, func(msg tea.Msg) tea.Cmd {
		if n, ok := msg.(screen.Notice); ok { // it disappears after three seconds
			a.said = n.Text
			return nil
		}
		_, next := a.app.Update(msg)
		return next
	})
}

func (a *byApp) press(keys ...string) {
	for _, k := range keys {
		_, cmd := a.app.Update(screentest.Key(k))
		a.follow(cmd)
	}
}

func (a *byApp) view() string { return ansi.Strip(a.app.View()) }

// shows fails if a text isn't on the screen.
func (a *byApp) shows(text string) {
	a.t.Helper()
	if !strings.Contains(strings.Join(strings.Fields(a.view()), " "), text) {
		a.t.Fatalf("%q is not shown (%s):\n%s", text, a.said, a.view())
	}
}

// tab opens a screen by its number.
func (a *byApp) tab(title string) {
	a.press(strconv.Itoa(slices.Index(screen.Titles, title) + 1))
}

// to moves the cursor down to a line with a text.
func (a *byApp) to(text string) {
	a.t.Helper()
	a.press("home")
	line := regexp.MustCompile("▌[^\n]*" + regexp.QuoteMeta(text))
	for range 40 {
		if line.MatchString(a.view()) {
			return
		}
		a.press("down")
	}
	a.t.Fatalf("the cursor doesn't get to %q:\n%s", text, a.view())
}

// on moves to the next step, which must be this one.
func (a *byApp) on(v playbook.StepView) {
	a.t.Helper()
	a.tab(screen.Migrate)
	a.press("n")
	if next, ok := a.session.Next(); !ok || next.Step.ID != v.Step.ID {
		a.t.Fatalf("the app's next step is %s, not %s", next.Step.ID, v.Step.ID)
	}
}

func (a *byApp) connect() {
	a.tab(screen.Connection)
	ad := a.company.AD
	a.press("enter", "enter")
	a.fill(strings.TrimPrefix(ad.Location, "ldaps://"), ad.User, ad.Secret.Reveal(), ad.CAFile, "", "", walkFilter, "", "")
	a.press("enter")
	a.press("enter", "enter")
	a.fill(a.scim.URL+"/scim/2.0", walkToken, "", "", "")
	a.press("enter")
}

// fill types into the fields of a connection. An empty text leaves a field as it is.
func (a *byApp) fill(fields ...string) {
	a.t.Helper()
	for _, text := range fields {
		if text != "" {
			a.press(text)
		}
		a.press("enter")
	}
	a.shows("use this connection")
}

func (a *byApp) choose(path playbook.Path) {
	a.tab(screen.Migrate)
	for range slices.Index(playbook.Paths(), path) {
		a.press("down")
	}
	a.press("enter")
	for range slices.Index(playbook.IDPs(), playbook.Okta) {
		a.press("down")
	}
	a.press("enter")
}

func (a *byApp) fact(k doctor.Fact, value string) {
	a.t.Helper()
	a.tab(screen.Doctor)
	for range slices.Index(doctor.AllFacts(), k) {
		a.press("down")
	}
	for range len(k.Values()) {
		if regexp.MustCompile(`▌ \* .*` + value).MatchString(a.view()) {
			a.press("a")
			return
		}
		a.press("space")
	}
	a.t.Fatalf("%s can't be set\n%s", k, a.view())
}

func (a *byApp) compare() {
	a.tab(screen.Fix)
	a.press("r")
}

func (a *byApp) match(ad, scim string) {
	a.t.Helper()
	a.tab(screen.Fix)
	a.to(ad)
	a.press("enter")
	a.to(scim)
	a.press("enter")
}

func (a *byApp) apart(ad, _ string) {
	a.t.Helper()
	a.tab(screen.Fix)
	a.to(ad)
	a.press("b")
	a.shows("Mark as different groups?")
	a.press("enter")
}

func (a *byApp) forget(ad, _ string) {
	a.t.Helper()
	a.tab(screen.Fix)
	a.press("u")
	a.to(ad)
	a.press("enter")
	a.shows("Undo this decision?")
	a.press("enter")
}

func (a *byApp) rename(n int) {
	a.t.Helper()
	a.tab(screen.Fix)
	a.press("*", "enter")
	a.apply(n)
	a.press("esc")
}

// apply types the number of changes of a plan.
func (a *byApp) apply(n int) {
	a.t.Helper()
	number := strconv.Itoa(n)
	a.shows("Type " + number + " to apply")
	a.press(number, "enter")
	a.shows(number + " of " + number + " renamed")
}

func (a *byApp) undo(n int) {
	a.t.Helper()
	a.tab(screen.Fix)
	a.press("u", "enter")
	a.apply(n)
	a.press("esc")
}

func (a *byApp) findScript(v playbook.StepView) {
	a.t.Helper()
	a.on(v)
	a.press("h", "enter")
	for _, text := range []string{
		a.winrm.Listener.Addr().String(), a.winrm.Domain + `\` + a.winrm.User, a.winrm.Password, "", a.hostCA,
	} {
		a.press(text, "enter")
	}
	a.shows(": result")
	a.press("esc", "esc")
}

func (a *byApp) stopScript(v playbook.StepView) {
	a.t.Helper()
	a.on(v)
	a.scan()
	a.shows("choose which tasks to disable")
	a.press("enter", "enter")
	a.shows("Type: " + operation.WordsTo(operation.SyncStop).Words)
	a.press(operation.WordsTo(operation.SyncStop).Words, "enter")
	a.shows("Result: disabled tasks")
	a.press("esc", "esc")
}

// scan scans at a step, with the fields as filled in before.
func (a *byApp) scan() { a.press("h", "enter", "enter", "enter", "enter", "enter", "enter") }

func (a *byApp) verifyStop(v playbook.StepView) {
	a.t.Helper()
	a.on(v)
	a.scan()
	a.shows("AD sync has likely stopped")
	a.hourLater()
	a.press("r")
	a.shows("AD sync has stopped: certain")
	a.press("esc", "esc")
}

func (a *byApp) resumeScript(reason string) {
	a.t.Helper()
	a.app.Update(screen.Step{ID: playbook.StepScriptStopped})
	a.scan()
	a.shows("AD sync has stopped: certain")
	a.press("u")
	a.shows("will enable the task")
	a.press("enter")
	a.shows("Enable these tasks?")
	if reason != "" {
		a.press(reason, "enter")
	}
	a.press(operation.WordsTo(operation.SyncResume).Words, "enter")
	a.shows("Result: enabled tasks")
	a.press("esc", "esc")
}

func (a *byApp) check(v playbook.StepView) {
	a.on(v)
	a.press("v")
}

func (a *byApp) confirm(v playbook.StepView) {
	a.on(v)
	a.press("a")
	if v.NeedsTyping() {
		a.press(v.Step.Confirm.Type)
	}
	a.press("enter")
}

func (a *byApp) skip(v playbook.StepView) {
	a.on(v)
	a.press("x", "enter")
}

func (a *byApp) reopen(v playbook.StepView) {
	a.app.Update(screen.Step{ID: v.Step.ID})
	a.press("u", "enter")
}

func (a *byApp) override(v playbook.StepView, reason string) {
	a.on(v)
	a.press("!", reason)
	if v.NeedsTyping() {
		a.press("enter", v.Step.Confirm.Type)
	}
	a.press("enter")
}
