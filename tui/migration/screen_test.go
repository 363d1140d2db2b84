package migration

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// hints returns the key hints of the footer.
func (d *driver) hints() string {
	var out []string
	for _, b := range d.m.ShortHelp() {
		out = append(out, b.Help().Key+" "+b.Help().Desc)
	}
	return strings.Join(out, ", ")
}

// Without steps, the screen says why and names keys that help.
func TestScreenWithoutSteps(t *testing.T) {
	t.Parallel()
	broken, unknown := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "migration.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, unknown, "self-hosted", "nobody", nil)
	none := session.New(t.Context(), session.Config{})
	before := session.New(t.Context(), session.Config{Workspace: session.Folder{Dir: t.TempDir()}})
	for name, c := range map[string]struct {
		d           *driver
		says, hints string
		full        int // number of key groups in the help
	}{
		"no workspace":       {&driver{t: t, s: none, m: New(none)}, "This run has no workspace", "r ", 0},
		"before it is read":  {&driver{t: t, s: before, m: New(before)}, "Reading the workspace…", "r ", 1},
		"a broken workspace": {newDriver(t, broken, session.Config{}), "migration.json", "r ", 1},
		"an unknown provider": {
			newDriver(t, unknown, session.Config{}), `✗ "nobody" isn't a known identity provider`, "enter choose this", 1,
		},
		"the choice": {newDriver(t, t.TempDir(), session.Config{}), "Which path do you use?", "enter choose this", 1},
	} {
		c.d.m.SetSize(100, 40)
		if got := c.d.view(); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q is not on\n%s", name, c.says, got)
		}
		if got := c.d.hints(); !strings.Contains(got, c.hints) {
			t.Errorf("%s: the keys are %q", name, got)
		}
		if got := c.d.m.FullHelp(); len(got) != c.full {
			t.Errorf("%s: the help has %d groups of keys", name, len(got))
		}
		screentest.CheckGrid(t, c.d.m.View(), 100, 40)
	}
	d := newDriver(t, broken, session.Config{})
	d.press("p") // which does nothing here and doesn't block other keys
	if err := os.Remove(filepath.Join(broken, "migration.json")); err != nil {
		t.Fatal(err)
	}
	d.press("r")
	d.shows("Which path do you use?")
}

// A step that isn't needed is confirmed with the sentence that says when.
func TestStepIsNotNeeded(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	i := slices.IndexFunc(d.s.Steps, func(v playbook.StepView) bool { return refused[v.MaySkip()] == "" })
	if i < 0 {
		t.Fatal("no step may be skipped")
	}
	step := d.s.Steps[i].Step
	d.at(step.ID)
	d.press("x")
	d.shows("The step is not needed if:", strings.Fields(step.Skip)[0])
	if !d.m.Typing() {
		t.Error("a question takes no keys")
	}
	d.press("esc")
	if r := d.state().Playbook.Steps[step.ID]; r.Status != "" {
		t.Errorf("canceled, and noted: %+v", r)
	}
	d.press("x", "enter")
	if r := d.state().Playbook.Steps[step.ID]; r.Status != playbook.NotNeeded || r.Saw != step.Skip {
		t.Errorf("noted: %+v", r)
	}
}

// Another screen can open a step here, but not over a question.
func TestStepIsShown(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	d.at("plan")
	d.press("enter")
	d.m.Update(screen.Step{ID: "access"})
	if d.m.currentID != "access" || d.m.detailOpen {
		t.Errorf("it shows %s, large: %v", d.m.currentID, d.m.detailOpen)
	}
	d.press("a")
	d.m.Update(screen.Step{ID: "plan"})
	if d.m.currentID != "access" {
		t.Error("a question moves to another step")
	}
}

// The large details of a step scroll by page and by wheel, and say how to get back.
func TestLargeStepIsScrolled(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{})
	d.m.SetSize(80, 12)
	d.at("script-found")
	d.press("enter")
	if got := d.hints(); !strings.HasPrefix(got, "esc back") {
		t.Errorf("the keys are %q", got)
	}
	wheel := func(button tea.MouseButton) { d.m.Update(tea.MouseMsg{X: 5, Y: 5, Button: button}); d.view() }
	top := d.view()
	for name, there := range map[string][2]func(){
		"page": {
			func() { d.m.Update(tea.KeyMsg{Type: tea.KeyPgDown}) },
			func() { d.m.Update(tea.KeyMsg{Type: tea.KeyPgUp}) },
		},
		"wheel": {func() { wheel(tea.MouseButtonWheelDown) }, func() { wheel(tea.MouseButtonWheelUp) }},
	} {
		if there[0](); d.view() == top {
			t.Errorf("%s down does nothing", name)
		}
		if there[1](); d.view() != top {
			t.Errorf("%s up does not lead back to\n%s\nbut to\n%s", name, top, d.view())
		}
	}
}

// A check shows its progress. Progress of an earlier check is ignored.
func TestCheckShowsItsProgress(t *testing.T) {
	t.Parallel()
	d := newDriverAtCheck(t, "script-found", "", func(context.Context, playbook.Probe, session.CheckInput,
		migrate.Report) (string,
		error,
	) {
		return "one task", nil
	})
	cmd := d.m.Update(screentest.Key("v"))
	run := d.m.check.task.Seq()
	d.m.Update(advance{run, migrate.Progress{Doing: "reading tasks", Done: 3, Total: 7}})
	d.m.Update(advance{run - 1, migrate.Progress{Doing: "reading elsewhere"}})
	d.shows("reading tasks", "3 of 7")
	if got := d.hints(); got != "esc stop the check" || !d.m.Work().Running() || d.m.Running() {
		t.Errorf("the keys are %q, running: %v, changing: %v", got, d.m.Work().Running(), d.m.Running())
	}
	screentest.Follow(cmd, d.update)
	d.shows("one task")
	if cmd := d.m.Update(checkResult{run, "another", nil}); cmd != nil {
		t.Error("what a check that has ended still sees is recorded")
	}
}

// esc stops a comparison that checks the names.
func TestComparisonIsStoppedByEscape(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"names-saved": playbook.DoneConfirmed})
	d := newDriver(t, folder, session.Config{AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{
		Location: "scim.csv",
	}})
	d.at("names-exact")
	d.m.Update(screentest.Key("v"))
	d.press("esc")
	if d.m.check.task.Running() || !d.s.AD.Task.Stopping() && d.s.AD.Task.Running() {
		t.Errorf("the comparison goes on: %+v", d.s.AD.Task)
	}
	if cmd := d.m.Update(session.Comparison{}); cmd != nil {
		t.Error("a comparison that was stopped is noted")
	}
}

// In the demo, a key that does nothing explains that it is the demo.
func TestRefusalsInTheDemo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{Demo: true})
	d.at("script-found")
	whys := map[string]string{}
	for _, a := range d.m.Actions() {
		whys[a.Key.Help().Key] = a.Why
	}
	if whys["h"] != "the demo has no Windows hosts and no identity provider" ||
		!strings.HasPrefix(whys["v"], "the demo doesn't check this step") {
		t.Errorf("the refusals are %q", whys)
	}
}

// The choice of the provider starts on the SCIM side's provider, and choosing the same again
// changes nothing.
func TestChoiceBeginsWithWhatIsKnown(t *testing.T) {
	t.Parallel()
	d := newDriver(t, t.TempDir(), session.Config{SCIM: migrate.Connection{Location: "jumpcloud:Dashlane"}})
	d.press("enter")
	if got := d.m.chooser.idp(); got != "jumpcloud" {
		t.Errorf("it begins with %s", got)
	}
	d.press("enter")
	path := d.state().Path
	d.press("p", "enter", "enter")
	if d.m.chooser != nil || d.state().Path != path {
		t.Errorf("the same choice leads to %+v, %s", d.m.chooser, d.state().Path)
	}
	d.press("p", "enter", "up", "enter")
	if got := d.m.chooser.help(); !slices.ContainsFunc(got, func(b key.Binding) bool {
		return b.Help().Desc == "change the path"
	}) {
		t.Errorf("the keys are %v", got)
	}
}
