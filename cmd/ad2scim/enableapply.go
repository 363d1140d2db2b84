package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// cycleEvery is how often the first cycle is asked after.
const cycleEvery = 10 * time.Second

func (o *enableFlags) runEnable(ctx context.Context, p idp.Provider, app idp.App, state migration.State) error {
	want, err := o.want(ctx, state)
	if err != nil {
		return err
	}
	if !o.apply {
		plan, err := enable.Make(ctx, p, app, want)
		if err != nil {
			return err
		}
		return write(o.format, plan, plan.WriteTable)
	}
	w, err := migration.Open(o.global.workspace)
	if err != nil {
		return err
	}
	defer w.Close()
	e := &enable.Engine{Provider: p, App: app, Want: want, Journal: w.Journal(), Guide: o.guide,
		Gate: func() error { return enable.MayStart(w, want.Path, p.ID(), o.force, whoami()) }}
	waiting, err := e.Waiting()
	if err != nil {
		return err
	}
	if err := o.interlocks(w, p, want.Path, waiting, false); err != nil {
		return err
	}
	if err := recoverSteps(ctx, e); err != nil {
		return err
	}
	plan, err := enable.Make(ctx, p, app, want)
	if err != nil {
		return err
	}
	if err := plan.WriteTable(o.aside()); err != nil {
		return err
	}
	if err := confirm(ctx, fmt.Sprintf("Make these %d steps at %s?", len(plan.Steps), p), o.yes); err != nil {
		return err
	}
	if err := o.interlocks(w, p, want.Path, waiting, true); err != nil {
		return err
	}
	if err := e.TakeOver(); err != nil {
		return err
	}
	report := enable.Report{}
	report.Outcomes, err = e.Apply(ctx, plan)
	noted := o.note(w, p, want.Path, func(r enable.Recorder, s *migration.State) ([]store.Entry, []string) {
		before, _ := report.Parts()
		return r.Record(s, before)
	})
	if err == nil {
		report.Cycle, err = o.follow(ctx, p, app)
	}
	if err == nil {
		noted = errors.Join(noted, o.note(w, p, want.Path, func(r enable.Recorder, s *migration.State) ([]store.Entry, []string) {
			_, start := report.Parts()
			return r.Record(s, start)
		}))
	}
	return o.end(report, errors.Join(err, noted))
}

// note notes in the runbook what was done, and says what could not be noted.
func (o *enableFlags) note(w *migration.Workspace, p idp.Provider, path playbook.Path, what func(enable.Recorder, *migration.State) ([]store.Entry, []string)) error {
	r := enable.Recorder{Path: path, Provider: p.ID(), At: time.Now().UTC(), By: whoami(), Force: o.force}
	notes, err := enable.Note(w, func(s *migration.State) ([]store.Entry, []string) { return what(r, s) })
	o.say(notes...)
	return err
}

// interlocks refuses to go on against what stands against it. With keep, that
// it was forced goes into the workspace.
func (o *enableFlags) interlocks(w *migration.Workspace, p idp.Provider, path playbook.Path, waiting []enable.Waiting, keep bool) error {
	return enable.Open(w, path, p.ID(), waiting, o.force, whoami(), keep)
}

// aside is where what is shown before the result goes.
func (o *enableFlags) aside() io.Writer {
	if o.format == table {
		return os.Stdout
	}
	return os.Stderr
}

// recoverSteps says what became of steps that were cut off.
func recoverSteps(ctx context.Context, e *enable.Engine) error {
	found, err := e.Recover(ctx)
	for _, f := range found {
		printNotes([]string{fmt.Sprintf("a run was cut off at %s %s: %s", f.Title, f.Group, f.State)})
	}
	return err
}

// guide shows a step that the admin makes, and waits for the word.
func (o *enableFlags) guide(ctx context.Context, step idp.Step, why string) (string, error) {
	for _, line := range enable.Guide(step) {
		fmt.Fprintln(os.Stderr, line)
	}
	if why != "" {
		printNotes([]string{why})
	}
	if i := slices.Index(o.attest, string(step.ID)); i >= 0 {
		o.attest = slices.Delete(o.attest, i, i+1) // it counts once: what is then seen not to be so stops
		return whoami() + " gave --attest " + string(step.ID), nil
	}
	if err := confirm(ctx, "Is this made?", false); err != nil {
		if errors.Is(err, context.Canceled) {
			return "", err
		}
		return "", &migrate.Problem{Class: migrate.Partial, What: "the step " + migrate.Quote(step.Title) + " is yours to make", Why: why,
			Next: "make it in the console, then run this again with --attest " + string(step.ID), Err: err}
	}
	return whoami() + " said that it is made", nil
}

func (o *enableFlags) follow(ctx context.Context, p idp.Provider, app idp.App) (*idp.Cycle, error) {
	progress := newProgress(o.global.quiet)
	defer progress.clear()
	limited, cancel := context.WithTimeout(ctx, o.followFor)
	defer cancel()
	c, err := enable.Follow(limited, p, app, cycleEvery, o.report(progress))
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		err = &migrate.Problem{Class: migrate.Partial, What: "the first cycle has not ended yet", Why: "it was waited for " + o.followFor.String(),
			Next: "look again with ad2scim enable --diagnose", Err: err}
	}
	return &c, err
}

// end shows what was done; an error of the work comes after it.
func (o *enableFlags) end(report enable.Report, failed error) error {
	err := write(o.format, report, report.WriteTable)
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case report.Unsound() != "":
		o.say(report.Unsound())
		return errFindings
	}
	return nil
}

func (o *enableFlags) runDisable(ctx context.Context, p idp.Provider, app idp.App) error {
	w, err := migration.Open(o.global.workspace)
	if err != nil {
		return err
	}
	defer w.Close()
	e := &enable.Engine{Provider: p, App: app, Journal: w.Journal()}
	if err := recoverSteps(ctx, e); err != nil {
		return err
	}
	steps, err := e.Made()
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		return badFlag("there is nothing to take back", "the journal knows of no step at this app", "check --app and --workspace")
	}
	waiting, err := e.Waiting()
	if err != nil {
		return err
	}
	for _, run := range waiting {
		printNotes([]string{run.String() + ": it does not go on if this is taken back"})
	}
	shown := enable.Report{Outcomes: steps}
	if err := shown.WriteTable(o.aside()); err != nil {
		return err
	}
	if err := confirm(ctx, fmt.Sprintf("Take these %d steps back at %s?", len(steps), p), o.yes); err != nil {
		return err
	}
	if err := e.TakeOver(); err != nil {
		return err
	}
	byHand, err := enable.TakingBack(w, p.ID(), steps, whoami())
	if err != nil {
		return err
	}
	outcomes, err := e.Disable(ctx)
	left := slices.ContainsFunc(outcomes, func(o enable.Outcome) bool { return o.State == enable.ByHand })
	if err == nil && left {
		for _, text := range byHand {
			fmt.Fprintln(os.Stderr, "  - "+text)
		}
		err = &migrate.Problem{Class: migrate.Partial, What: "not all of it was taken back", Why: "some steps were yours, and are yours to take back (by-hand)", Next: "do so in the provider's console, as it says above"}
	}
	return o.end(enable.Report{Outcomes: outcomes}, err)
}
