package operation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// CheckInput is what an admin enters for the check of a step; the zero value is no input.
type CheckInput struct {
	Entered  EnteredToken
	AuditLog string // file with Dashlane's audit log
	// InUse are the connections that a front end uses now, with their secrets.
	InUse map[migrate.Side]migrate.Connection
}

// CheckResult is the result of the check of a step.
type CheckResult struct {
	Noted
	// Done says that the step is verified, by this check or an earlier one.
	Done bool
	// Says is the result of an earlier check, if this check can only repeat that, and Next is
	// what to do to check again.
	Says string
	Next migrate.Remedies
}

// CheckStep runs the check of a step and records the result. That the step isn't done is no
// error; that the check can't tell is.
func (s *Service) CheckStep(ctx context.Context, id playbook.StepID, a playbook.StepUpdate, in CheckInput,
	show Progress,
) (CheckResult, error) {
	state, err := s.State()
	if err != nil {
		return CheckResult{}, err
	}
	w, err := state.Runbook()
	if err != nil {
		return CheckResult{}, err
	}
	step, err := w.Step(id)
	if err != nil {
		return CheckResult{}, err
	}
	id = step.ID
	switch step.Check {
	case playbook.ProbeSyncVerify:
		return verifiedBefore(state, w), nil
	case "":
		return CheckResult{}, &migrate.Problem{
			Class: migrate.BadInput, What: "ad2scim can't check the step " +
				string(id),
			Remedies: migrate.Remedies{{Kind: migrate.RemedyConfirmStep, Step: string(id)}}, Step: string(id),
		}
	}
	outcome := CheckOutcome{On: w, Step: id}
	outcome.Saw, outcome.Err = s.RunCheck(ctx, step.Check, in, show)
	return s.noteCheck(outcome, state.Playbook.Steps[id], a, show)
}

// noteCheck records the result of a check. It returns the check's error if the check can't
// tell.
func (s *Service) noteCheck(c CheckOutcome, record playbook.Record, a playbook.StepUpdate, show Progress) (CheckResult,
	error,
) {
	result := CheckResult{Done: c.Err == nil}
	if c.Tells(record) {
		var err error
		result.Noted, err = s.note(func(state *migration.State) (store.Entry, error) { return c.Note(state, a) })
		if err != nil {
			return result, err
		}
	} else if record.Status.IsFinal() {
		show.Note("the step " + string(c.Step) + " is still recorded as " + record.Status.Words() + ", of " +
			moment(record.At) + ": this check doesn't confirm it")
	}
	if c.failed() {
		return result, nil
	}
	return result, c.Err
}

// CheckOutcome is the result of the check of a step: what it saw, or why the step isn't done
// or can't be checked.
type CheckOutcome struct {
	On   *playbook.Runbook // the path for which the check was started
	Step playbook.StepID
	Saw  string
	Err  error
	// Compared is the comparison of the front end that was checked, or nil.
	Compared *ShownComparison
}

// failed reports whether the check found that the step isn't done. With any other error, it
// can't tell.
func (c CheckOutcome) failed() bool { return c.Err != nil && migrate.ClassOf(c.Err) == migrate.Partial }

// Tells reports whether there is something to record for a step with this record: that it is
// done, that it isn't, or that nothing contradicts it any longer.
func (c CheckOutcome) Tells(record playbook.Record) bool {
	return c.Err == nil || c.failed() || errors.Is(c.Err, playbook.ErrNothingAgainst) && record.Refutation() != ""
}

// Note records the result of a check and returns the journal's entry. Call Tells first. If
// the comparison doesn't count, it records nothing and returns why.
func (c CheckOutcome) Note(state *migration.State, a playbook.StepUpdate) (store.Entry, error) {
	if c.Compared != nil {
		if dropped := c.Compared.Note(state); dropped.Why != "" {
			return store.Entry{}, doesNotCount(dropped)
		}
	}
	change := StepChange((*playbook.Runbook).Verify)
	a.Saw = c.Saw
	switch {
	case c.failed():
		a.Saw = c.Err.Error()
		if p, ok := errors.AsType[*migrate.Problem](c.Err); ok { // the record doesn't say what to do next
			a.Saw = cmp.Or(p.Why, p.What)
		}
		change = func(w *playbook.Runbook, pc playbook.Context, id playbook.StepID, a playbook.StepUpdate) (playbook.State,
			error,
		) {
			return w.Fail(pc.State, id, a)
		}
	case c.Err != nil:
		change = func(w *playbook.Runbook, pc playbook.Context, id playbook.StepID, _ playbook.StepUpdate) (playbook.State,
			error,
		) {
			return w.Clear(pc.State, id)
		}
	}
	return ChangeStep(state, c.On, c.Step, a, change)
}

// verifiedBefore returns the result of the last scan of the hosts, and changes nothing: only
// VerifySync scans again, and an old scan isn't a new check.
func verifiedBefore(state migration.State, w *playbook.Runbook) CheckResult {
	locked := w.Blockers(playbook.Step{Requirements: []playbook.RequirementID{playbook.RequirementScriptStopped}},
		state.Context(w))
	record := state.Playbook.Steps[playbook.StepScriptStopped]
	if len(locked) == 0 {
		return CheckResult{
			Done: true, Says: "verified " + moment(record.At) + ": " + record.Saw,
			Next: migrate.Remedies{atStop(migrate.RemedyVerifyAgain)},
		}
	}
	return CheckResult{
		Says: locked[0].What + ": " + locked[0].Why,
		Next: migrate.Remedies{atStop(migrate.RemedyVerify)},
	}
}

func cannotCheck(why, next string, remedies ...migrate.Remedy) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "this can't be checked here", Why: why, Next: next, Remedies: remedies,
	}
}

// doesNotCount is the Problem of a check whose comparison doesn't count.
func doesNotCount(d migration.Rejection) error {
	if len(d.Next) > 0 {
		return cannotCheck(d.Why, "", d.Next...)
	}
	return cannotCheck(d.Why, "check again")
}

func notYet(why, next string, remedies ...migrate.Remedy) error {
	return &migrate.Problem{Class: migrate.Partial, What: "not done yet", Why: why, Next: next, Remedies: remedies}
}

func remedy(kind migrate.RemedyKind) migrate.Remedy { return migrate.Remedy{Kind: kind} }

// atStop is a remedy at the step that verifies that the script has stopped.
func atStop(kind migrate.RemedyKind) migrate.Remedy {
	return migrate.Remedy{Kind: kind, Step: string(playbook.StepScriptStopped)}
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// checking is one check, with the secrets that it may use.
type checking struct {
	*Service
	state migration.State
	in    CheckInput
	show  Progress
}

// RunCheck runs one of the playbook's checks and records nothing. It returns what it saw, or
// a Problem: of class Partial if the step isn't done, of another class if it can't tell.
func (s *Service) RunCheck(ctx context.Context, p playbook.Probe, in CheckInput, show Progress) (string, error) {
	state, err := s.State()
	if err != nil {
		return "", err
	}
	c := checking{s, state, in, show}
	switch p {
	case playbook.ProbeSnapshot:
		return c.snapshot(ctx)
	case playbook.ProbeDiff:
		return c.names(ctx, c.state.Connections[migrate.SCIM])
	case playbook.ProbeDiffWhole:
		return c.arrived(ctx)
	case playbook.ProbeSyncFind, playbook.ProbeSyncDisabled:
		return scriptSeen(state, p, time.Now())
	case playbook.ProbeSyncVerify:
		return "", cannotCheck("the sync host must be checked", "", atStop(migrate.RemedyVerify))
	case playbook.ProbeAuditLog:
		return "", c.audited()
	case playbook.ProbeToken:
		return c.token(ctx)
	case playbook.ProbeSCIM:
		return c.endpoint(ctx)
	case playbook.ProbeEncryptionService:
		return c.encryptionService(ctx)
	case playbook.ProbeDashlaneStatus:
		return ssoOn(ctx)
	case playbook.ProbeReport:
		return s.reportWritten()
	}
	return c.provider(ctx, p)
}

// secret returns the secret of a connection: the one that a front end uses now, or one that
// is at hand.
func (c checking) secret(ctx context.Context, side migrate.Side, connection migrate.Connection) (migrate.Secret,
	error,
) {
	if with := connection.SecretsFrom(c.in.InUse[side]); !with.Secret.IsZero() {
		return with.Secret, nil
	}
	return c.SecretAtHand(ctx, side, connection)
}

// list reads one side through a connection of this migration.
func (c checking) list(ctx context.Context, side migrate.Side, connection migrate.Connection) (List, error) {
	if connection.Location == "" {
		return List{}, cannotCheck(fmt.Sprintf("no source is connected for the side %s", SideTitle(side)), "",
			migrate.Remedy{Kind: migrate.RemedyConnect, Side: side})
	}
	var err error
	if connection, err = c.WithSecrets(ctx, side, connection.SecretsFrom(c.in.InUse[side])); err != nil {
		return List{}, err
	}
	return c.read(ctx, side, connection, c.show)
}
