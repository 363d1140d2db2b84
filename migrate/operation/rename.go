package operation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
)

// RenamePlan is a plan of renames, with what to know before it is carried out.
type RenamePlan struct {
	Review fix.Review
	// Notes are notes from the sources and the comparison.
	Notes []string
	// Unwritable is a side of the plan whose names come from a source that can't be changed,
	// and Source is that source; empty if there is none.
	Unwritable migrate.Side
	Source     string
	// DryRun says that nothing would be written.
	DryRun bool
}

// NeedsApproval reports whether a person must approve the plan: it changes something and
// isn't a dry run.
func (p RenamePlan) NeedsApproval() bool { return len(p.Review.Plan.Fixes) > 0 && !p.DryRun }

// Number is what a person types to apply a plan, so that a single key doesn't: the number of
// changes.
func (p RenamePlan) Number() string { return strconv.Itoa(len(p.Review.Plan.Fixes)) }

// Confirmed reports whether the plan can be carried out and typed is its Number.
func (p RenamePlan) Confirmed(typed string) bool {
	return p.NeedsApproval() && p.Unwritable == "" && strings.TrimSpace(typed) == p.Number()
}

// DefaultStopAfter is the number of failures after which a run ends by default.
const DefaultStopAfter = 1

// RenameOptions say how to carry out a plan.
type RenameOptions struct {
	AD, SCIM    Input
	DryRun      bool
	Concurrency int // how many changes are made at the same time
	StopAfter   int // end at this many failures; 0: never
	MaxChanges  int // refuse a plan with more; 0: no limit
	// Typed are the words that an admin gave to accept a risk of the plan
	// (migrate.Object.Risk) or a damaged journal.
	Typed string
}

// RenameResult is the result of a run. Report is nil if no change was attempted.
type RenameResult struct {
	Review fix.Review
	Report *fix.Report
}

// UnwritableError says that the names of a side come from a source that can't be changed.
type UnwritableError struct {
	Side   migrate.Side
	Source string
}

// Error names the source.
func (e *UnwritableError) Error() string { return e.Source + " can't be changed" }

// PlanRenames compares both sides and plans the renames that make the names exact. It changes
// nothing.
func (s *Service) PlanRenames(ctx context.Context, ad, provisioned Input, o fix.Options, ask Prompter,
	show Progress,
) (*RenamePlan, error) {
	both := func(migrate.Side) bool { return true }
	sides, err := s.openSides(ctx, []Input{ad, provisioned}, both, ask, show)
	if err != nil {
		return nil, err
	}
	defer sides.close()
	if err := oneNameAttribute(sides.from[migrate.AD]); err != nil && o.Side == migrate.AD && len(o.Attributes) == 0 {
		return nil, err
	}
	if o.ThroughAD {
		if err := s.mayChangeThroughAD(sides.adName); err != nil {
			return nil, err
		}
	}
	result, err := sides.compare(ctx)
	if err != nil {
		return nil, err
	}
	o.ADName = sides.adName
	plan, err := fix.NewPlan(ctx, result, o, sides.targets(), show.Report(o.Side))
	if err != nil {
		return nil, err
	}
	reviewed := s.reviewed(plan, sides)
	reviewed.Notes = slices.Concat(result.Notes, sides.lists[migrate.AD].notesOf(migrate.AD),
		sides.lists[migrate.SCIM].notesOf(migrate.SCIM))
	return reviewed, nil
}

// reviewed returns a plan with what to know before it is carried out.
func (s *Service) reviewed(plan *fix.Plan, sides *sides) *RenamePlan {
	side := sides.unwritable(plan)
	return &RenamePlan{Review: s.examine(plan, sides), Unwritable: side, Source: sides.lists[side].Source}
}

// Rename shows a plan, asks, carries it out, and compares both sides again. An error says
// what wasn't done; there is a result as well.
func (s *Service) Rename(ctx context.Context, plan *fix.Plan, o RenameOptions, ask Prompter,
	show Progress,
) (RenameResult, error) {
	if err := s.checkJournal(ctx, o.Typed); err != nil {
		return RenameResult{}, err
	}
	sides, err := s.openSides(ctx, []Input{o.AD, o.SCIM}, plan.Changes, ask, show)
	if err != nil {
		return RenameResult{}, err
	}
	defer sides.close()
	if !o.DryRun {
		if err := s.settle(ctx, sides.targets(), false, show); err != nil {
			return RenameResult{}, err
		}
	}
	return s.rename(ctx, plan, sides, o, ask, show)
}

// rename is Rename with both sides open.
func (s *Service) rename(ctx context.Context, plan *fix.Plan, sides *sides, o RenameOptions, ask Prompter,
	show Progress,
) (RenameResult, error) {
	targets := sides.targets()
	if side := sides.unwritable(plan); side != "" {
		return RenameResult{}, &UnwritableError{side, sides.lists[side].Source}
	}
	if plan.ThroughAD() {
		if err := s.mayChangeThroughAD(sides.adName); err != nil {
			return RenameResult{}, err
		}
	}
	if err := plan.ReadObjects(ctx, targets, show.Report(migrate.AD)); err != nil {
		return RenameResult{}, err
	}
	out := RenameResult{Review: s.examine(plan, sides)}
	approval, err := ask.Approve(ctx, RenamePlan{Review: out.Review, DryRun: o.DryRun})
	if err != nil {
		return out, err
	}
	o.Typed = cmp.Or(o.Typed, approval.Typed)
	report := fix.Report{Result: &fix.Result{}, LeftOut: leftOut(out.Review), DryRun: o.DryRun}
	if len(out.Review.Plan.Fixes) == 0 {
		out.Report = &report
		return out, partly(out.Review)
	}
	begun, failed := s.carryOutAndCompare(ctx, &report, out.Review, sides, o, show)
	if !begun {
		return out, failed
	}
	out.Report = &report
	switch {
	case failed != nil:
		return out, failed
	case report.Result.Problem() != nil:
		return out, report.Result.Problem()
	}
	return out, partly(out.Review)
}

// Undo undoes changes from the journal, as a plan. Before that, it finds out whether changes
// with an unknown result were made; the error says which are still unknown.
func (s *Service) Undo(ctx context.Context, selection fix.Selection, o RenameOptions, ask Prompter,
	show Progress,
) (RenameResult, error) {
	if err := s.checkJournal(ctx, o.Typed); err != nil {
		return RenameResult{}, err
	}
	plan, err := s.planUndo(selection)
	if err != nil {
		return RenameResult{}, err
	}
	sides, err := s.openSides(ctx, []Input{o.AD, o.SCIM}, plan.Changes, ask, show)
	if err != nil {
		return RenameResult{}, err
	}
	defer sides.close()
	if !o.DryRun {
		if err := s.settle(ctx, sides.targets(), true, show); err != nil {
			return RenameResult{}, err
		}
		if plan, err = s.planUndo(selection); err != nil {
			return RenameResult{}, err
		}
	}
	result, err := s.rename(ctx, plan, sides, o, ask, show)
	if err == nil {
		err = s.unknownProblem(selection)
	}
	return result, err
}

func (s *Service) planUndo(selection fix.Selection) (*fix.Plan, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return fix.Undo(w.Journal(), selection)
}

// Renames is renameRuns, after finding out what is unknown if that is possible immediately.
func (s *Service) Renames(ctx context.Context, typed string) (fix.RunList, error) {
	if err := s.checkJournal(ctx, typed); err != nil {
		return nil, err
	}
	s.settleAtHand(ctx)
	return s.renameRuns(ctx)
}

// renameRuns lists the runs that changed names, from the journal, oldest first.
func (s *Service) renameRuns(ctx context.Context) (fix.RunList, error) {
	if err := s.checkJournal(ctx, ""); err != nil {
		return nil, err
	}
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	runs, err := fix.Runs(w.Journal())
	return fix.RunList(runs), err
}

// carryOutAndCompare carries out a reviewed plan, and then compares both sides again. begun
// is false if it failed before the first change.
func (s *Service) carryOutAndCompare(ctx context.Context, report *fix.Report, review fix.Review, sides *sides,
	o RenameOptions, show Progress,
) (begun bool, err error) {
	err = s.carryOut(ctx, report, review, sides, o, show)
	if err != nil && report.Result.Count(fix.NotStarted) == len(report.Result.Outcomes) {
		return false, err
	}
	s.compareAfter(ctx, report, sides, show)
	return true, err
}

// carryOut carries out a reviewed plan. Earlier comparisons are removed first, so that an
// interrupted run leaves no requirement met.
func (s *Service) carryOut(ctx context.Context, report *fix.Report, review fix.Review, sides *sides, o RenameOptions,
	show Progress,
) (err error) {
	w, err := s.hold(ctx)
	if err != nil {
		report.Result = &fix.Result{}
		return err
	}
	defer w.Close()
	stop := o.StopAfter
	if stop == 0 {
		stop = -1
	}
	if !o.DryRun {
		if err := w.Update((*migration.State).InvalidateComparison); err != nil {
			return err
		}
	}
	report.Result, err = fix.Apply(ctx, review.Plan, fix.ApplyOptions{
		Targets: sides.targets(), Journal: w.Journal(), Concurrency: o.Concurrency, StopAfterErrors: stop,
		MaxChanges: o.MaxChanges, DryRun: o.DryRun, Accepted: o.Typed, Report: show.Report(review.Plan.Fixes[0].Side),
	})
	if !o.DryRun { // so that the state knows the length of the journal
		err = cmp.Or(err, w.Update(func(*migration.State) error { return nil }))
	}
	return err
}

// compareAfter compares both sides after a run, or as they would be after a dry run. If lists
// can't be read any longer, the result of the run is kept.
func (s *Service) compareAfter(ctx context.Context, report *fix.Report, sides *sides, show Progress) {
	sides.readAt = time.Now().UTC()
	remaining, err := sides.compareAgain(ctx, report.Result, show)
	if err != nil {
		show.Warn(err.Error())
	}
	report.Remaining = remaining
	if remaining == nil || report.DryRun {
		return
	}
	_, said, err := s.keep(remaining, sides.lists[migrate.AD], sides.lists[migrate.SCIM], sides.readAt)
	if err != nil {
		said = "the comparison after the renames wasn't saved: " + err.Error()
	}
	if said != "" {
		show.Warn(said)
	}
}

// leftOut returns the findings for which no rename is attempted.
func leftOut(review fix.Review) (list []fix.Finding) {
	for _, f := range review.Findings {
		if f.ExcludesFixes() {
			list = append(list, f)
		}
	}
	return list
}

// partly returns an error if something was left out of the plan, else nil.
func partly(review fix.Review) error {
	if n := review.LeftOut(); n > 0 {
		return &migrate.Problem{
			Class: migrate.Partial, What: "the plan wasn't applied completely",
			Why:  fmt.Sprintf("%d of its changes can't be made", n),
			Next: "see the reasons above, then make a new plan",
		}
	}
	return nil
}
