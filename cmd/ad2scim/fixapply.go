package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
)

// applyFlags are the flags of everything that writes names.
type applyFlags struct {
	format      format
	yes, dryRun bool
	concurrency int
	stopAfter   int
	maxChanges  int
}

func addApplyFlags(cmd *cobra.Command) *applyFlags {
	var o applyFlags
	addFormatFlag(cmd, &o.format)
	f := cmd.Flags()
	f.BoolVar(&o.yes, "yes", false, "do it without asking")
	f.BoolVar(&o.dryRun, "dry-run", false, "go through all of it and write nothing")
	f.IntVar(&o.concurrency, "concurrency", 1, "how many changes are made at the same time")
	f.IntVar(&o.stopAfter, "stop-after", 1, "end the run at this many failures; 0: never")
	f.IntVar(&o.maxChanges, "max-changes", 0, "refuse a plan with more changes than this; 0: no limit")
	return &o
}

func (o *applyFlags) check() error {
	for flag, n := range map[string]int{"--stop-after": o.stopAfter, "--max-changes": o.maxChanges} {
		if n < 0 {
			return badFlag(flag+" cannot be negative", "", "give 0 or more")
		}
	}
	if o.concurrency < 1 || o.concurrency > 64 {
		return badFlag("--concurrency must be from 1 to 64", "", "1 is the gentlest")
	}
	return o.format.check()
}

func newFixApply(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apply PLAN",
		Short: "Show a plan, ask, and carry it out",
		Long: `Show what a plan will change, ask, and change it. Each group is read before it
is changed, and left alone if it is not what the plan saw. Every change is in the
journal before and after it is made: a run that was cut off is finished by running
it again, and fix undo takes changes back. Afterwards both sides are compared
again. Exit status: 0 if all of the plan is done, 4 if a part is not.`,
		Example: `  ad2scim fix apply plan.json --dry-run
  ad2scim fix apply plan.json`,
		Args: cobra.ExactArgs(1),
	}
	ad, scim, o := addADFlags(cmd), addSCIMFlags(cmd), addApplyFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := o.check(); err != nil {
			return err
		}
		plan, err := readPlan(args[0])
		if err != nil {
			return err
		}
		w, err := migration.Open(global.workspace)
		if err != nil {
			return err
		}
		defer w.Close()
		return runFixes(cmd.Context(), plan, ad, scim, o, w, *global)
	}
	return cmd
}

func readPlan(file string) (*fix.Plan, error) {
	if file == "-" {
		return fix.Read(os.Stdin)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot read the plan " + migrate.Quote(file), Why: reason(err), Next: "check its path, or make one with fix plan", Err: err}
	}
	defer f.Close()
	return fix.Read(f)
}

// runFixes shows a plan, asks, carries it out, and compares again.
func runFixes(ctx context.Context, plan *fix.Plan, ad, scim *sourceFlags, o *applyFlags, w *migration.Workspace, global globalOptions) error {
	remembered, progress := memory{global.workspace}, newProgress(global.quiet)
	defer progress.clear()
	needed := func(side migrate.Side) bool {
		return slices.ContainsFunc(plan.Fixes, func(f fix.Fix) bool { return f.Side == side })
	}
	s, err := openSides(ctx, ad, scim, remembered, needed, progress)
	if err != nil {
		return err
	}
	defer s.close()
	targets := s.targets()
	for side := range s.sources {
		if targets[side] == nil && needed(side) {
			return badFlag("nothing was changed", fmt.Sprintf("%s cannot be written to", oneLine(s.lists[side].source)), "make the plan as a script: ad2scim fix plan --script "+scriptsFor(side))
		}
	}
	if err := plan.Look(ctx, targets, progress.of(migrate.AD)); err != nil {
		return err
	}
	review := fix.Examine(plan, s.world())
	progress.clear()
	if err := askFor(ctx, review, o); err != nil {
		return err
	}
	if len(review.Plan.Fixes) == 0 {
		report := fix.Report{Result: &fix.Result{}, LeftOut: leftOut(review), DryRun: o.dryRun}
		shown := func(io.Writer) error { return nil } // the review said it already
		if err := write(o.format, report, shown); err != nil {
			return err
		}
		return partly(review)
	}
	return carryOut(ctx, review, s, targets, o, w, global)
}

// leftOut are the findings for which fixes are not tried at all.
func leftOut(review fix.Review) (list []fix.Finding) {
	for _, f := range review.Findings {
		if f.Severity == fix.Error {
			list = append(list, f)
		}
	}
	return list
}

// partly is nil where nothing was left out of the plan.
func partly(review fix.Review) error {
	if n := review.LeftOut(); n > 0 {
		return &migrate.Problem{Class: migrate.Partial, What: "not all of the plan was done", Why: fmt.Sprintf("%d of it cannot be done", n), Next: "see why above, then make a new plan"}
	}
	return nil
}

// askFor shows the plan and gets consent. What is shown is on standard error
// where standard output is for the result.
func askFor(ctx context.Context, review fix.Review, o *applyFlags) error {
	out := io.Writer(os.Stderr)
	if o.format == table {
		out = os.Stdout
	}
	width, _ := screen()
	if err := review.WriteTable(out, width); err != nil {
		return err
	}
	if len(review.Plan.Fixes) == 0 || o.dryRun {
		return nil
	}
	return confirm(ctx, "Make "+review.Count()+"?", o.yes)
}

func carryOut(ctx context.Context, review fix.Review, s *sides, targets fix.Targets, o *applyFlags, w *migration.Workspace, global globalOptions) error {
	progress := newProgress(global.quiet)
	defer progress.clear()
	stop := o.stopAfter
	if stop == 0 {
		stop = -1
	}
	side := migrate.SCIM
	if len(review.Plan.Fixes) > 0 {
		side = review.Plan.Fixes[0].Side
	}
	if !o.dryRun {
		if err := w.ForgetComparison(); err != nil {
			return err
		}
	}
	result, failed := fix.Apply(ctx, review.Plan, fix.ApplyOptions{
		Targets: targets, Journal: w.Journal(), Concurrency: o.concurrency, StopAfterErrors: stop,
		MaxChanges: o.maxChanges, DryRun: o.dryRun, Report: progress.of(side),
	})
	report := fix.Report{Result: result, LeftOut: leftOut(review), DryRun: o.dryRun}
	if failed != nil && result.Count(fix.NotStarted) == len(result.Outcomes) {
		return failed // nothing was begun
	}
	at := time.Now().UTC()
	remaining, err := s.compareAfter(ctx, result, memory{global.workspace}, progress)
	if err != nil {
		printNotes([]string{err.Error()})
	}
	report.Remaining = remaining
	if remaining != nil && !o.dryRun {
		dropped := ""
		err := w.Update(func(s *migration.State) error {
			dropped = s.RecordComparison(remaining, at)
			return nil
		})
		if err != nil {
			dropped = "the comparison afterwards is not remembered: " + err.Error()
		}
		if dropped != "" {
			printNotes([]string{dropped})
		}
	}
	progress.clear()
	err = write(o.format, report, func(w io.Writer) error {
		width, color := screen()
		return report.WriteTable(w, diff.TableOptions{Width: width, Color: color})
	})
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case result.Problem() != nil:
		return result.Problem()
	}
	return partly(review)
}

// compareAfter compares what there is after a run, or would be after a dry one.
// Lists that cannot be read any more take nothing from what was done.
func (s *sides) compareAfter(ctx context.Context, result *fix.Result, remembered memory, progress *progressLine) (*diff.Result, error) {
	if ctx.Err() != nil {
		return nil, nil
	}
	if result.Preview == nil {
		if err := s.read(ctx, progress); err != nil {
			return nil, fmt.Errorf("the sides were not compared again: %w", err)
		}
	}
	for side, preview := range result.Preview {
		name := migrate.DisplayName
		if side == migrate.AD {
			name = s.adName
		}
		l := s.lists[side]
		l.groups = preview.Groups(l.groups, name)
		s.lists[side] = l
	}
	return s.compare(ctx, remembered)
}

var _ written = fix.Report{}
