package overview

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
	"ad2scim/tui/task"
)

// Drawing a frame starts nothing: only a key starts the next read.
func TestViewReadsNothing(t *testing.T) {
	opened := 0
	s := session.New(t.Context(), session.Config{
		AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{
			Location: "scim.csv",
		},
		Open: func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
			opened++
			return &screentest.Source{}, nil
		},
	})
	o := New(s)
	o.SetSize(80, 21)
	if first, second := o.View(), o.View(); first != second {
		t.Errorf("two frames differ:\n%s\n%s", first, second)
	}
	if s.Busy() || s.AD.Task.Running() {
		t.Fatal("drawing started a read")
	}
	find(t, ansi.Strip(o.View()), "Read both sides")
	if cmd := o.Update(screentest.Key("enter")); cmd == nil || !s.Busy() {
		t.Error("enter does not read")
	}
}

// The numbers of an earlier run are shown with their time, and the next step is shown.
func TestOverviewRemembers(t *testing.T) {
	at := time.Date(2026, 1, 20, 14, 2, 0, 0, time.Local)
	s := session.New(t.Context(), session.Config{})
	s.Update(session.WorkspaceLoaded{State: migration.State{
		Path: "self-hosted", IdP: "okta",
		Comparison: &migration.Comparison{Time: at, Exact: 296, Differs: 3},
		Playbook:   playbook.State{Steps: map[playbook.StepID]playbook.Record{"access": {Status: playbook.DoneConfirmed}}},
	}})
	view := draw(s, 80, 21)
	screentest.CheckGrid(t, view, 80, 21)
	for _, want := range []string{"compared 2026-01-20", "296", strings.TrimSpace(figure("3")[1]), "Step 2 of "} {
		find(t, view, want)
	}
	s.Result = &diff.Result{Summary: diff.Summary{Exact: 7}}
	if view := draw(s, 80, 21); strings.Contains(view, "compared 2026-01-20") || strings.Contains(view, "296") {
		t.Errorf("the numbers of this run are not shown:\n%s", view)
	}
}

// If a source can't be read, the screen shows both the error and what enter does.
func TestNextStepIsVisibleBesideAnError(t *testing.T) {
	s := session.New(t.Context(), session.Config{AD: migrate.Connection{Location: "ldaps://dc1"}, SCIM: migrate.Connection{
		Location: "okta:x",
	}})
	s.AD.Task.Err = &migrate.Problem{
		What: "cannot sign in to dc1", Why: strings.Repeat("the password is wrong ", 8),
		Next: "type it again",
	}
	facts := map[string]migration.Fact{}
	for _, alarm := range []bool{false, true} {
		if alarm {
			facts["ad_sync_script"], facts["scim_self_hosted"] = migration.Fact{Value: "running"}, migration.Fact{Value: "on"}
		}
		s.Update(session.WorkspaceLoaded{State: migration.State{Path: "self-hosted", IdP: "okta", Facts: facts}})
		for _, size := range [][2]int{{80, 21}, {100, 27}, {160, 47}} {
			view := draw(s, size[0], size[1])
			screentest.CheckGrid(t, view, size[0], size[1])
			find(t, view, "✗ cannot sign in to dc1")
			want := "▶ Step 1 of "
			if alarm {
				want = "▶ Stop one now"
			}
			find(t, view, want)
		}
	}
	s.AD.Task.Err = &migrate.Problem{What: "cannot sign in to dc1", Why: "the password is wrong", Next: "type it again"}
	find(t, draw(s, 80, 21), "next  type it again")
}

func TestBothSyncsLiveComesFirst(t *testing.T) {
	s := session.New(t.Context(), session.Config{AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{
		Location: "okta:x",
	}})
	s.Result = &diff.Result{Summary: diff.Summary{Differs: 3}}
	facts := map[string]migration.Fact{
		"ad_sync_script": {Value: "scheduled"}, "scim_self_hosted": {Value: "off"},
		"scim_confidential": {Value: "off"},
	}
	s.Update(session.WorkspaceLoaded{State: migration.State{Facts: facts}})
	if view := draw(s, 80, 21); strings.Contains(view, "LIVE") {
		t.Fatalf("one sync alone is live:\n%s", view)
	}
	facts["scim_self_hosted"] = migration.Fact{Value: "on"}
	s.Update(session.WorkspaceLoaded{State: migration.State{Facts: facts}})
	view := draw(s, 80, 21)
	screentest.CheckGrid(t, view, 80, 21)
	if at := find(t, view, "‼ BOTH SYNCS ARE LIVE: sharing groups can be deleted. Stop one now."); at[0] != 0 {
		t.Errorf("it is shown on line %d", at[0])
	}
	find(t, view, "▶ Stop one now")
	s.AD.Task, _ = task.Start(t.Context(), "connecting")
	find(t, draw(s, 80, 21), "▶ Stop one now") // while a side is read, too
}

// While a side is read, an error of the other one waits: what is read is shown, and esc stops it.
func TestAReadingIsShownBeforeAnError(t *testing.T) {
	s := session.New(t.Context(), session.Config{
		AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{Location: "okta:x"},
	})
	s.AD.Task.Err = errors.New("no such file")
	s.SCIM.Task, _ = task.Start(t.Context(), "connecting")
	view := draw(s, 80, 21)
	for _, want := range []string{"▶ Reading…  esc", "✗ no such file", "connecting"} {
		find(t, view, want)
	}
	if strings.Contains(view, "change the connection") {
		t.Errorf("the error is all that is shown:\n%s", view)
	}
	s.AD.Task, s.SCIM.Task = task.Task{Stopped: true}, task.Task{}
	find(t, draw(s, 80, 21), "○ stopped  r read again")
	s.AD.Task = task.Task{}
	s.AD.Groups, s.AD.ReadAt = screentest.Groups(migrate.AD, "a", "b"), time.Now()
	find(t, draw(s, 80, 21), "2 in a file")
}

// When the script will have stopped for certain comes before anything else that is said of the
// step.
func TestWhenItIsCertainIsSaidFirst(t *testing.T) {
	v := playbook.StepView{CertainAt: time.Now().Add(time.Hour), Against: "it ran"}
	if got := whyOf(v); !strings.HasPrefix(got, "that the script has stopped is ") {
		t.Error(got)
	}
}

// A step that is no longer true is the next step, and Overview says why, even if it is about
// names and nothing was read in this run.
func TestNextStepSaysWhyItIsNoLongerTrue(t *testing.T) {
	at := time.Now().Add(-time.Hour)
	for id, probe := range map[playbook.StepID]playbook.Probe{"names-exact": playbook.ProbeDiff} {
		s := session.New(t.Context(), session.Config{})
		state := migration.State{Path: "self-hosted", IdP: "okta", Playbook: playbook.State{
			Steps: map[playbook.StepID]playbook.Record{},
		}}
		w, err := state.Runbook()
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range w.Steps {
			state.Playbook.Steps[step.ID] = playbook.Record{Status: playbook.DoneVerified, At: at}
			if step.ID == id {
				break
			}
		}
		state.Playbook.Steps[id] = playbook.Record{Status: playbook.DoneVerified, At: at, Probe: probe}
		migrationtest.Connect(&state, migration.Comparison{Time: at.Add(time.Minute), Exact: 2, Differs: 1})
		s.Update(session.WorkspaceLoaded{State: state})
		view := draw(s, 80, 21)
		screentest.CheckGrid(t, view, 80, 21)
		find(t, view, "▶ Step ")
		find(t, view, "no longer true: 1 group name differs")
	}
}
