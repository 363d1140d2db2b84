package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ad2scim/ldapsrc"
	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/theme"
)

// workspaceVariable names the workspace as --workspace does.
const workspaceVariable = "AD2SCIM_WORKSPACE"

// globalOptions holds the flags that every command has.
type globalOptions struct {
	streams
	quiet     bool
	log       *requestLog
	version   bool // only for the root command
	workspace string
	color     theme.ColorWhen
	ascii     bool
	outFile   outFile
}

// service returns the use cases for the chosen workspace.
func (o *globalOptions) service() *operation.Service {
	return &operation.Service{Dir: o.workspace, Directory: openDirectory, Keyring: osKeyring{}, Stdin: o.in}
}

// console returns the terminal for operations.
func (o *globalOptions) console() *console {
	// The lines of the log say more than the progress line, which would be torn by them.
	return &console{streams: o.streams, quiet: o.quiet, line: newProgress(o.err, o.quiet || o.log.verbose)}
}

func openDirectory(ctx context.Context, c migrate.Connection) (operation.Directory, error) {
	d, err := ldapsrc.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func newRoot(s streams, log *requestLog) *cobra.Command {
	o := globalOptions{log: log}
	o.streams = s.withASCII(&o.ascii)
	root := &cobra.Command{
		Use:   "ad2scim",
		Short: "Find and fix differences between AD group names and SCIM group names",
		Long: `ad2scim shows exactly how the names of Active Directory groups differ from the
names of the groups provisioned by SCIM, and helps you make them the same before
you replace AD sync with SCIM provisioning.

Without a command, it opens the terminal app. Try it on the built-in sample company:
ad2scim demo`,
		Args:          knownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if flag := cmd.Flags().Lookup("workspace"); flag != nil && !flag.Changed {
				o.workspace = os.Getenv(workspaceVariable)
			}
			if cmd.Flags().Lookup("color") != nil {
				if err := checkChoice("--color", string(o.color), colorWords...); err != nil {
					return err
				}
			}
			if err := checkWorkspace(cmd, o.workspace); err != nil {
				return err
			}
			return o.log.begin(cmd, o.err)
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.version {
				_, err := fmt.Fprint(cmd.OutOrStdout(), versionText())
				return err
			}
			if !o.onTerminal() {
				cmd.SetOut(o.err)
				if err := cmd.Help(); err != nil {
					return err
				}
				return badFlag("the app needs a terminal", "standard input or output is not a terminal",
					"give a command, such as ad2scim diff")
			}
			return runApp(cmd.Context(), o, nil)
		},
	}
	root.SetIn(s.in)
	root.SetOut(o.out)
	root.SetErr(o.err)
	o.addFlags(root)
	root.CompletionOptions.DisableDefaultCmd = true
	addCommands(root, &o)
	root.SetHelpCommand(newHelp())
	root.AddCommand(extraCommands...)
	registerChoices(root, "color", colorWords...)
	allowOnce(root)
	return root
}

// addFlags adds the global flags, and --version.
func (o *globalOptions) addFlags(root *cobra.Command) {
	// Not cobra's version template: with a template, the linker keeps every exported method.
	root.Flags().BoolVarP(&o.version, "version", "v", false, "version for ad2scim")
	root.PersistentFlags().BoolVarP(&o.quiet, "quiet", "q", false, "don't write notes and progress to standard error")
	root.PersistentFlags().BoolVar(&o.log.verbose, "verbose", false,
		"write each request to a server and its answer to standard error, without secrets")
	root.PersistentFlags().StringVar(&o.log.file, "log-file", "",
		"append each request to a server and its answer to a file, without secrets")
	root.PersistentFlags().StringVar(&o.workspace, "workspace", "",
		"folder that holds the state of this migration (default "+
			workspaceVariable+", else "+operation.DefaultDir()+")")
	root.PersistentFlags().StringVar((*string)(&o.color), "color", string(theme.ColorAuto),
		"when to use color: auto (on a terminal, unless NO_COLOR or CLICOLOR=0 is set), always or never")
	root.PersistentFlags().BoolVar(&o.ascii, "ascii", false,
		"use only ASCII characters in the app and in text for people; names show others as in <U+00E9>")
}

// Commands are listed in the order of use.
func init() { cobra.EnableCommandSorting = false }

func addCommands(root *cobra.Command, o *globalOptions) {
	addGroup(root, "names", "Compare and fix names:",
		newConnect(o), newDiff(o), newMatch(o), newFix(o), newProbe(o))
	addGroup(root, "migration", "Migrate:", newSteps(o), newStatus(o), newSync(o), newEnable(o), newDoctor(o),
		newReport(o), newWatch(o))
	root.AddCommand(newDemo(o), newVersion(), newCompletion())
	root.AddCommand(newTopics()...)
}

// addGroup adds commands under a title in the help.
func addGroup(root *cobra.Command, id, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: id, Title: title})
	for _, c := range commands {
		c.GroupID = id
		root.AddCommand(c)
	}
}

// knownCommand refuses an unknown command and suggests a similar one.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	next := "see " + cmd.CommandPath() + " --help"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		next = "did you mean " + near[0] + "?"
	}
	return badFlag("unknown command "+migrate.Quote(args[0]), "", next)
}
