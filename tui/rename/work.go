package rename

import (
	"context"
	"maps"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/operation"
	"ad2scim/tui/flow"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// planned is a plan, with its spots computed.
type planned struct {
	review operation.RenamePlan
	spots  []spots // of its fixes
}

// makePlan plans the selected renames, or the current row if none is selected. The command
// works on copies.
func (f *Fixes) makePlan() tea.Cmd {
	if len(f.choices) == 0 {
		f.toggle(f.current())
	}
	if len(f.choices) == 0 || f.session.Busy() {
		return nil
	}
	result := *f.result
	var chosen []operation.RowChoice
	for i := range f.result.Rows {
		row := f.result.Rows[i]
		if c, ok := f.choices[session.KeyOf(&row)]; ok {
			chosen = append(chosen, operation.RowChoice{Row: row, Choice: c})
		}
	}
	through := f.throughAD
	return f.plan(func(ctx context.Context, o *operation.Service, read operation.ReadSides,
		show session.Reporter,
	) (*operation.RenamePlan, error) {
		return o.PlanChosen(ctx, result, chosen, through, read, show)
	})
}

// planThroughAD makes the plan again, changing displayName in AD for names that a directory
// sync copies from it.
func (f *Fixes) planThroughAD() tea.Cmd {
	if f.review.Review.Plan.Synced == 0 {
		return nil
	}
	err := operation.MayChangeThroughAD(f.session.Remembered, operation.NameAttribute(f.session.AD.Connection))
	if err != nil {
		return screen.Refuse(problem.Line(err))
	}
	if f.session.Busy() || f.Busy() {
		return nil
	}
	f.throughAD = true
	return f.makePlan()
}

// plan runs with in a command.
func (f *Fixes) plan(with func(context.Context, *operation.Service, operation.ReadSides,
	session.Reporter) (*operation.RenamePlan, error),
) tea.Cmd {
	s, read := f.session, f.session.ReadSides()
	o, err := s.Service()
	return flow.Read(&f.Frame, s, "planning", func(ctx context.Context, show session.Reporter) (planned, error) {
		if err != nil {
			return planned{}, err
		}
		p, err := with(ctx, o, read, show)
		if err != nil {
			return planned{}, err
		}
		return planOf(*p), nil
	})
}

// invalid says why a plan can't be applied, or "".
func invalid(p operation.RenamePlan) string {
	if p.Unwritable == "" {
		return ""
	}
	return "the names of " + sideName(p.Unwritable) +
		" come from a source that can't be changed. Connect its server in Connection, or press esc and then t to change the other side"
}

func sideName(s migrate.Side) string {
	if s == migrate.AD {
		return "AD"
	}
	return "the SCIM side"
}

func (f *Fixes) showPlan(m flow.Ended[planned]) {
	stopped := f.Job.Stopping()
	if flow.End(&f.Frame, m) && m.Err == nil && !stopped {
		f.propose(m.Result)
	}
}

// propose shows a plan and its confirmation.
func (f *Fixes) propose(m planned) {
	f.review, f.spots, f.invalid = m.review, m.spots, invalid(m.review)
	f.count.SetValue("")
	f.show(planning)
	f.count.Focus()
	f.layOut()
}

// applied is the result of a run, with the comparison shown when it started.
type applied struct {
	report   operation.AppliedRenames
	warnings []string
	before   *diff.Result // when the run started
}

// apply applies the shown plan.
func (f *Fixes) apply() tea.Cmd {
	plan, s, read, before := f.review, f.session, f.session.ReadSides(), f.session.Result
	o, err := s.Service()
	f.show(running)
	return flow.Write(&f.Frame, s, "renaming", func(ctx context.Context, show session.Reporter) (applied, error) {
		if err != nil {
			return applied{report: operation.AppliedRenames{Report: fix.Report{Result: &fix.Result{}}}}, err
		}
		a := applied{before: before}
		show.OnWarn = func(text string) { a.warnings = append(a.warnings, text) }
		a.report, err = o.ApplyRenames(ctx, plan, read, show)
		return a, err
	})
}

func (f *Fixes) showResult(m flow.Ended[applied]) tea.Cmd {
	if !flow.End(&f.Frame, m) {
		return nil
	}
	f.show(finished)
	f.lines = m.Result.lines(f.Width - 2)
	f.forgetRenamed(m.Result.report.Result)
	return f.session.ShowRenamed(m.Result.before, m.Result.report)
}

// forgetRenamed deselects the groups that a run renamed. Other choices stay for the next
// attempt.
func (f *Fixes) forgetRenamed(r *fix.Result) {
	done := r.Renamed()
	renamed := func(k session.Key, _ fix.Choice) bool {
		return done(migrate.AD, k.ADID) || done(migrate.SCIM, k.SCIMID)
	}
	maps.DeleteFunc(f.choices, renamed)
	maps.DeleteFunc(f.typedNames, renamed)
}

// lines describes the changes, and counts what still differs.
func (a applied) lines(width int) []string {
	remaining := a.report.Remaining
	a.report.Remaining = nil
	var b strings.Builder
	if a.report.Result.Run != "" {
		// A strings.Builder cannot fail.
		_ = a.report.WriteTable(&b, diff.TableOptions{Width: width})
	}
	if remaining != nil {
		for _, l := range layout.Wrap("Compared again: "+remaining.Summary.String(), width-2) {
			b.WriteString(l + "\n")
		}
	}
	for _, text := range a.warnings {
		for _, l := range layout.Wrap("! "+layout.Safe(text), width-2) {
			b.WriteString(l + "\n")
		}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}
