package main

import "github.com/spf13/cobra"

func newFix(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fix",
		Short: "Make names exact: plan, apply, undo",
		Long: `Make names exact in three steps: plan lists every change without making it; apply
shows a plan, asks for confirmation, and makes the changes, recording each in the
journal; undo reverses changes from the journal.`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return groupOnly(cmd)
		},
	}
	cmd.AddCommand(newFixPlan(global), newFixApply(global), newFixUndo(global))
	return cmd
}
