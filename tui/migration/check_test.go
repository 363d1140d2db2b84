package migration

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screen"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// newDriverAtCheck opens a step with a check that returns this. The real checks need a domain, a
// provider and Dashlane; they are run the same way.
func newDriverAtCheck(t *testing.T, step playbook.StepID, status playbook.Status, look session.Check) *driver {
	t.Helper()
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{step: status})
	d := newDriver(t, folder, session.Config{Check: look})
	d.at(step)
	return d
}

func TestCheckIsRecorded(t *testing.T) {
	d := newDriverAtCheck(t, "script-found", "", func(_ context.Context, p playbook.Probe, _ session.CheckInput,
		report migrate.Report,
	) (string, error) {
		report.Send(migrate.Progress{Doing: "reading tasks", Done: 1, Total: 2})
		return "one task by " + string(p), nil
	})
	d.press("v")
	d.shows("● verified", "one task by sync-find", "result [verified]")
	r := d.state().Playbook.Steps["script-found"]
	if r.Status != playbook.DoneVerified || r.Probe != playbook.ProbeSyncFind {
		t.Errorf("noted: %+v", r)
	}
}

// A failed check locks the steps that depend on it. A check that couldn't be made says nothing
// about the step.
func TestFailedCheckAndNoCheck(t *testing.T) {
	var answer error
	d := newDriverAtCheck(t, "script-disabled", playbook.DoneVerified, func(context.Context, playbook.Probe,
		session.CheckInput,
		migrate.Report,
	) (string, error) {
		return "", answer
	})
	answer = &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot reach sync01", Why: "no route",
		Next: "look at the network",
	}
	d.press("v")
	d.shows("✗ cannot reach sync01", "look at the network")
	if got := d.state().Playbook.Steps["script-disabled"].Status; got != playbook.DoneVerified {
		t.Errorf("a check that couldn't be made left %s", got)
	}
	answer = &migrate.Problem{Class: migrate.Partial, What: "not done yet", Why: "the task is enabled again"}
	d.press("v")
	d.shows("✗ failed", "the task is enabled again")
	if got := d.state().Playbook.Steps["script-disabled"].Status; got != playbook.Failed {
		t.Errorf("a failed check left %s", got)
	}
}

func TestCheckIsStoppedByEscape(t *testing.T) {
	begun := make(chan struct{})
	d := newDriverAtCheck(t, "script-found", "", func(ctx context.Context, _ playbook.Probe, _ session.CheckInput,
		report migrate.Report,
	) (string, error) {
		report.Send(migrate.Progress{Doing: "reading tasks"})
		close(begun)
		<-ctx.Done()
		return "", ctx.Err()
	})
	cmd := d.m.Update(screentest.Key("v"))
	d.shows("checking", "esc stop")
	ended := make(chan struct{})
	go func() { <-begun; d.m.stopCheck(); close(ended) }()
	// Nothing is drawn or handled until the check has been canceled.
	screentest.Follow(cmd, func(msg tea.Msg) tea.Cmd { <-ended; return d.update(msg) })
	if d.m.check.task.Running() || !d.m.check.task.Stopped || d.m.err != nil {
		t.Errorf("after the stop: %+v, %v", d.m.check.task, d.m.err)
	}
	if _, there := d.state().Playbook.Steps["script-found"]; there &&
		d.state().Playbook.Steps["script-found"].Status != "" {
		t.Error("a stopped check is recorded")
	}
}

// A comparison shows its progress, as in other places.
func TestComparisonShowsItsProgress(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"names-saved": playbook.DoneConfirmed})
	d := newDriver(t, folder, session.Config{AD: migrate.Connection{Location: "ad.csv"}, SCIM: migrate.Connection{
		Location: "scim.csv",
	}})
	d.at("names-exact")
	if d.m.Update(screentest.Key("v")) == nil {
		t.Fatal("v reads nothing")
	}
	d.s.AD.Task.Progress(migrate.Progress{Doing: "reading groups", Done: 1234, Total: 5000})
	d.s.SCIM.Task.Progress(migrate.Progress{Doing: "reading groups", Done: 77})
	for _, width := range []int{80, 100} {
		d.m.SetSize(width, 30)
		d.shows("reading groups", "1,234", "provisioned", "77", "esc stop")
	}
	d.s.AD.Task.End(nil)
	d.s.SCIM.Task.End(nil)
	d.shows("comparing", "esc stop")
}

// The path can't be changed while a check runs: the check's result is saved when it ends, and
// the two saves must not hide each other's errors.
func TestPathIsNotChangedDuringACheck(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	d := newDriverAtCheck(t, "script-found", "", func(context.Context, playbook.Probe, session.CheckInput,
		migrate.Report) (string,
		error,
	) {
		close(begun)
		<-end
		return "one task", nil
	})
	cmd := d.m.Update(screentest.Key("v"))
	refused := d.m.Update(screentest.Key("p"))
	if d.m.chooser != nil || refused == nil {
		t.Fatal("the path can be chosen during a check")
	}
	if n, ok := refused().(screen.Notice); !ok || !n.Wrong || !strings.Contains(n.Text, "esc stop") {
		t.Errorf("w says %+v", n)
	}
	go func() { <-begun; close(end) }()
	screentest.Follow(cmd, d.update)
	d.shows("● verified", "one task")
	d.press("p")
	d.shows("Which path do you use?")
}

// The check of the names is the comparison that the app shows.
func TestNamesAreCheckedByComparing(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", map[playbook.StepID]playbook.Status{"names-saved": playbook.DoneConfirmed})
	_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
		migrationtest.Sides(s, migrationtest.AD, migrationtest.SCIM)
		return store.Entry{Kind: "test", Text: "x"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	scim := &screentest.Source{List: screentest.Groups(migrate.SCIM, "Sales ", "Ops")}
	d := newDriver(t, folder, session.Config{
		AD: migrationtest.AD, SCIM: migrationtest.SCIM,
		Open: func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
			if side == migrate.AD {
				return &screentest.Source{List: screentest.Groups(side, "Sales", "Ops")}, nil
			}
			return scim, nil
		},
	})
	d.at("names-exact")
	d.press("v")
	d.shows("✗ failed", "1 group name differs (1 exact, 1 differ")
	scim.List = screentest.Groups(migrate.SCIM, "Sales", "Ops")
	d.press("v")
	d.shows("● verified", "2 exact")
	scim.Err = errors.New("gone")
	d.press("v")
	if d.m.check.task.Running() {
		t.Error("a comparison that cannot be made runs for ever")
	}
}

// Whatever is in the workspace and whatever the size of the window, the view fits and sends no
// control characters.
func TestHostileWorkspaceKeepsTheGrid(t *testing.T) {
	w, err := playbook.New(playbook.Dashlane(), playbook.SelfHosted, playbook.Okta)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		hostile := rapid.SampledFrom(screentest.Nasty)
		s := session.New(context.Background(), session.Config{
			Workspace: session.Folder{Dir: "none"},
			Check: func(context.Context, playbook.Probe, session.CheckInput, migrate.Report) (string, error) {
				return "", nil
			},
		})
		state := migration.State{Path: "self-hosted", IdP: "okta", Playbook: playbook.State{
			Steps: map[playbook.StepID]playbook.Record{},
		}}
		for _, step := range w.Steps {
			if st := rapid.SampledFrom([]playbook.Status{
				"", playbook.DoneVerified, playbook.DoneConfirmed, playbook.Failed,
				playbook.Running, playbook.NotNeeded,
			}).Draw(r, "status"); st != "" {
				state.Playbook.Steps[step.ID] = playbook.Record{
					Status: st, By: hostile.Draw(r, "by"), Saw: hostile.Draw(r, "saw"),
					Typed: hostile.Draw(r, "typed"), Forced: true,
				}
			}
		}
		state.Playbook.Forced = []playbook.Forced{{
			Step: "access", By: hostile.Draw(r, "by"),
			Reason: hostile.Draw(r, "reason"), Over: []string{hostile.Draw(r, "over")},
		}}
		s.Result = &diff.Result{}
		m := New(s)
		handle := func(msg tea.Msg) { s.Update(msg); m.Update(msg) }
		handle(session.WorkspaceLoaded{State: state})
		m.currentID = rapid.SampledFrom(w.Steps).Draw(r, "at").ID
		for range 4 {
			width, height := rapid.IntRange(80, 200).Draw(r, "width"), rapid.IntRange(21, 60).Draw(r, "height")
			m.SetSize(width, height)
			for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{
				"a", "!", "u", "x", "e", "v", "p", "n", "[", "]",
				"enter", "down", "up", "é\u202e",
			}), 0, 6).Draw(r, "keys") {
				m.Update(screentest.Key(k))
			}
			screentest.CheckGrid(r, m.View(), width, height)
			if rapid.Bool().Draw(r, "back") {
				m.Back()
			}
		}
		if strings.Contains(m.View(), "\u202e") {
			r.Fatalf("a direction mark is sent to the terminal")
		}
	})
}

// The audit log is asked for. What a log says against the step is gone when a later log has
// nothing.
func TestAuditLogIsAskedFor(t *testing.T) {
	var answer error
	searched := ""
	d := newDriverAtCheck(t, "last-sync-still", "", func(_ context.Context, p playbook.Probe, given session.CheckInput,
		_ migrate.Report,
	) (string, error) {
		searched = given.AuditLog
		return "", answer
	})
	answer = &migrate.Problem{Class: migrate.Partial, What: "not done yet", Why: "2 group events"}
	d.press("v")
	d.shows("File with Dashlane's audit log", "A log without any proves nothing")
	d.press("enter")
	if searched != "" {
		t.Fatal("no file was named, and one was searched")
	}
	d.press("audit 1.jsonl", "enter")
	d.shows("✗ failed", "2 group events")
	if searched != "audit 1.jsonl" {
		t.Errorf("searched %q", searched)
	}
	answer = &migrate.Problem{
		Class: migrate.BadInput, What: "this can't be checked here", Why: "it proves nothing",
		Err: playbook.ErrNothingAgainst,
	}
	d.press("v", "audit 2.jsonl", "enter")
	d.shows("it proves nothing")
	if r, there := d.state().Playbook.Steps["last-sync-still"]; there {
		t.Errorf("noted: %+v", r)
	}
}

// A step whose check failed can be confirmed only by an override with a reason, and the app
// says and offers that. The finding is phrased for the app.
func TestOverrideAfterAFailedCheck(t *testing.T) {
	var reads session.CheckInput
	d := newDriverAtCheck(t, "sso-on", "", func(_ context.Context, _ playbook.Probe, given session.CheckInput,
		_ migrate.Report) (string,
		error,
	) {
		reads = given
		return "", &migrate.Problem{Class: migrate.Partial, What: "not done yet", Why: "SSO is off"}
	})
	d.s.AD.Connection = migrate.Connection{Location: "ldaps://dc1", Secret: migrate.NewSecret("typed")}
	d.press("v")
	d.shows("✗ failed", "SSO is off")
	if got := reads.InUse[migrate.AD]; got.Location != "ldaps://dc1" || got.Secret.Reveal() != "typed" {
		t.Errorf("it reads from %+v", got)
	}
	d.press("a")
	d.shows("Locked: step", "the check failed", "press v to run the check again")
	d.press("!")
	d.shows("Override step")
	d.press("the API is wrong", "enter")
	d.shows("‼ overridden")
	if r := d.state().Playbook.Steps["sso-on"]; r.Status != playbook.DoneConfirmed {
		t.Errorf("noted: %+v", r)
	}
}
