package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
)

func newFixUndo(global *globalOptions) *cobra.Command {
	var selection fix.Selection
	var side string
	var list bool
	cmd := &cobra.Command{
		Use:   "undo [--run ID] [--group GROUP] [--side ad|scim]",
		Short: "Undo changes from the journal",
		Long: `Undo what fix apply and the app changed: everything, one run, one group, or one side.
Like any plan, it is shown, confirmed, checked, and recorded in the journal. A group
that someone has changed since is skipped. If the journal doesn't say whether a
change was made, the group is read first. Exit status: 0 if everything was undone,
4 if part of it was not, or if it is not known whether a change was made.`,
		Example: `  ad2scim fix undo --list
  ad2scim fix undo --group 'Sales EMEA'`,
		Args: cobra.NoArgs,
	}
	ad, scim, o := addADFlags(cmd, global), addSCIMFlags(cmd, global), addApplyFlags(cmd, global)
	f := cmd.Flags()
	f.StringVar(&selection.Run, "run", "", "only this run, by its id (see --list)")
	f.StringVar(&selection.Group, "group", "", "only this group, by its id or a name that it had")
	f.StringVar(&side, "side", "", "only this side: ad or scim")
	f.BoolVar(&list, "list", false, "list the runs in the journal without undoing anything")
	registerChoices(cmd, "side", string(migrate.AD), string(migrate.SCIM))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.check(); err != nil {
			return err
		}
		if err := oneOf("--side", side, string(migrate.AD), string(migrate.SCIM)); err != nil {
			return err
		}
		selection.Side = migrate.Side(side)
		if list {
			if err := refuseWith(cmd, "list", "the list comes from the journal, and has every run",
				"run", "group", "side"); err != nil {
				return err
			}
			return listRuns(cmd.Context(), o, global)
		}
		options, err := o.options(ad, scim)
		if err != nil {
			return err
		}
		c := o.terminal(global)
		result, err := global.service().Undo(cmd.Context(), selection, options, c, c)
		c.line.end()
		return o.show(global, result, err)
	}
	return cmd
}

func listRuns(ctx context.Context, o *applyFlags, global *globalOptions) error {
	list, err := global.service().Renames(ctx, o.answer)
	if err != nil {
		return err
	}
	return global.result(o.format, list, func(w io.Writer) error {
		width, _ := global.screen()
		return list.WriteTable(w, width)
	})
}
