package enable

import (
	"context"
	"errors"
	"maps"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Try provisions one member as a trial, and then the group with only this member. A user or group without an id is
// left out. Each has an intent and a result in the journal. A trial that can't succeed is refused before anything
// is written or sent.
func (e *Engine) Try(ctx context.Context, user idp.User, group idp.Group) ([]Outcome, error) {
	trier, can := e.Provider.(idp.Trier)
	if !can {
		return nil, NoTrial(e.Provider)
	}
	if err := trier.CheckTrial(ctx, e.App, user, group.ID); err != nil {
		return nil, err
	}
	r := e.record(doTry, idp.Step{})
	r.User, r.Login = user.ID, user.Login
	trials := []record{r}
	if group.ID != "" {
		r.Group, r.GroupName = group.ID, group.Sent
		trials = append(trials, r)
	}
	outcomes := make([]Outcome, len(trials))
	for i, r := range trials {
		outcomes[i] = Outcome{User: r.User, Group: r.Group, Title: r.what(), Mode: idp.ModeApply, State: NotStarted}
	}
	run := store.NewRun()
	for i, r := range trials {
		if err := e.try(ctx, run, trier, r, &outcomes[i]); err != nil {
			return outcomes, err
		}
	}
	return outcomes, nil
}

func (e *Engine) try(ctx context.Context, run string, trier idp.Trier, r record, o *Outcome) error {
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return err
	}
	saw, failed := trier.Try(ctx, e.App, r.User, r.Group)
	r.Intent, r.State, r.Saw = seq, Done, saw
	if failed != nil {
		r.State, r.Why = triedAs(failed), failed.Error()
	}
	o.State, o.Saw, o.Why = r.State, r.Saw, r.Why
	if _, err = e.write(run, KindResult, r); err == nil && r.State == Done {
		err = e.settleTrials(run, r)
	}
	return errors.Join(failed, err)
}

// triedAs returns the state of a failed trial: not done if the provider reports that or refused the call.
func triedAs(failed error) State {
	if errors.Is(failed, migrate.ErrOutcomeUnknown) {
		return Unknown
	}
	p, told := errors.AsType[*migrate.Problem](failed)
	if told && p.Err == nil || errors.Is(failed, migrate.ErrRefused) || errors.Is(failed, migrate.ErrGone) ||
		errors.Is(failed, migrate.ErrDenied) {
		return NotDone
	}
	return Unknown
}

// settleTrials records for earlier trials of the same object with an unknown result that it is provisioned now.
func (e *Engine) settleTrials(run string, done record) error {
	open := map[int64]record{}
	err := e.mine(func(_ store.Entry, r record) {
		switch {
		case r.Do != doTry || r.User != done.User || r.Group != done.Group || r.Intent == 0:
		case r.State == Unknown:
			open[r.Intent] = r
		default:
			delete(open, r.Intent)
		}
	})
	for _, seq := range slices.Sorted(maps.Keys(open)) {
		r := open[seq]
		r.State, r.Saw, r.Why = Done, "a later trial showed it: "+done.Saw, ""
		if err == nil {
			_, err = e.write(run, KindResult, r)
		}
	}
	return err
}

// NoTrial returns the problem that a provider can't provision a single member.
func NoTrial(p idp.Provider) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "one member can't be provisioned from here at " + p.String(),
		Why: "its API has no such call",
		Remedies: migrate.Remedies{
			{Text: "do it in the console as the step says"},
			{Kind: migrate.RemedyConfirmStep, Step: string(playbook.StepIDPTested)},
		},
	}
}

// beforeTrying returns the Interlocks and the steps that come before the runbook's trial.
func beforeTrying(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	step, err := walk.Step(playbook.StepIDPTested)
	if err != nil {
		return Interlocks(walk, pc) // can't happen: a test checks that the built-in playbook has it
	}
	step.Requirements = walk.Requirements()
	return walk.Blockers(step, pc)
}

// trying is a trial with one member.
var trying = work{
	playbook.StepIDPTested, "the trial at the identity provider", "the trial can't be made yet", beforeTrying,
}

// CheckTrialRequirements is CheckRequirements for a trial with one member. The steps that the
// runbook's step needs must be
// done too.
func CheckTrialRequirements(w *migration.Workspace, path playbook.Path, provider playbook.IDP, waiting []Waiting,
	reason,
	by string, keep bool,
) error {
	return checkRequirements(w, path, provider, trying, waiting, reason, by, keep)
}

// CheckTrial lets the trial of a group begin unless its name, which was just compared with AD's, is against it. typed
// is the number that an admin typed because AD has far fewer groups than before.
func CheckTrial(w *migration.Workspace, path playbook.Path, provider playbook.IDP, now playbook.Names, typed,
	by string,
) error {
	return mayBegin(w, path, provider, trying, now, typed, by)
}

// TryUncompared records that the trial of a group is overridden, so that its name wasn't compared.
func TryUncompared(w *migration.Workspace, path playbook.Path, provider playbook.IDP, reason, by string) error {
	return forceUncompared(w, path, provider, trying, "the group's name was not compared with AD at the trial", reason, by)
}
