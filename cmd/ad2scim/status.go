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
		Short: "Show the status of the migration",
		Long: `Show the status of the migration in a workspace: the steps that are done and whether
they are verified or confirmed, the next step, the steps that are locked, and the
requirements that were overridden.
Exit status: 0 if nothing is left to do, 1 if something is, or if something that was
done is no longer true.`,
		Args: cobra.NoArgs,
	}
	path := addPathFlags(cmd)
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		choice, err := path.choice()
		if err != nil {
			return err
		}
		progress, notes, err := global.service().Status(cmd.Context(), choice)
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
		if progress.HasWork() {
			return errFindings
		}
		return nil
	}
	return cmd
}
