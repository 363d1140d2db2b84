package flow

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/tui/form"
	"ad2scim/tui/keys"
	"ad2scim/tui/page"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// A view with the usual pages: a plan of what is selected, a typed confirmation, and a run.
type mode uint8

const (
	choosing mode = iota
	planned
	confirming
	finished
)

var from = map[mode]mode{planned: choosing, confirming: planned, finished: choosing}

type view struct {
	Frame[mode]
	s           *session.Session
	form        form.Form
	plan        string
	failsToPlan error
	wrote       int
	began       chan struct{} // if not nil, the change reports that it has started, and waits to be canceled
	left        bool
}

func newView(t *testing.T) *view {
	s := session.New(t.Context(), session.Config{})
	t.Cleanup(s.Close)
	v := &view{s: s, form: form.New(form.NewField("Type: yes", "", func(string) string { return "" }))}
	v.Width, v.Height = 60, 8
	return v
}

func (v *view) key(k tea.KeyMsg) tea.Cmd {
	switch enter := key.Matches(k, keys.Open); {
	case k.Type == tea.KeyEsc:
		v.left = !v.Return(from)
	case v.Busy():
	case enter && v.Mode == choosing:
		return Read(&v.Frame, v.s, "planning", func(_ context.Context, show session.Reporter) (string, error) {
			show.Send(migrate.Progress{Doing: "reading", Done: 1, Total: 2})
			return "rename 2 groups", v.failsToPlan
		})
	case enter && v.Mode == planned:
		v.Show(confirming)
	case enter && v.Mode == confirming && v.form.Value(0) == "yes":
		return Write(&v.Frame, v.s, "renaming", func(ctx context.Context, _ session.Reporter) (int, error) {
			if v.began != nil {
				close(v.began)
				<-ctx.Done()
				return 1, ctx.Err()
			}
			return 2, nil
		})
	case v.Mode == confirming:
		return v.form.Update(k)
	}
	return nil
}

func (v *view) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.key(msg)
	case Advance:
		more, _ := v.Advance(msg)
		return more
	case Ended[string]:
		if End(&v.Frame, msg) && v.Err == nil {
			v.plan = msg.Result
			v.Show(planned)
		}
	case Ended[int]:
		if End(&v.Frame, msg) {
			v.wrote = msg.Result
			v.Show(finished)
		}
	}
	return nil
}

func (v *view) press(keys ...string) {
	for _, k := range keys {
		screentest.Follow(v.Update(screentest.Key(k)), v.Update)
	}
}

func TestFrame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys  []string
		fails error
		mode  mode
		typed string
		wrote int
		left  bool
		shows string
	}{
		"a plan":            {keys: []string{"enter"}, mode: planned},
		"a plan that fails": {keys: []string{"enter"}, fails: errors.New("no answer"), shows: "no answer"},
		"what failed goes with esc": {
			keys: []string{"enter", "esc"}, fails: errors.New("no answer"), left: true,
			shows: "no answer",
		},
		"a plan given up":             {keys: []string{"enter", "esc"}},
		"left from the first page":    {keys: []string{"esc"}, left: true},
		"nothing is done without yes": {keys: []string{"enter", "enter", "no", "enter"}, mode: confirming, typed: "no"},
		"done": {
			keys: []string{"enter", "enter", "yes", "enter"}, mode: finished, typed: "yes",
			wrote: 2,
		},
		"back from the result": {keys: []string{"enter", "enter", "yes", "enter", "esc"}, typed: "yes", wrote: 2},
		"typed text outlives the page": {
			keys: []string{"enter", "enter", "y", "esc", "enter", "es"}, mode: confirming,
			typed: "yes",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newView(t)
			v.failsToPlan = c.fails
			v.press(c.keys...)
			if v.Mode != c.mode || v.form.Value(0) != c.typed || v.wrote != c.wrote || v.left != c.left || v.Busy() {
				t.Errorf("page %d, typed %q, wrote %d, left %v, busy %v", v.Mode, v.form.Value(0), v.wrote, v.left, v.Busy())
			}
			p := page.New(v.Width)
			p.Say("", "the text", theme.Plain.Render)
			text := ansi.Strip(v.Draw("The title", p, nil))
			if !strings.Contains(text, "The title") || !strings.Contains(text, "the text") || !strings.Contains(text, c.shows) {
				t.Errorf("drawn:\n%s", text)
			}
		})
	}
}

// esc stops running work instead of leaving its page, and the result shows what was done. The
// app waits for it.
func TestFrameStopsWork(t *testing.T) {
	t.Parallel()
	v := newView(t)
	v.began = make(chan struct{})
	v.press("enter", "enter", "yes")
	ended, going := make(chan tea.Msg), v.Update(screentest.Key("enter"))
	if !v.Busy() || v.Work() != &v.Job.Task {
		t.Fatal("nothing runs")
	}
	go func() { // both commands of the batch: progress and end
		for _, part := range going().(tea.BatchMsg) {
			go func() { ended <- part() }()
		}
	}()
	<-v.began
	left := v.s.Shutdown()
	select {
	case <-left:
		t.Fatal("the app quits during work")
	default:
	}
	v.press("esc")
	if v.left || v.Mode != confirming {
		t.Fatal("esc closes a running view")
	}
	for range 2 {
		screentest.Follow(v.Update(<-ended), v.Update)
	}
	if v.Busy() || !v.Stopped || v.Err != nil || v.wrote > 1 || v.Mode != finished {
		t.Errorf("busy %v, stopped %v, %v, wrote %d, page %d", v.Busy(), v.Stopped, v.Err, v.wrote, v.Mode)
	}
	<-left
}

// A message for another view or for earlier work is ignored.
func TestFrameIgnoresOtherMessages(t *testing.T) {
	t.Parallel()
	v, other := newView(t), newView(t)
	first := v.Update(screentest.Key("enter"))
	other.Update(screentest.Key("enter"))
	var early []tea.Msg
	screentest.Follow(first, func(msg tea.Msg) tea.Cmd { early = append(early, msg); return nil })
	v.Job.Stop()
	v.Mode = choosing
	v.Job.End(nil)
	second := v.Update(screentest.Key("enter"))
	for _, msg := range early {
		v.Update(msg)
		other.Update(msg)
	}
	if v.Mode != choosing || other.Mode != choosing || !v.Busy() || !other.Busy() {
		t.Error("an earlier plan is used as the new one")
	}
	screentest.Follow(second, v.Update)
	if v.Mode != planned || v.plan != "rename 2 groups" {
		t.Errorf("page %d, %q", v.Mode, v.plan)
	}
}

// Only a page longer than its window shows how to scroll.
func TestFrameHintsScrolling(t *testing.T) {
	t.Parallel()
	v := newView(t)
	all := []key.Binding{keys.Open, keys.Undo}
	for lines, want := range map[int]int{1: 2, 40: 3} {
		p := page.New(v.Width)
		for range lines {
			p.Say("", "a line", theme.Plain.Render)
		}
		v.Draw("The title", p, nil)
		if got := v.Hints(all); len(got) != want {
			t.Errorf("%d lines: %d hints", lines, len(got))
		}
	}
}
