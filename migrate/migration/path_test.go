package migration_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

var (
	by    = playbook.StepUpdate{At: time.Now().UTC(), By: "kim"}
	dc    = migrate.Connection{Location: "ldaps://dc1.corp.example.com"}
	app   = migrate.Connection{Location: "okta:Dashlane"}
	about = migration.About([]migrate.Connection{dc}, app)
	exact = &diff.Result{ADSource: "ad.csv", SCIMSource: "okta:Dashlane", Summary: diff.Summary{Exact: 3}}
)

func chosen(t *testing.T, path playbook.Path, idp playbook.IDP) migration.State {
	t.Helper()
	s := migration.State{Playbook: playbook.State{Steps: map[playbook.StepID]playbook.Record{}}}
	if _, err := s.Choose(path, idp, by); err != nil {
		t.Fatal(err)
	}
	connect(&s, dc, app)
	return s
}

func connect(s *migration.State, ad, scim migrate.Connection) {
	s.ConnectSide(migrate.AD, ad)
	s.ConnectSide(migrate.SCIM, scim)
}

// namesOpen reports whether the gate of the names is open.
func namesOpen(t *testing.T, s migration.State) bool {
	t.Helper()
	w, err := s.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range w.Progress(s.Context(w)).Requirements {
		if g.ID == playbook.RequirementNamesExact {
			return len(g.Blockers) == 0
		}
	}
	t.Fatal("there is no such gate")
	return false
}

// A comparison counts for the way on which it was made, for some days, until a
// name changes, and if it was one of two sources.
func TestWhichComparisonCounts(t *testing.T) {
	s := chosen(t, playbook.SelfHosted, playbook.Okta)
	s.RecordComparison(exact, about, time.Now().UTC())
	if !namesOpen(t, s) {
		t.Fatal("an exact comparison opens nothing")
	}

	old := s
	old.Comparison = &migration.Comparison{
		Time: time.Now().Add(-playbook.ComparisonAge - time.Minute), Exact: 3,
		About: about,
	}
	if namesOpen(t, old) {
		t.Error("an old comparison opens the gate")
	}

	row := func(ad, scim string) diff.Row {
		return diff.Row{
			Status: diff.Exact, AD: &migrate.Group{ID: ad, Name: "Sales"},
			SCIM: &migrate.Group{ID: scim, Name: "Sales"},
		}
	}
	for _, c := range []struct {
		row  diff.Row
		want bool
	}{{row("1", "1"), false}, {row("", ""), true}, {row("1", "9"), true}, {row("", "9"), true}} {
		twice := chosen(t, playbook.SelfHosted, playbook.Okta)
		twice.RecordComparison(&diff.Result{Summary: diff.Summary{Exact: 1}, Rows: []diff.Row{c.row}}, about,
			time.Now().UTC())
		if got := namesOpen(t, twice); got != c.want {
			t.Errorf("%+v: open is %v", c.row, got)
		}
	}

	for _, to := range []struct {
		path playbook.Path
		idp  playbook.IDP
	}{{playbook.SelfHosted, playbook.Entra}, {playbook.Confidential, playbook.Okta}} {
		other := chosen(t, playbook.SelfHosted, playbook.Okta)
		before := time.Now().UTC().Add(-time.Second)
		other.RecordComparison(exact, about, before)
		if _, err := other.Choose(to.path, to.idp, by); err != nil {
			t.Fatal(err)
		}
		if other.RecordComparison(exact, about, before); namesOpen(t, other) {
			t.Errorf("on %s with %s a comparison of the other way counts", to.path, to.idp)
		}
		there := migrate.Connection{Location: string(to.idp) + ":Dashlane"}
		other.ConnectSide(migrate.SCIM, there)
		now := time.Now().UTC()
		if other.RecordComparison(exact, migration.About([]migrate.Connection{dc}, there), now); !namesOpen(t, other) {
			t.Errorf("on %s with %s a new comparison does not count", to.path, to.idp)
		}
	}
	back := chosen(t, playbook.SelfHosted, playbook.Okta)
	back.RecordComparison(exact, about, time.Now().UTC())
	for _, path := range []playbook.Path{playbook.Confidential, playbook.SelfHosted} {
		if _, err := back.Choose(path, playbook.Okta, by); err != nil {
			t.Fatal(err)
		}
	}
	if !namesOpen(t, back) {
		t.Error("on the way back the comparison that was made for it is lost")
	}
	back.IdP = playbook.Entra
	if note := back.RecordComparison(exact, about, time.Now().UTC()).Why; namesOpen(t, back) ||
		!strings.Contains(note, "an app at okta") {
		t.Errorf("what Okta sends counts for Entra: %q", note)
	}
	if s.Choose(playbook.SelfHosted, playbook.Okta, by); !namesOpen(t, s) {
		t.Error("the way that is chosen, chosen again, takes the comparison away")
	}
}

// What was compared before a name changes counts no more, step and gate.
func TestInvalidateComparisonReopensStep(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	before := time.Now().UTC().Add(-time.Second)
	update(t, w, func(s *migration.State) {
		*s = chosen(t, playbook.SelfHosted, playbook.Okta)
		s.RecordComparison(exact, about, before)
		s.Playbook.Steps["names-exact"] = playbook.Record{
			Status: playbook.DoneVerified, At: before,
			Probe: playbook.ProbeDiff,
		}
		s.Playbook.Steps["result-compared"] = playbook.Record{Status: playbook.DoneConfirmed, At: before}
	})
	if err := w.Update((*migration.State).InvalidateComparison); err != nil {
		t.Fatal(err)
	}
	update(t, w, func(s *migration.State) { s.RecordComparison(exact, about, before) })
	w.Close()
	s := open(t, dir).State()
	if namesOpen(t, s) {
		t.Error("the gate is open")
	}
	for _, id := range []playbook.StepID{"names-exact", "result-compared"} {
		if r := s.Playbook.Steps[id]; r.Status != playbook.Failed || r.Saw == "" {
			t.Errorf("%s: %+v", id, r)
		}
	}
}

// A decision takes away what was compared without it, step and gate, and says so. Lists
// that were read before it, compared with it, count.
func TestDecisionOnlyInvalidatesComparison(t *testing.T) {
	s := chosen(t, playbook.SelfHosted, playbook.Okta)
	read := time.Now().UTC().Add(-time.Minute)
	s.RecordComparison(exact, about, read)
	s.Playbook.Steps["names-exact"] = playbook.Record{Status: playbook.DoneVerified, At: read, Probe: playbook.ProbeDiff}
	decided := []diff.Decision{{ADName: "Sales", SCIMName: "sales", Apart: true}}
	if err := s.SetDecisions(decided); err != nil {
		t.Fatal(err)
	}
	if r := s.Playbook.Steps["names-exact"]; r.Status != playbook.Failed ||
		!strings.HasPrefix(r.Saw, "decisions about groups were changed") {
		t.Errorf("%+v", r)
	}
	for _, of := range [][]diff.Decision{nil, {{ADName: "Sales", SCIMName: "sales"}}, append(decided, decided...)} {
		r := *exact
		r.Decisions = of
		note := s.RecordComparison(&r, about, read).Why
		if namesOpen(t, s) || !strings.Contains(note, "decisions about groups") {
			t.Errorf("a comparison with %+v counts: %q", of, note)
		}
	}
	r := *exact
	r.Decisions = decided
	if note := s.RecordComparison(&r, about, read).Why; !namesOpen(t, s) || note != "" {
		t.Errorf("a comparison with the decision doesn't count: %q", note)
	}
}

// That SCIM is on stays known on another way, as well as it was known.
func TestSwitchToKeepsFactsOfSteps(t *testing.T) {
	s := chosen(t, playbook.SelfHosted, playbook.Okta)
	at := time.Now().UTC().Add(-time.Hour)
	s.Playbook.Steps["switch-on"] = playbook.Record{Status: playbook.DoneConfirmed, At: at, By: "ann"}
	s.Playbook.Steps["card-open"] = playbook.Record{Status: playbook.DoneConfirmed, At: at, By: "ann"}
	line, err := s.Choose(playbook.Confidential, playbook.Okta, by)
	if err != nil || !strings.Contains(line.Text, "reopened: card-open, switch-on") {
		t.Errorf("%q %v", line.Text, err)
	}
	if f := s.Facts["scim_self_hosted"]; f.Value != "on" || f.Grade != migration.GradeConfirmed || !f.Time.Equal(at) ||
		f.Source != "ann" {
		t.Errorf("%+v", f)
	}
	if _, there := s.Facts["greyed"]; there {
		t.Error("the card of the other way is told of")
	}
	w, err := s.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	step, err := w.Step("token")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(w.Blockers(step, s.Context(w)), func(b playbook.Blocker) bool {
		return b.ID == "other-scim-on"
	}) {
		t.Error("the interlock does not know that SCIM is on")
	}
}

// From Confidential there is no way back once it was confirmed or is on.
func TestConfidentialIsIrreversible(t *testing.T) {
	for name, steps := range map[string]map[playbook.StepID]playbook.Record{
		"confirmed": {"choose-path": {Status: playbook.DoneConfirmed, Typed: "no way back"}},
		"on":        {"switch-on": {Status: playbook.DoneConfirmed}},
	} {
		s := chosen(t, playbook.Confidential, playbook.Okta)
		s.Playbook.Steps = steps
		if _, err := s.Choose(playbook.SelfHosted, playbook.Okta, by); migrate.ClassOf(err) != migrate.BadInput ||
			s.Path != "confidential" || len(s.Playbook.Steps) != 1 {
			t.Errorf("%s: left without a word: %v, %s %v", name, err, s.Path, s.Playbook.Steps)
		}
		if _, err := s.Choose(playbook.Confidential, playbook.Entra, by); err != nil {
			t.Errorf("%s: another provider: %v", name, err)
		}
		s = chosen(t, playbook.Confidential, playbook.Okta)
		s.Playbook.Steps = steps
		forced := by
		forced.Force = "nothing was set up"
		line, err := s.Choose(playbook.SelfHosted, playbook.Okta, forced)
		if err != nil || !strings.HasPrefix(line.Text, "OVERRIDDEN") || len(s.Playbook.Forced) != 1 ||
			s.Playbook.Forced[0].Reason != forced.Force || s.Playbook.Forced[0].By != "kim" {
			t.Errorf("%s: %v, %q, %+v", name, err, line.Text, s.Playbook.Forced)
		}
	}
	s := chosen(t, playbook.Confidential, playbook.Okta)
	if _, err := s.Choose(playbook.SelfHosted, playbook.Okta, by); err != nil {
		t.Error("nothing was confirmed yet:", err)
	}
}

// What a look sees against a step shuts the gates, and an old look is no new one.
func TestChecksSetFacts(t *testing.T) {
	s := chosen(t, playbook.Confidential, playbook.Okta)
	if _, err := s.ChangeStep("sso-on", by, func(w *playbook.Runbook, context playbook.Context,
		a playbook.StepUpdate) (playbook.State,
		error,
	) {
		return w.Fail(context.State, "sso-on", a)
	}); err != nil {
		t.Fatal(err)
	}
	if f := s.Facts["sso"]; f.Value != "off" || f.Grade != migration.GradeVerified {
		t.Errorf("%+v", f)
	}
	seen := by.At.Add(-time.Hour)
	s.Facts["ad_sync_script"] = migration.Fact{Value: "scheduled", Grade: migration.GradeVerified, Time: seen}
	if _, err := s.ChangeStep("script-found", by, func(w *playbook.Runbook, context playbook.Context,
		a playbook.StepUpdate,
	) (playbook.State, error) {
		return w.Verify(context, "script-found", a)
	}); err != nil {
		t.Fatal(err)
	}
	if r := s.Playbook.Steps["script-found"]; !r.At.Equal(seen) {
		t.Errorf("a look of %v is noted as one of %v", seen, r.At)
	}
}

// Taking the step back, or another provider, is no way around what was typed.
func TestTypedWordsSurviveReopen(t *testing.T) {
	change := func(s *migration.State, do func(*playbook.Runbook, playbook.Context, playbook.StepUpdate) (playbook.State,
		error),
	) {
		t.Helper()
		if _, err := s.ChangeStep("choose-path", by, do); err != nil {
			t.Fatal(err)
		}
	}
	confirmed := func() migration.State {
		s := chosen(t, playbook.Confidential, playbook.Okta)
		s.Playbook.Steps["access"] = playbook.Record{Status: playbook.DoneConfirmed}
		change(&s, func(w *playbook.Runbook, context playbook.Context, a playbook.StepUpdate) (playbook.State, error) {
			a.Typed = "no way back"
			return w.Confirm(context, "choose-path", a)
		})
		return s
	}
	for name, then := range map[string]func(*migration.State){
		"taken back": func(s *migration.State) {
			for range 2 {
				change(s, func(w *playbook.Runbook, context playbook.Context, a playbook.StepUpdate) (playbook.State, error) {
					return w.Reopen(context.State, "choose-path", a)
				})
			}
		},
		"another provider": func(s *migration.State) { // whose step reads otherwise
			if _, err := s.Choose(playbook.Confidential, playbook.Entra, by); err != nil {
				t.Fatal(err)
			}
		},
	} {
		s := confirmed()
		then(&s)
		if status := s.Playbook.Steps["choose-path"].Status; status != "" {
			t.Errorf("%s: the step is %s", name, status)
		}
		if _, err := s.Choose(playbook.SelfHosted, playbook.Okta, by); migrate.ClassOf(err) != migrate.BadInput ||
			s.Path != "confidential" {
			t.Errorf("%s: the way without return was left: %v", name, err)
		}
	}
}

// What is known since a step told otherwise is not displaced when the step is dropped.
func TestSwitchToKeepsNewerFacts(t *testing.T) {
	s := chosen(t, playbook.SelfHosted, playbook.Okta)
	at := time.Now().UTC().Add(-time.Hour)
	s.Playbook.Steps["switch-on"] = playbook.Record{Status: playbook.DoneConfirmed, At: at}
	s.Facts = map[string]migration.Fact{"scim_self_hosted": {
		Value: "off", Grade: migration.GradeVerified,
		Time: at.Add(time.Minute),
	}}
	if _, err := s.Choose(playbook.Confidential, playbook.Okta, by); err != nil {
		t.Fatal(err)
	}
	if f := s.Facts["scim_self_hosted"]; f.Value != "off" {
		t.Errorf("%+v", f)
	}
}
