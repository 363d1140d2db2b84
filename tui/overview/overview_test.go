package overview

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

func draw(s *session.Session, width, height int) string {
	o := New(s)
	o.SetSize(width, height)
	return ansi.Strip(o.View())
}

// find returns the line and column of the first line with this text.
func find(t *testing.T, view, text string) [2]int {
	t.Helper()
	for y, l := range strings.Split(view, "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return [2]int{y, ansi.StringWidth(before)}
		}
	}
	t.Fatalf("%q is not in\n%s", text, view)
	return [2]int{}
}

func TestNothingMovesAsDataArrives(t *testing.T) {
	for _, size := range [][2]int{{80, 21}, {100, 27}, {160, 47}} {
		s := session.New(context.Background(), session.Config{
			AD:   migrate.Connection{Location: "ad.csv"},
			SCIM: migrate.Connection{Location: "okta:x"},
		})
		before := draw(s, size[0], size[1])
		find(t, before, strings.TrimSpace(figure("–")[1])) // the placeholder
		s.AD.Groups, s.AD.ReadAt = screentest.Groups(migrate.AD, "a", "b"), time.Now()
		s.SCIM.Groups, s.SCIM.ReadAt = screentest.Groups(migrate.SCIM, "a"), time.Now()
		s.Result = &diff.Result{Summary: diff.Summary{Exact: 99_000, Differs: 100_000, ByKind: map[names.Kind]int{
			names.Case: 100_000,
		}}}
		after := draw(s, size[0], size[1])
		screentest.CheckGrid(t, after, size[0], size[1])
		for _, text := range []string{
			"names that differ", "≠ differ", "= exact", "lookalike", "sources", "provisioned  ",
			"Dashlane", "▶ ",
		} {
			if a, b := find(t, before, text), find(t, after, text); a != b {
				t.Errorf("%v: %q moves from %v to %v", size, text, a, b)
			}
		}
	}
}

func TestUnknownIsShown(t *testing.T) {
	s := session.New(context.Background(), session.Config{})
	view := draw(s, 100, 27)
	if n := strings.Count(view, "? status unknown"); n != 2 {
		t.Errorf("%d pipes are shown as unknown, want 2:\n%s", n, view)
	}
	s.State = session.State{
		Script: "disabled, verified 14:02", ScriptLive: migration.ActivityStopped, SCIM: "on, confirmed",
		SCIMLive: migration.ActivityRunning,
	}
	view = draw(s, 100, 27)
	for _, want := range []string{"○ stopped", "● live", "disabled, verified 14:02", "on, confirmed"} {
		find(t, view, want)
	}
}

func TestFigure(t *testing.T) {
	want := [3]string{
		"▀▀█ █▀█",
		"█▀▀ █ █",
		"▀▀▀ ▀▀▀",
	}
	if got := figure("20"); got != want {
		t.Errorf("20 is drawn as\n%s", strings.Join(got[:], "\n"))
	}
}

func TestNextStep(t *testing.T) {
	for _, c := range []struct {
		sum  diff.Summary
		want string
	}{
		{diff.Summary{Differs: 23, Conflict: 2}, "Review the 23 names that differ"},
		{diff.Summary{Conflict: 5, Conflicts: 2, ADOnly: 1}, "Resolve 2 conflicts"},
		{diff.Summary{ADOnly: 1, SCIMOnly: 4}, "Review 1 group found only in AD"},
		{diff.Summary{SCIMOnly: 4, Exact: 9}, "Review 4 groups found only on the SCIM side"},
		{diff.Summary{Exact: 9}, "Every name matches"},
		{diff.Summary{}, "No groups found"},
	} {
		s := session.New(t.Context(), session.Config{
			AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{Location: "scim.csv"},
		})
		s.Result = &diff.Result{Summary: c.sum}
		if got := New(s).step().title; got != c.want {
			t.Errorf("%+v: %q, want %q", c.sum, got, c.want)
		}
	}
}

// After a path is chosen, the runbook determines the next step; if that is about names, the
// names do.
func TestNextStepIsTheRunbooks(t *testing.T) {
	s := session.New(context.Background(), session.Config{
		AD:   migrate.Connection{Location: "ad.csv"},
		SCIM: migrate.Connection{Location: "okta:x"},
	})
	exact, differs := &diff.Result{Summary: diff.Summary{Exact: 3, ADOnly: 1}},
		&diff.Result{Summary: diff.Summary{Exact: 3, Differs: 1}}
	steps := map[playbook.StepID]playbook.Record{}
	for _, c := range []struct {
		path   playbook.Path
		idp    playbook.IDP
		step   playbook.StepID
		status playbook.Status
		result *diff.Result
		want   string
	}{
		{"", "", "", "", exact, "Choose the path and the identity provider"},
		{"self-hosted", "okta", "", "", differs, "Step 1 of N"},
		{"self-hosted", "okta", "names-exact", playbook.Failed, differs, "Step 1 of N"},
		{"self-hosted", "okta", "names-exact", playbook.DoneConfirmed, differs, "Step 1 of N"},
		{"self-hosted", "okta", "names-exact", playbook.DoneConfirmed, exact, "Step 1 of N"},
		{"self-hosted", "okta", "", "", exact, "Step 1 of N: Get both admin accounts ready"},
		{"self-hosted", "okta", "access", playbook.DoneConfirmed, exact, "Step 2 of N"},
		{"self-hosted", "okta", "choose-path", playbook.Failed, exact, "Step 2 of N"},
	} {
		if c.step != "" {
			steps[c.step] = playbook.Record{Status: c.status, Saw: "an offer"}
		}
		s.Result = c.result
		state := migration.State{Path: c.path, IdP: c.idp, Playbook: playbook.State{Steps: steps}}
		migrationtest.Sides(&state, s.AD.Connection, s.SCIM.Connection)
		s.Update(session.WorkspaceLoaded{State: state})
		want := strings.Replace(c.want, "of N", fmt.Sprintf("of %d", len(s.Steps)), 1)
		if got := New(s).step(); !strings.HasPrefix(got.title, want) {
			t.Errorf("next is %q, want %q", got.title, want)
		}
	}
	if why := New(s).step().why; why != "the check failed: an offer" {
		t.Errorf("the reason is %q", why)
	}
}

// What is unknown since a crash is shown in full on the first screen.
func TestWarningsAreShown(t *testing.T) {
	s := session.New(t.Context(), session.Config{})
	doubts := []string{"line 7 of the journal records the step \"Get both admin accounts ready\" as done, confirmed, but the program was interrupted before it saved that. Check the step, then record it again", "another"}
	st := migration.State{Path: "self-hosted", IdP: "okta", Inconsistencies: doubts, Facts: map[string]migration.Fact{
		"ad_sync_script":   {Value: "running", Grade: migration.GradeVerified},
		"scim_self_hosted": {Value: "on", Grade: migration.GradeConfirmed},
	}}
	s.Update(session.WorkspaceLoaded{State: st})
	o := New(s)
	for _, c := range []struct {
		width, height int
		want          string
	}{
		{80, 21, "! line 7 of the journal records"},
		{100, 34, "then record it again (and 1 more)"},
		{100, 30, "then record it again (and 1 more)"},
		{80, 25, "then record it again (and 1 more)"},
	} {
		o.SetSize(c.width, c.height)
		view := o.View()
		screentest.CheckGrid(t, view, c.width, c.height)
		if flat := strings.Join(strings.Fields(ansi.Strip(view)), " "); !strings.Contains(flat, c.want) ||
			!strings.Contains(flat, "BOTH SYNCS") {
			t.Errorf("%d by %d:\n%s", c.width, c.height, view)
		}
	}
}

// The check mark is shown only if the names count as exact.
func TestCheckMarkNeedsExactNames(t *testing.T) {
	t.Parallel()
	at := time.Now().UTC()
	counts := migration.Comparison{Time: at, Exact: 3, ADGroups: 3, SCIMGroups: 3}
	of := func(change func(*migration.Comparison)) migration.Comparison {
		c := counts
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		comparison migration.Comparison
		after      func(*migration.State)
		want       bool
	}{
		"exact":             {counts, nil, true},
		"a conflict":        {of(func(c *migration.Comparison) { c.Conflicts = 3 }), nil, false},
		"empty lists":       {migration.Comparison{Time: at}, nil, false},
		"one side twice":    {of(func(c *migration.Comparison) { c.SameSource = true }), nil, false},
		"a group twice":     {of(func(c *migration.Comparison) { c.Duplicates = 1 }), nil, false},
		"too old":           {of(func(c *migration.Comparison) { c.Time = at.Add(-30 * 24 * time.Hour) }), nil, false},
		"no number typed":   {of(func(c *migration.Comparison) { c.ADOnly, c.ADGroups = 20, 23 }), nil, false},
		"of another source": {counts, func(s *migration.State) { s.Comparison.About.SCIM.Location = "other.csv" }, false},
	} {
		state := migration.State{Path: playbook.SelfHosted, IdP: playbook.Okta}
		migrationtest.Connect(&state, c.comparison)
		if c.after != nil {
			c.after(&state)
		}
		s := session.New(context.Background(), session.Config{})
		s.Update(session.WorkspaceLoaded{State: state})
		view := draw(s, 100, 27)
		if got := strings.Contains(view, "✓"); got != c.want {
			t.Errorf("%s: the check mark is there: %v\n%s", name, got, view)
		}
	}
}

// Every kind is counted: kinds without a line of their own are in the last line.
func TestEveryKindIsCounted(t *testing.T) {
	s := session.New(context.Background(), session.Config{})
	s.Result = &diff.Result{Summary: diff.Summary{Differs: 60, ByKind: map[names.Kind]int{
		names.Case: 4, names.Spacing: 5, names.Invisible: 6, names.Unicode: 7, names.Punctuation: 8, names.Accents: 1,
		names.Lookalike: 9, names.Similar: 2,
	}}}
	view := draw(s, 100, 27)
	for _, want := range []string{"case              4", "lookalike         9", "2 more kinds      3"} {
		find(t, view, want)
	}
	if strings.Contains(view, "accents") {
		t.Errorf("a kind is counted twice:\n%s", view)
	}
	s.Result.Summary.ByKind[names.Accents] = 0
	find(t, draw(s, 100, 27), "similar           2") // seven fit
	s.Result.Summary.ByKind[names.Accents] = 1
	view = draw(s, 160, 60)
	for _, want := range []string{"accents           1", "similar           2", "renamed           0"} {
		find(t, view, want)
	}
}

// If names couldn't be read again, the next step is to read them.
func TestOutdatedNamesAreReadFirst(t *testing.T) {
	s := session.New(context.Background(), session.Config{
		AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{Location: "scim.csv"},
	})
	s.AD.Groups, s.AD.ReadAt = screentest.Groups(migrate.AD, "a", "b"), time.Now()
	s.SCIM.Groups, s.SCIM.ReadAt = screentest.Groups(migrate.SCIM, "a"), time.Now()
	s.Result = &diff.Result{Summary: diff.Summary{Differs: 27}}
	find(t, draw(s, 80, 21), "▶ Review the 27 names that differ")
	s.Stale = true
	view := draw(s, 80, 21)
	find(t, view, "▶ Read both sides again")
	find(t, view, "These names are from ")
	find(t, view, "from the last comparison")

	// Enter does what the screen says, also if only one side failed.
	s.AD.Task.Err = errors.New("refused")
	o := New(s)
	o.SetSize(80, 21)
	if o.Update(screentest.Key("enter")); !s.AD.Task.Running() || !s.SCIM.Task.Running() {
		t.Errorf("AD is being read: %v, the SCIM side: %v", s.AD.Task.Running(), s.SCIM.Task.Running())
	}
}

// In the smallest window, notes come before the second line of the next step, and an ellipsis
// marks what doesn't fit. In a larger one they are complete.
func TestOmittedNotesAreMarked(t *testing.T) {
	s := session.New(context.Background(), session.Config{
		AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{Location: "ad.csv"},
	})
	s.AD.Groups, s.AD.ReadAt = screentest.Groups(migrate.AD, "a"), time.Now()
	s.SCIM.Groups, s.SCIM.ReadAt = screentest.Groups(migrate.SCIM, "a"), time.Now()
	s.Result = &diff.Result{Summary: diff.Summary{Exact: 1}}
	s.Dropped = "both sides are the same list, so this comparison doesn't show what will be sent and meets no requirement"
	for height := 21; height < 40; height++ {
		view := draw(s, 80, height)
		screentest.CheckGrid(t, view, 80, height)
		find(t, view, "▶ ")
		find(t, view, "! both sides are the same list")
		if !strings.Contains(view, "…") && !strings.Contains(view, "requirement") {
			t.Errorf("at %d lines the note is cut without a sign:\n%s", height, view)
		}
	}
	find(t, draw(s, 80, 21), "        1 group  read ")
	s.AD.Notes, s.SCIM.Notes = []string{"2 groups have no name"}, []string{"the page size is 100"}
	for height := 21; height < 40; height++ {
		view := draw(s, 80, height)
		screentest.CheckGrid(t, view, 80, height)
		if !strings.Contains(view, "! 3 notes: both sides") && !strings.Contains(view, "! the page size is 100") {
			t.Errorf("at %d lines notes are missing:\n%s", height, view)
		}
	}
	s.Update(session.WorkspaceLoaded{State: migration.State{Path: "self-hosted", IdP: "okta", Inconsistencies: []string{
		"line 7",
	}}})
	view := draw(s, 80, 21)
	screentest.CheckGrid(t, view, 80, 21)
	find(t, view, "! 3 notes: both sides")
	find(t, view, "▶ ")
}
