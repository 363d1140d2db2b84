package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

// wayFlags choose a way for one call; what they leave out is as chosen in the
// workspace.
type wayFlags struct{ path, idp string }

func addWayFlags(cmd *cobra.Command) *wayFlags {
	var w wayFlags
	cmd.Flags().StringVar(&w.path, "path", "", "confidential or self-hosted (default: as chosen)")
	cmd.Flags().StringVar(&w.idp, "idp", "", "entra, okta, jumpcloud, pingone or other (default: as chosen)")
	registerChoices(cmd, "path", string(playbook.Confidential), string(playbook.SelfHosted))
	registerChoices(cmd, "idp", "entra", "okta", "jumpcloud", "pingone", "other")
	return &w
}

// state is what is remembered, with the way that the flags say.
func (f wayFlags) state(dir string) (workspace.State, error) {
	state, err := memory{dir}.state()
	if err != nil {
		return state, err
	}
	if f.path != "" {
		p, err := playbook.ParsePath(f.path)
		if err != nil {
			return state, err
		}
		state.Path = string(p)
	}
	if f.idp != "" {
		i, err := playbook.ParseIDP(f.idp)
		if err != nil {
			return state, err
		}
		state.IdP = string(i)
	}
	return state, nil
}

func newSteps(global *globalOptions) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "steps [--path PATH] [--idp IDP]",
		Short: "Print the runbook: the steps of a migration, one by one",
		Long: `Print the steps of one way, with what to do, why, what was seen of it and how to
go back: as Markdown, to be worked through by hand, or for a terminal. Below are
the commands that note how a step stands; the app does the same.`,
		Example: `  ad2scim steps --path confidential --idp okta --format markdown > runbook.md
  ad2scim steps choose --path self-hosted --idp entra
  ad2scim steps done ad-sync-off`,
		Args: knownCommand,
	}
	way := addWayFlags(cmd)
	addFormatFlag(cmd, &f)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("format") && !onTerminal() {
			f = markdown
		}
		if err := f.check(); err != nil {
			return err
		}
		state, err := way.state(global.workspace)
		if err != nil {
			return err
		}
		w, err := state.Walk()
		if err != nil {
			return err
		}
		book := w.Runbook(state.World(w))
		return write(f, book, func(out io.Writer) error {
			width, color := foldedScreen()
			return book.WriteTable(out, playbook.TableOptions{Width: width, Color: color})
		})
	}
	cmd.AddCommand(newStepsChoose(global), newStepsDone(global), newStepsCheck(global), newStepsSkip(global), newStepsReopen(global))
	return cmd
}

// foldedScreen is screen for running text, which is folded even in a file.
func foldedScreen() (width int, color bool) {
	if width, color = screen(); width == unlimited {
		width = 0
	}
	return width, color
}

func newStepsChoose(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{Use: "choose --path PATH --idp IDP", Short: "Choose the way, for the workspace", Args: cobra.NoArgs}
	way := addWayFlags(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		if way.path == "" || way.idp == "" {
			return badFlag("--path and --idp are both needed", "", "see ad2scim steps choose --help")
		}
		path, err := playbook.ParsePath(way.path)
		if err != nil {
			return err
		}
		idp, err := playbook.ParseIDP(way.idp)
		if err != nil {
			return err
		}
		return noted(global.workspace, func(s *workspace.State) (workspace.Entry, error) { return s.Choose(path, idp) })
	}
	return cmd
}

// noted changes the workspace and writes the journal's line.
func noted(dir string, change func(*workspace.State) (workspace.Entry, error)) error {
	return record(dir, func(w *workspace.Workspace) error {
		line, err := w.Note(change)
		if err == nil {
			fmt.Fprintln(os.Stdout, oneLine(line.Text))
		}
		return err
	})
}

type stepChange func(*playbook.Walk, playbook.World, string, playbook.Act) (playbook.State, error)

func changeStep(dir, id string, a playbook.Act, change stepChange) error {
	a.At, a.By = time.Now().UTC(), whoami()
	return noted(dir, func(s *workspace.State) (workspace.Entry, error) {
		return s.ChangeStep(id, a, func(w *playbook.Walk, world playbook.World, a playbook.Act) (playbook.State, error) {
			return change(w, world, id, a)
		})
	})
}

func newStepsDone(global *globalOptions) *cobra.Command {
	var a playbook.Act
	cmd := &cobra.Command{
		Use:   "done STEP",
		Short: "Confirm that a step is done; you vouch for it",
		Long: `Note that you did a step, as its sentence in the runbook says. A step that its
interlocks keep shut is refused; --force REASON does it all the same, and is told
in every status and report.`,
		Args: cobra.ExactArgs(1),
	}
	addActFlags(cmd, &a)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return changeStep(global.workspace, args[0], a, (*playbook.Walk).Attest)
	}
	return cmd
}

func addActFlags(cmd *cobra.Command, a *playbook.Act) {
	f := cmd.Flags()
	f.StringVar(&a.Saw, "saw", "", "what there is to say about it")
	f.StringVar(&a.Typed, "type", "", "the words that the step asks to be typed")
	f.StringVar(&a.Force, "force", "", "the reason to override what keeps the step shut")
}

func newStepsSkip(global *globalOptions) *cobra.Command {
	var a playbook.Act
	cmd := &cobra.Command{Use: "skip STEP", Short: "Note that a step is not needed here", Args: cobra.ExactArgs(1)}
	cmd.Flags().StringVar(&a.Saw, "saw", "", "why not")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return changeStep(global.workspace, args[0], a, func(w *playbook.Walk, world playbook.World, id string, a playbook.Act) (playbook.State, error) {
			return w.Skip(world.State, id, a)
		})
	}
	return cmd
}

func newStepsReopen(global *globalOptions) *cobra.Command {
	return &cobra.Command{Use: "reopen STEP", Short: "Take back what was noted of a step", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return changeStep(global.workspace, args[0], playbook.Act{}, func(w *playbook.Walk, world playbook.World, id string, _ playbook.Act) (playbook.State, error) {
				return w.Reopen(world.State, id)
			})
		}}
}

func newStepsCheck(global *globalOptions) *cobra.Command {
	var a playbook.Act
	cmd := &cobra.Command{
		Use:   "check STEP",
		Short: "Look whether a step is done",
		Long: `Run what the program can look at for a step, and note what was seen. Sources are
the ones that the workspace remembers; secrets come from the environment or the
keyring. Exit status: 0 the step is verified, 1 it is not done yet.`,
		Args: cobra.ExactArgs(1),
	}
	var audit string
	cmd.Flags().StringVar(&a.Force, "force", "", "the reason to override what keeps the step shut")
	cmd.Flags().StringVar(&audit, "audit-log", "", "Dashlane's audit log, for the step that searches it")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return checkStep(cmd.Context(), args[0], a, audit, *global)
	}
	return cmd
}

func checkStep(ctx context.Context, id string, a playbook.Act, audit string, global globalOptions) error {
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	w, err := state.Walk()
	if err != nil {
		return err
	}
	step, err := w.Step(id)
	if err != nil {
		return err
	}
	if step.Check == "" {
		return badFlag("the program cannot look at the step "+id, "", "confirm it yourself with ad2scim steps done "+id)
	}
	l := looker{dir: global.workspace, secret: appSecrets{osKeyring{ctx}}.of, audit: audit, say: sayOnStderr}
	progress := newProgress(global.quiet)
	saw, err := l.look(ctx, step.Check, migrate.NewSecret(os.Getenv(secretVariable[migrate.SCIM])), progress.of(migrate.AD))
	progress.clear()
	a.Saw = saw
	if p, ok := errors.AsType[*migrate.Problem](err); ok && p.Class == migrate.Partial {
		a.Saw = cmp.Or(p.Why, p.What)
		if err := changeStep(global.workspace, id, a, func(w *playbook.Walk, world playbook.World, id string, a playbook.Act) (playbook.State, error) {
			return w.Fail(world.State, id, a)
		}); err != nil {
			return err
		}
		return errFindings
	}
	if err != nil {
		return err
	}
	return changeStep(global.workspace, id, a, (*playbook.Walk).Verify)
}
