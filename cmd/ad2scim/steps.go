package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// pathFlags choose a path for one call. The workspace provides what they leave out.
type pathFlags struct{ path, idp string }

func addPathFlags(cmd *cobra.Command) *pathFlags {
	var w pathFlags
	cmd.Flags().StringVar(&w.path, "path", "", "path: confidential or self-hosted (default: the one you chose)")
	ids := append(operation.ProviderIDs(), string(playbook.Other))
	cmd.Flags().StringVar(&w.idp, "idp", "", render.Alternatives(ids)+" (default: the one you chose)")
	registerChoices(cmd, "path", string(playbook.Confidential), string(playbook.SelfHosted))
	registerChoices(cmd, "idp", ids...)
	return &w
}

// choice returns the values of the flags.
func (f pathFlags) choice() (c operation.Choice, err error) {
	if f.path != "" {
		if c.Path, err = playbook.ParsePath(f.path); err != nil {
			return c, err
		}
	}
	if f.idp != "" {
		c.IDP, err = playbook.ParseIDP(f.idp)
	}
	return c, err
}

func newSteps(global *globalOptions) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "steps [--path PATH] [--idp IDP]",
		Short: "Print the runbook: the steps of a migration, one by one",
		Long: `Print the steps of a path, with what to do, why, the current result, and how to undo
each: as Markdown, to work through by hand, or for a terminal. The subcommands record
the state of a step; the app does the same.`,
		Example: `  ad2scim steps --path confidential --idp okta --format markdown > runbook.md
  ad2scim steps choose --path self-hosted --idp entra
  ad2scim steps done ad-sync-off`,
		Args: knownCommand,
	}
	path := addPathFlags(cmd)
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("format") && (global.outFile.file != "" || !global.onTerminal()) {
			f = markdown
		}
		if err := f.check(); err != nil {
			return err
		}
		choice, err := path.choice()
		if err != nil {
			return err
		}
		book, err := global.service().Runbook(choice)
		if err != nil {
			return err
		}
		return global.result(f, book, func(out io.Writer) error {
			width, color := global.foldedScreen()
			return book.WriteTable(out, playbook.TableOptions{Width: width, Color: color})
		})
	}
	cmd.AddCommand(newStepsChoose(global), newStepsDone(global), newStepsCheck(global), newStepsSkip(global),
		newStepsReopen(global))
	return cmd
}

func newStepsChoose(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use: "choose --path PATH --idp IDP", Short: "Choose the path of the migration",
		Args: cobra.NoArgs,
		Long: `Choose the path of the migration, or change it. Steps that differ on the new path, or
that apply to the old path only, are open again. Confidential SSO can't be undone: if
you confirmed it, or its SCIM is on, changing to self-hosted is refused. --force REASON
overrides this, and every status and report shows the reason.`,
	}
	path := addPathFlags(cmd)
	var reason string
	cmd.Flags().StringVar(&reason, "force", "",
		"change to self-hosted although Confidential SSO is set up, for this reason")
	cmd.RunE = func(*cobra.Command, []string) error {
		if path.path == "" || path.idp == "" {
			return badFlag("--path and --idp are both needed", "", "see ad2scim steps choose --help")
		}
		choice, err := path.choice()
		if err != nil {
			return err
		}
		noted, notice, err := global.service().Choose(choice, reason)
		if notice != "" && err == nil {
			defer global.console().note(notice)
		}
		return global.showRecorded(noted, err)
	}
	return cmd
}

// showRecorded shows the notes of a change and its line in the journal.
func (o *globalOptions) showRecorded(n operation.Noted, err error) error {
	for _, note := range n.Notes {
		o.warn("note: " + note)
	}
	if err == nil {
		o.say(n.Line)
	}
	return err
}

func newStepsDone(global *globalOptions) *cobra.Command {
	var a playbook.StepUpdate
	cmd := &cobra.Command{
		Use:   "done STEP",
		Short: "Confirm that you did a step",
		Long: `Record that you did a step, which you name by its id or number: what you confirm is in
the runbook. This is refused if the step's check failed (run ad2scim steps check
again), if the step must be verified, or if it is locked. --force REASON overrides
this, and every status and report shows the reason.`,
		Args: cobra.ExactArgs(1),
	}
	addUpdateFlags(cmd, &a)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return global.showRecorded(global.service().ConfirmStep(playbook.StepID(args[0]), a))
	}
	return cmd
}

func addUpdateFlags(cmd *cobra.Command, a *playbook.StepUpdate) {
	f := cmd.Flags()
	f.StringVar(&a.Saw, "saw", "", "what you saw or did, for the record")
	f.StringVar(&a.Typed, "type", "", "the words that the step asks you to type")
	f.StringVar(&a.Force, "force", "", "override what locks the step, for this reason")
}

func newStepsSkip(global *globalOptions) *cobra.Command {
	var a playbook.StepUpdate
	cmd := &cobra.Command{Use: "skip STEP", Short: "Record that a step is not needed", Args: cobra.ExactArgs(1)}
	cmd.Flags().StringVar(&a.Saw, "saw", "", "why it is not needed")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return global.showRecorded(global.service().SkipStep(playbook.StepID(args[0]), a))
	}
	return cmd
}

func newStepsReopen(global *globalOptions) *cobra.Command {
	return &cobra.Command{
		Use: "reopen STEP", Short: "Clear what is recorded for a step", Args: cobra.ExactArgs(1),
		Long: `Clear what is recorded for a step, so that it is open again. A failed check stays on
record, and so do the words that were typed to confirm it.`,
		RunE: func(_ *cobra.Command, args []string) error {
			err := global.showRecorded(global.service().ReopenStep(playbook.StepID(args[0])))
			if err == nil {
				global.console().note("only the record was cleared: settings that are on or off stay as they are")
			}
			return err
		},
	}
}

func newStepsCheck(global *globalOptions) *cobra.Command {
	var a playbook.StepUpdate
	cmd := &cobra.Command{
		Use:   "check STEP",
		Short: "Check whether a step is done",
		Long: `Run the automatic check of a step and record the result. It uses the saved
connections; secrets come from the environment or the keyring.
Exit status: 0 the step is verified, 1 it is not done yet.`,
		Args: cobra.ExactArgs(1),
	}
	var audit string
	cmd.Flags().StringVar(&a.Force, "force", "", "override what locks the step, for this reason")
	cmd.Flags().StringVar(&a.Typed, "type", "", "the words that the step asks you to type")
	cmd.Flags().StringVar(&audit, "audit-log", "", "Dashlane audit log, for the step that searches it")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return checkStep(cmd.Context(), playbook.StepID(args[0]), a, audit, global)
	}
	return cmd
}

func checkStep(ctx context.Context, step playbook.StepID, a playbook.StepUpdate, audit string,
	global *globalOptions,
) error {
	c := global.console()
	in := operation.CheckInput{AuditLog: audit}
	result, err := global.service().CheckStep(ctx, step, a, in, c)
	c.line.end()
	if result.Says != "" {
		global.say(result.Says + "; " + result.Next.String())
	}
	if result.Line != "" {
		global.say(result.Line)
	}
	for _, note := range result.Notes {
		global.warn("note: " + note)
	}
	if err == nil && !result.Done {
		return errFindings
	}
	return err
}
