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
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/session"
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

// state is what is remembered, as it would stand on the way that the flags say.
func (f wayFlags) state(dir string) (migration.State, error) {
	state, err := memory{dir}.state()
	if err != nil {
		return state, err
	}
	path, idp := state.Path, state.IdP
	if f.path != "" {
		if path, err = playbook.ParsePath(f.path); err != nil {
			return state, err
		}
	}
	if f.idp != "" {
		if idp, err = playbook.ParseIDP(f.idp); err != nil {
			return state, err
		}
	}
	if path == "" || idp == "" {
		return state, nil // Walk says that none is chosen
	}
	_, err = state.Take(path, idp)
	return state, err
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
	cmd := &cobra.Command{Use: "choose --path PATH --idp IDP", Short: "Choose the way, for the workspace", Args: cobra.NoArgs,
		Long: `Choose the way, or another one: what was noted of steps that read otherwise there,
or that were done for one way alone, is open again. From Confidential there is no
way back once it is set up: where it was confirmed, or its SCIM is on, going over
to self-hosted is refused; --force REASON does it all the same, and is told in
every status and report.`}
	way := addWayFlags(cmd)
	var reason string
	cmd.Flags().StringVar(&reason, "force", "", "the reason to leave Confidential all the same")
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
		w, err := playbook.New(playbook.Dashlane(), path, idp)
		if err != nil {
			return err
		}
		a := playbook.Act{At: time.Now().UTC(), By: whoami(), Force: reason}
		err = noted(global.workspace, func(s *migration.State) (store.Entry, error) { return s.Choose(path, idp, a) })
		if notice := w.Notice(); err == nil && notice != "" && !global.quiet {
			printNotes([]string{notice})
		}
		return err
	}
	return cmd
}

// noted changes the workspace and writes the journal's line.
func noted(dir string, change func(*migration.State) (store.Entry, error)) error {
	return record(dir, func(w *migration.Workspace) error {
		printNotes(w.Notes())
		line, err := w.Note(change)
		if err == nil {
			fmt.Fprintln(os.Stdout, oneLine(line.Text))
		}
		return err
	})
}

type stepChange func(*playbook.Walk, playbook.World, playbook.StepID, playbook.Act) (playbook.State, error)

func changeStep(dir string, id playbook.StepID, a playbook.Act, change stepChange) error {
	a.At, a.By = time.Now().UTC(), whoami()
	return noted(dir, func(s *migration.State) (store.Entry, error) {
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
		Long: `Note that you did a step, by its id or its number, as its sentence in the runbook
says. It is refused for a step that a look has found not done, which must be looked
at again with ad2scim steps check, for one of which saying so is not enough, and for
one that an interlock or an earlier step keeps shut. --force REASON does it all the
same, and is told in every status and report.`,
		Args: cobra.ExactArgs(1),
	}
	addActFlags(cmd, &a)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return changeStep(global.workspace, playbook.StepID(args[0]), a, (*playbook.Walk).Attest)
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
		return changeStep(global.workspace, playbook.StepID(args[0]), a, func(w *playbook.Walk, world playbook.World, id playbook.StepID, a playbook.Act) (playbook.State, error) {
			return w.Skip(world.State, id, a)
		})
	}
	return cmd
}

func newStepsReopen(global *globalOptions) *cobra.Command {
	return &cobra.Command{Use: "reopen STEP", Short: "Take back what was noted of a step", Args: cobra.ExactArgs(1),
		Long: `Take back what was noted of a step, so that it is open again. What a look found
against it stays, and so do the words that were typed to confirm it.`,
		RunE: func(_ *cobra.Command, args []string) error {
			err := changeStep(global.workspace, playbook.StepID(args[0]), playbook.Act{}, func(w *playbook.Walk, world playbook.World, id playbook.StepID, a playbook.Act) (playbook.State, error) {
				return w.Reopen(world.State, id, a)
			})
			if err == nil && !global.quiet {
				printNotes([]string{"nothing is changed anywhere else: what was switched on or off stays so"})
			}
			return err
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

func checkStep(ctx context.Context, given string, a playbook.Act, audit string, global globalOptions) error {
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	w, err := state.Walk()
	if err != nil {
		return err
	}
	step, err := w.Step(playbook.StepID(given))
	if err != nil {
		return err
	}
	id := step.ID
	switch step.Check {
	case playbook.ProbeSyncVerify:
		return lookedBefore(state, w.Gate(playbook.Step{Gates: []playbook.GateID{playbook.GateScriptStopped}}, state.World(w)))
	case "":
		return badFlag("the program cannot look at the step "+string(id), "", "confirm it yourself with ad2scim steps done "+string(id))
	}
	l := looker{dir: global.workspace, secret: appSecrets{osKeyring{ctx}}.of, say: sayOnStderr}
	entered := session.Given{Token: migrate.NewSecret(os.Getenv(secretVariable[migrate.SCIM])), AuditLog: audit}
	progress := newProgress(global.quiet)
	saw, err := l.look(ctx, step.Check, entered, progress.of(migrate.AD))
	progress.clear()
	a.Saw = saw
	change := func(to stepChange) error {
		return changeStep(global.workspace, id, a, func(now *playbook.Walk, world playbook.World, id playbook.StepID, a playbook.Act) (playbook.State, error) {
			if now.Path != w.Path || now.IDP != w.IDP {
				return world.State, &migrate.Problem{Class: migrate.BadInput, What: "the step " + string(id) + " stays as it is",
					Why: "another way was chosen while it was looked at", Next: "look again on that way"}
			}
			return to(now, world, id, a)
		})
	}
	if p, ok := errors.AsType[*migrate.Problem](err); ok && p.Class == migrate.Partial {
		a.Saw = cmp.Or(p.Why, p.What)
		if err := change(func(w *playbook.Walk, world playbook.World, id playbook.StepID, a playbook.Act) (playbook.State, error) {
			return w.Fail(world.State, id, a)
		}); err != nil {
			return err
		}
		return errFindings
	}
	if errors.Is(err, playbook.ErrNothingAgainst) && state.Playbook.Steps[id].Refutation() != "" {
		if e := change(func(w *playbook.Walk, world playbook.World, id playbook.StepID, _ playbook.Act) (playbook.State, error) {
			return w.Clear(world.State, id)
		}); e != nil {
			return e
		}
		return err
	}
	if r := state.Playbook.Steps[id]; err != nil && r.Status.Over() && !global.quiet {
		printNotes([]string{"the step " + string(id) + " stays noted as " + r.Status.Words() + ", of " + moment(r.At) + ": this look does not confirm it"})
	}
	if err != nil {
		return err
	}
	return change((*playbook.Walk).Verify)
}
