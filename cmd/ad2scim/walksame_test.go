package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	doctorscreen "ad2scim/tui/doctor"
	"ad2scim/tui/migration"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// A walk by commands and the same walk in the app end with the same migration.json, but for
// times and ids: both paths, from connecting the lists to the last step, with checks that
// succeed and fail, what a person confirms, and what has to be overridden.
func TestWalkIsTheSameInTheApp(t *testing.T) {
	t.Parallel()
	paths := playbook.Paths()
	if testing.Short() {
		paths = paths[1:]
	}
	for _, path := range paths {
		t.Run(string(path), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			ad, scim := filepath.Join(folder, "ad.csv"), filepath.Join(folder, "scim.csv")
			list(t, ad, "id,name\n1,Sales EMEA\n2,Board\n")
			commands, app := &byCommands{t: t, workspace: filepath.Join(folder, "commands")}, newByApp(t,
				filepath.Join(folder, "app"))
			var saved []string
			for _, w := range []walks{commands, app} {
				list(t, scim, "id,name\n7,Sales  EMEA\n8,Board\n")
				walk(t, w, path, ad, scim)
				saved = append(saved, timeless(t, w.folder()))
			}
			if saved[0] != saved[1] {
				t.Errorf("by commands\n%s\nin the app\n%s", saved[0], saved[1])
			}
		})
	}
}

// walks is a front end on its way through the steps.
type walks interface {
	folder() string
	connect(side migrate.Side, file string)
	choose(playbook.Path)
	fact(k doctor.Fact, value string)
	check(playbook.StepView)
	confirm(playbook.StepView)
	skip(playbook.StepView)
	reopen(playbook.StepView)
	override(v playbook.StepView, reason string)
}

// walk goes through every step: it checks what two files can show, confirms what it may,
// and overrides the rest.
func walk(t *testing.T, w walks, path playbook.Path, ad, scim string) {
	t.Helper()
	w.choose(path)
	w.connect(migrate.AD, ad)
	w.connect(migrate.SCIM, scim)
	w.fact(doctor.PlanSCIM, doctor.Yes)
	s := operation.Service{Dir: w.folder()}
	failed, skipped := false, false
	for {
		progress, _, err := s.Status(operation.Choice{})
		if err != nil {
			t.Fatal(err)
		}
		if progress.Next == nil {
			break
		}
		v := *progress.Next
		switch {
		case v.Step.Check == playbook.ProbeDiff && !failed:
			failed = true
			w.check(v) // one name differs
			list(t, scim, "id,name\n7,Sales EMEA\n8,Board\n")
			continue
		case v.Step.Check == playbook.ProbeDiff, v.Step.Check == playbook.ProbeSnapshot:
			w.check(v)
		case v.Step.Skip != "" && !skipped:
			skipped = true
			w.skip(v)
			w.reopen(v)
			continue
		case v.Locked():
			w.override(v, "no Windows here")
		default:
			w.confirm(v)
		}
		if after, _, err := s.Status(operation.Choice{}); err != nil || after.Next != nil &&
			after.Next.Step.ID == v.Step.ID {
			t.Fatalf("%T doesn't get beyond %s: %v, %+v", w, v.Step.ID, err, after.Next.Record)
		}
	}
}

// byCommands walks by calls of the program, in this process.
type byCommands struct {
	t         *testing.T
	workspace string
}

func (c *byCommands) folder() string { return c.workspace }

func (c *byCommands) run(args ...string) {
	c.t.Helper()
	var out bytes.Buffer
	status := run(c.t.Context(), append(args, "--workspace", c.workspace), streams{strings.NewReader(""), &out, &out})
	if status > exitFindings {
		c.t.Fatalf("%q: exit status %d\n%s", args, status, &out)
	}
}

func (c *byCommands) connect(side migrate.Side, file string) {
	c.run("connect", "--"+string(side), file)
}

func (c *byCommands) choose(path playbook.Path) {
	c.run("steps", "choose", "--path", string(path), "--idp", "okta")
}

func (c *byCommands) fact(k doctor.Fact, value string) {
	c.run("doctor", "--fact", string(k)+"="+value, "--save")
}

func (c *byCommands) check(v playbook.StepView) { c.run("steps", "check", string(v.Step.ID)) }

func (c *byCommands) confirm(v playbook.StepView) {
	c.run(append([]string{"steps", "done", string(v.Step.ID), "--saw", v.Step.Attest}, typed(v)...)...)
}

func (c *byCommands) skip(v playbook.StepView) {
	c.run("steps", "skip", string(v.Step.ID), "--saw", v.Step.Skip)
}

func (c *byCommands) reopen(v playbook.StepView) { c.run("steps", "reopen", string(v.Step.ID)) }

func (c *byCommands) override(v playbook.StepView, reason string) {
	c.run(append([]string{"steps", "done", string(v.Step.ID), "--force", reason}, typed(v)...)...)
}

// typed are the words to type for a step, as a flag.
func typed(v playbook.StepView) []string {
	if !v.NeedsTyping() {
		return nil
	}
	return []string{"--type", v.Step.Confirm.Type}
}

// byApp walks by keys on the app's own screens, wired as the program wires them.
type byApp struct {
	t       *testing.T
	session *session.Session
	migrate *migration.Migration
	doctor  *doctorscreen.Doctor
	dir     string
}

func newByApp(t *testing.T, dir string) *byApp {
	s := session.New(t.Context(), appConfig(t.Context(), &operation.Service{Dir: dir}, dir))
	t.Cleanup(s.Close)
	a := &byApp{t, s, migration.New(s), doctorscreen.New(s), dir}
	a.migrate.SetSize(120, 60)
	a.doctor.SetSize(120, 60)
	a.follow(s.Reload())
	return a
}

func (a *byApp) folder() string { return a.dir }

func (a *byApp) follow(cmd tea.Cmd) {
	screentest.Follow(cmd, func(msg tea.Msg) tea.Cmd {
		return tea.Batch(a.session.Update(msg), a.migrate.Update(msg), a.doctor.Update(msg))
	})
}

func (a *byApp) press(keys ...string) {
	for _, k := range keys {
		a.follow(a.migrate.Update(screentest.Key(k)))
	}
}

// on puts the cursor on the next step, and fails where that is another.
func (a *byApp) on(v playbook.StepView) {
	a.t.Helper()
	a.press("n")
	if next, ok := a.session.Next(); !ok || next.Step.ID != v.Step.ID {
		a.t.Fatalf("the app's next step is %s, not %s", next.Step.ID, v.Step.ID)
	}
}

// connect tries a connection and uses it, as the screen Connection does.
func (a *byApp) connect(side migrate.Side, file string) {
	trial, cmd := a.session.Try(side, migrate.Connection{Location: file})
	a.follow(cmd)
	a.follow(tea.Batch(a.session.Use(trial), a.session.Keep(side, trial.Connection, migrate.Connection{})))
	a.follow(a.session.Reload())
}

func (a *byApp) choose(path playbook.Path) {
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
	for range slices.Index(doctor.AllFacts(), k) {
		a.follow(a.doctor.Update(screentest.Key("down")))
	}
	for range len(k.Values()) {
		if text := ansi.Strip(a.doctor.View()); regexp.MustCompile(`▌ \* .*` + value).MatchString(text) {
			a.follow(a.doctor.Update(screentest.Key("a")))
			return
		}
		a.follow(a.doctor.Update(screentest.Key("space")))
	}
	a.t.Fatalf("%s can't be set\n%s", k, ansi.Strip(a.doctor.View()))
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
	a.migrate.Update(screen.Step{ID: v.Step.ID})
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

func list(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

var moment = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?`)

// timeless is the migration.json of a workspace without its times, one value a line.
func timeless(t *testing.T, folder string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "migration.json"))
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return moment.ReplaceAllString(string(text), "TIME")
}
