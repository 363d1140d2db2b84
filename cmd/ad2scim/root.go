package main

import (
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// globalOptions are the flags that every command has.
type globalOptions struct {
	quiet     bool
	workspace string
}

func newRoot() *cobra.Command {
	var o globalOptions
	root := &cobra.Command{
		Use:   "ad2scim",
		Short: "See and fix how AD group names differ from provisioned group names",
		Long: `ad2scim shows exactly how the names of Active Directory groups differ from the
names of the groups that were provisioned by SCIM, and helps to make them the
same before AD sync gives way to SCIM provisioning.

Without a command it opens the terminal app. Try it on the built-in company:
ad2scim demo`,
		Version:       "set below",
		Args:          knownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return checkWorkspace(cmd, o.workspace)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !onTerminal() {
				cmd.SetOut(os.Stderr)
				if err := cmd.Help(); err != nil {
					return err
				}
				return badFlag("the app needs a terminal", "standard input or output is not one", "give a command, such as ad2scim diff")
			}
			return runApp(cmd.Context(), o.workspace, nil)
		},
	}
	root.SetVersionTemplate(versionText())
	root.PersistentFlags().BoolVarP(&o.quiet, "quiet", "q", false, "no notes and no progress on standard error")
	root.PersistentFlags().StringVar(&o.workspace, "workspace", "", "folder that remembers this migration (default "+store.DefaultDir()+")")
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(newDiff(&o), newFix(&o), newProbe(&o), newDemo(), newDoctor(&o), newSync(&o), newEnable(&o), newSteps(&o), newStatus(&o), newReport(&o), newWatch(&o), newVersion(), newCompletion())
	root.AddCommand(newTopics()...)
	return root
}

func onTerminal() bool {
	return term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd()))
}

// knownCommand refuses what is not a command, and names the nearest one.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	next := "see ad2scim --help"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		next = "did you mean " + near[0] + "?"
	}
	return badFlag("there is no command "+migrate.Quote(args[0]), "", next)
}
