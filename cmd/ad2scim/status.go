package main

import (
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate/playbook"
)

func newStatus(global *globalOptions) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show where the migration stands",
		Long: `Show how far the migration of a workspace is: what is done and how well that is
known, the next step, what the interlocks keep shut, and what was forced.
Exit status: 0 if nothing is left to do, 1 if something is, or if what was done
does not hold any more.`,
		Args: cobra.NoArgs,
	}
	way := addWayFlags(cmd)
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		choice, err := way.choice()
		if err != nil {
			return err
		}
		global.service().SettleAtHand(cmd.Context())
		progress, notes, err := global.service().Status(choice)
		if err != nil {
			return err
		}
		for _, note := range notes {
			global.warn("note: " + note)
		}
		err = global.result(f, progress, func(out io.Writer) error {
			width, color := global.foldedScreen()
			return progress.WriteTable(out, playbook.TableOptions{Width: width, Color: color})
		})
		if err != nil {
			return err
		}
		if progress.Next != nil || progress.Alarm != "" {
			return errFindings
		}
		return nil
	}
	return cmd
}
