package operation

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/demo"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
)

// What a person chose of a comparison that is shown is planned, made and undone. Instead of
// the comparison from before the run, one that was made after it counts, or, where a side
// can't be read again, none.
func TestChosenRenamesThereAndBack(t *testing.T) {
	t.Parallel()
	company, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { company.Close() })
	s, list := &Service{Dir: t.TempDir()}, filepath.Join(t.TempDir(), "list.csv")
	names := func() []string {
		client, err := scim.Open(company.SCIM)
		if err != nil {
			t.Fatal(err)
		}
		groups, err := client.Groups(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, g := range groups {
			all = append(all, g.Name)
		}
		return all
	}
	client, err := scim.Open(company.SCIM)
	if err != nil {
		t.Fatal(err)
	}
	groups, err := client.Groups(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	group, want := groups[0], groups[0].Name+" "
	ad := []migrate.Group{{ID: "1", Name: want}}
	if err := os.WriteFile(list, []byte("id,name\n1,"+want+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := ReadSides{
		Connections: map[migrate.Side]migrate.Connection{
			migrate.AD: {Location: list}, migrate.SCIM: company.SCIM,
		},
		Groups: map[migrate.Side][]migrate.Group{migrate.AD: ad, migrate.SCIM: groups},
	}
	result, err := diff.Compare(t.Context(), ad, groups, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(result.Rows, func(r diff.Row) bool { return r.Status == diff.Differs && r.SCIM.ID == group.ID })
	choice := RowChoice{Row: result.Rows[at], Choice: fix.Choice{Side: migrate.SCIM}}
	remember(t, s)

	choice.Side = migrate.AD
	plan, err := s.PlanChosen(t.Context(), *result, []RowChoice{choice}, false, read, unattended{})
	if err != nil || plan.Unwritable != migrate.AD {
		t.Fatalf("a list of a file can be changed: %+v, %v", plan, err)
	}
	const mayRun = "AD sync isn't verified as stopped"
	if said := words(plan); !strings.Contains(said, mayRun) {
		t.Errorf("while AD sync may run, the plan of a rename in AD says %q", said)
	}
	other := *s
	stopped := &other
	stopped.Dir = t.TempDir()
	stop(t, stopped)
	after, err := stopped.PlanChosen(t.Context(), *result, []RowChoice{choice}, false, read, unattended{})
	if err != nil || strings.Contains(words(after), mayRun) {
		t.Errorf("%v: once it is verified as stopped, the plan says %q", err, words(after))
	}
	var unwritable *UnwritableError
	if _, err := s.ApplyRenames(t.Context(), *plan, read, unattended{}); !errors.As(err, &unwritable) {
		t.Errorf("it is changed all the same: %v", err)
	}
	if report, err := s.ApplyRenames(t.Context(), RenamePlan{Review: fix.Review{Plan: &fix.Plan{}}}, read,
		unattended{}); err != nil || len(report.Result.Outcomes) > 0 {
		t.Errorf("an empty plan: %+v, %v", report, err)
	}
	choice.Side = migrate.SCIM
	if plan, err = s.PlanChosen(t.Context(), *result, []RowChoice{choice}, false, read, unattended{}); err != nil ||
		plan.Unwritable != "" || len(plan.Review.Plan.Fixes) != 1 || strings.Contains(words(plan), mayRun) {
		t.Fatalf("%+v, %v", plan, err)
	}
	report, err := s.ApplyRenames(t.Context(), *plan, read, unattended{})
	if err != nil || !slices.Contains(names(), want) {
		t.Fatalf("%+v, %v", report, err)
	}
	if c := comparison(t, s); c == nil || c.Exact != 1 || c.SCIMGroups != len(groups) || report.Remaining == nil {
		t.Errorf("after the run: %+v, %+v", c, report.Remaining)
	}
	runs, err := s.renameRuns(t.Context())
	if err != nil || len(runs) != 1 || runs[0].Done != 1 {
		t.Fatalf("%+v, %v", runs, err)
	}
	back, err := s.PlanUndoRun(t.Context(), runs[0].ID, read, unattended{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(list); err != nil {
		t.Fatal(err)
	}
	var told []string
	_, err = s.ApplyRenames(t.Context(), *back, read, telling{said: &told})
	if err != nil || !slices.Contains(names(), group.Name) {
		t.Errorf("after the undo: %v", err)
	}
	if c := comparison(t, s); c != nil || !strings.Contains(strings.Join(told, "\n"), "the sides weren't compared again") {
		t.Errorf("a list that is gone: %+v, %q", c, told)
	}
}

// words are what stands against a plan, or is to be known of it.
func words(p *RenamePlan) string {
	var all []string
	for _, f := range p.Review.Findings {
		all = append(all, f.Words)
	}
	return strings.Join(all, "; ")
}

// stop records in the workspace that the AD sync script is verified as stopped.
func stop(t *testing.T, s *Service) {
	t.Helper()
	err := s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			state.Playbook.Steps = map[playbook.StepID]playbook.Record{
				playbook.StepScriptStopped: {Status: playbook.DoneVerified, At: time.Now()},
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func comparison(t *testing.T, s *Service) *migration.Comparison {
	t.Helper()
	state, err := s.State()
	if err != nil {
		t.Fatal(err)
	}
	return state.Comparison
}

// remember keeps a comparison in the workspace.
func remember(t *testing.T, s *Service) {
	t.Helper()
	err := s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			state.Comparison = &migration.Comparison{Exact: 1}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}
