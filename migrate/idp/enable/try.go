package enable

import (
	"context"
	"errors"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Try provisions one member as a trial, and the group of that id with this member; empty
// for none. It has an intent and a result in the journal.
func (e *Engine) Try(ctx context.Context, user idp.User, group string) (Outcome, error) {
	trier, can := e.Provider.(idp.Trier)
	if !can {
		return Outcome{}, NoTrial(e.Provider)
	}
	run := store.NewRun()
	r := e.record(doTry, idp.Step{})
	r.User, r.Login, r.Group = user.ID, user.Login, group
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return Outcome{}, err
	}
	saw, failed := trier.Try(ctx, e.App, user.ID, group)
	r.Intent, r.State, r.Saw = seq, Done, saw
	if failed != nil {
		r.State, r.Why = InDoubt, failed.Error()
		if p, told := errors.AsType[*migrate.Problem](failed); told && p.Err == nil {
			r.State = NotDone
		}
	}
	o := Outcome{User: user.ID, Group: group, Title: r.what(), Mode: idp.ModeApply, State: r.State, Saw: saw, Why: r.Why}
	if _, err := e.write(run, KindResult, r); err != nil {
		return o, errors.Join(failed, err)
	}
	return o, failed
}

// NoTrial says that a provider has no call to provision one member.
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

// beforeTrying is Interlocks with the steps that come before the runbook's own trial.
func beforeTrying(walk *playbook.Runbook, pc playbook.Context) []playbook.Blocker {
	step, err := walk.Step(playbook.StepIDPTested)
	if err != nil {
		return Interlocks(walk, pc) // the built-in playbook has it, which a test checks
	}
	step.Gates = walk.Gates()
	return walk.Gate(step, pc)
}

// CheckTrying is CheckRequirements for a trial with one member: what the runbook's step needs
// must be done too.
func CheckTrying(w *migration.Workspace, path playbook.Path, provider playbook.IDP, waiting []Waiting, reason,
	by string, keep bool,
) error {
	return checkRequirements(w, path, provider, beforeTrying, waiting, reason, by, keep)
}

// RecordTrial notes that the trial member was provisioned.
func (r Recorder) RecordTrial(s *migration.State, o Outcome) (lines []store.Entry, notes []string) {
	if s.Path != r.Path || s.IdP != r.Provider {
		return nil, nil
	}
	return r.note(s, playbook.StepIDPTested, playbook.DoneVerified, o.Saw)
}
