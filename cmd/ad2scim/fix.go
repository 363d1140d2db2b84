package main

import "github.com/spf13/cobra"

func newFix(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fix",
		Short: "Make the names exact: plan, apply, undo",
		Long: `Make names exact in three steps: plan writes down every change and changes
nothing; apply shows a plan, asks, and carries it out with a journal; undo takes
changes back from the journal.`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return groupOnly(cmd)
		},
	}
	cmd.AddCommand(newFixPlan(global), newFixApply(global), newFixUndo(global))
	return cmd
}
