package main

import (
	"cmp"
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/names"
	"ad2scim/migrate/operation"
)

// applyFlags holds the flags of the commands that rename.
type applyFlags struct {
	format      format
	yes, dryRun bool
	answer      string
	concurrency int
	stopAfter   int
	maxChanges  int
}

func addApplyFlags(cmd *cobra.Command, global *globalOptions) *applyFlags {
	var o applyFlags
	addFormatFlag(cmd, &o.format)
	global.addOutFlag(cmd, false)
	f := cmd.Flags()
	f.BoolVar(&o.yes, "yes", false, "don't ask for confirmation")
	f.StringVar(&o.answer, "type", "", "answer to the prompt, "+migrate.Quote("yes")+
		", or to allow a risk, such as "+migrate.Quote(operation.RiskMembers))
	f.BoolVar(&o.dryRun, "dry-run", false, "go through the whole plan without writing anything")
	f.IntVar(&o.concurrency, "concurrency", 1, "how many changes to make at the same time")
	f.IntVar(&o.stopAfter, "stop-after", operation.DefaultStopAfter, "stop after this many failures; 0: never")
	f.IntVar(&o.maxChanges, "max-changes", 0, "refuse a plan with more than this many changes; 0: no limit")
	return &o
}

func (o *applyFlags) check() error {
	for flag, n := range map[string]int{"--stop-after": o.stopAfter, "--max-changes": o.maxChanges} {
		if n < 0 {
			return badFlag(flag+" cannot be negative", "", "give 0 or more")
		}
	}
	if o.concurrency < 1 || o.concurrency > 64 {
		return badFlag("--concurrency must be from 1 to 64", "", "1 puts the least load on the server")
	}
	return o.format.check()
}

func newFixApply(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apply PLAN",
		Short: "Show a plan, ask for confirmation, and carry it out",
		Long: `Show what a plan will change, ask for confirmation, and make the changes. Each group
is read first and skipped if it has changed since the plan was made. Every change is
recorded in the journal before and after it is made: if a run is interrupted, run it
again to finish it. fix undo reverses the changes. At the end, both sides are
compared again. Exit status: 0 if the whole plan is done, 4 if part of it is not.`,
		Example: `  ad2scim fix apply plan.json --dry-run
  ad2scim fix apply plan.json`,
		Args: cobra.ExactArgs(1),
	}
	ad, scim, o := addADFlags(cmd, global), addSCIMFlags(cmd, global), addApplyFlags(cmd, global)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := o.check(); err != nil {
			return err
		}
		plan, err := readPlan(args[0], global.in)
		if err != nil {
			return err
		}
		options, err := o.options(ad, scim)
		if err != nil {
			return err
		}
		c := o.terminal(global)
		result, err := global.service().Rename(cmd.Context(), plan, options, c, c)
		c.line.end()
		return o.show(global, result, err)
	}
	return cmd
}

func readPlan(file string, stdin io.Reader) (*fix.Plan, error) {
	if file == "-" {
		return fix.Read(stdin)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read the plan " + migrate.Quote(file),
			Why:  migrate.FileReason(err),
			Next: "check the path, or make a plan with fix plan", Err: err,
		}
	}
	defer f.Close()
	return fix.Read(f)
}

// options turns the flags into an operation's options.
func (o *applyFlags) options(ad, scim *sourceFlags) (operation.RenameOptions, error) {
	adIn, scimIn, err := inputs(ad, scim)
	return operation.RenameOptions{
		AD: adIn, SCIM: scimIn, DryRun: o.dryRun, Concurrency: o.concurrency, StopAfter: o.stopAfter,
		MaxChanges: o.maxChanges, Typed: o.answer,
	}, err
}

// terminal returns a console that asks whether to apply the plan.
func (o *applyFlags) terminal(global *globalOptions) *console {
	c := global.console()
	c.approve = func(ctx context.Context, proposal any) (operation.Approval, error) {
		return operation.Approval{}, o.approve(ctx, proposal.(operation.RenamePlan), global.streams)
	}
	return c
}

// approve shows the plan and asks for consent. It writes to standard error if standard output
// is for the result.
func (o *applyFlags) approve(ctx context.Context, plan operation.RenamePlan, s streams) error {
	width, _ := s.screen()
	if err := plan.Review.WriteTable(s.beforeResult(o.format), width); err != nil {
		return err
	}
	if !plan.NeedsApproval() {
		return nil
	}
	question := "Make "
	if undoes := plan.Review.Plan.Undoes; undoes != "" {
		question = "To undo " + names.Visible(undoes) + ", make "
	}
	yes, typed := o.yes, o.answer
	if operation.AllowsRisk(typed) {
		yes, typed = true, ""
	}
	return s.confirm(ctx, question+plan.Review.Count()+"?", yes, typed)
}

// show shows the result, and then returns the error of the work.
func (o *applyFlags) show(global *globalOptions, result operation.RenameResult, failed error) error {
	if result.Report == nil {
		return failed
	}
	err := global.result(o.format, *result.Report, func(w io.Writer) error {
		if len(result.Review.Plan.Fixes) == 0 {
			return nil // the review has said so
		}
		width, color := global.screen()
		return result.Report.WriteTable(w, diff.TableOptions{Width: width, Color: color})
	})
	return cmp.Or(err, failed)
}

var _ resultWriter = fix.Report{}
