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
)

// CheckInput is what an admin enters for the check of a step; the zero value is
// nothing.
type CheckInput struct {
	Token    migrate.Secret
	AuditLog string // file with Dashlane's audit log
	// InUse are the connections with which a front end reads, with their secrets.
	InUse map[migrate.Side]migrate.Connection
}

// CheckResult is what came of the check of a step.
type CheckResult struct {
	Noted
	// Done says that the step is verified, or was by an earlier check.
	Done bool
	// Says is what an earlier check gave, where only that can be told, and Next what to
	// do to check again.
	Says string
	Next migrate.Remedies
}

// CheckStep runs what the program can check for a step and notes the result. A
// check that finds the step not done is no error; one that can't tell is.
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
			Remedies: migrate.Remedies{{Kind: migrate.RemedyConfirmStep, Step: string(id)}},
		}
	}
	saw, failed := s.RunCheck(ctx, step.Check, in, show)
	c := noting{s, w, id, a}
	c.act.Saw = saw
	if p, ok := errors.AsType[*migrate.Problem](failed); ok && p.Class == migrate.Partial {
		c.act.Saw = cmp.Or(p.Why, p.What)
		noted, err := c.note(func(w *playbook.Runbook, pc playbook.Context, id playbook.StepID,
			a playbook.StepUpdate) (playbook.State,
			error,
		) {
			return w.Fail(pc.State, id, a)
		})
		return CheckResult{Noted: noted}, err
	}
	if failed == nil {
		noted, err := c.note((*playbook.Runbook).Verify)
		return CheckResult{Noted: noted, Done: true}, err
	}
	return c.unconfirmed(state, failed, show)
}

// noting notes the result of one check.
type noting struct {
	service *Service
	walk    *playbook.Runbook
	id      playbook.StepID
	act     playbook.StepUpdate
}

func (n noting) note(change stepChange) (Noted, error) {
	return n.service.changeStep(n.id, n.act, func(now *playbook.Runbook, pc playbook.Context, id playbook.StepID,
		a playbook.StepUpdate,
	) (playbook.State, error) {
		if now.Path != n.walk.Path || now.IDP != n.walk.IDP {
			return pc.State, &migrate.Problem{
				Class: migrate.BadInput, What: "the step " + string(id) + " is unchanged",
				Why: "another path was chosen during the check", Next: "check again on that path",
			}
		}
		return change(now, pc, id, a)
	})
}

// unconfirmed is the end of a check that could not tell whether the step is done.
// What a check found against the step before is taken back where nothing is any
// more.
func (n noting) unconfirmed(state migration.State, failed error, show Progress) (CheckResult, error) {
	record := state.Playbook.Steps[n.id]
	if errors.Is(failed, playbook.ErrNothingAgainst) && record.Refutation() != "" {
		noted, err := n.note(func(w *playbook.Runbook, pc playbook.Context, id playbook.StepID,
			_ playbook.StepUpdate) (playbook.State,
			error,
		) {
			return w.Clear(pc.State, id)
		})
		if err != nil {
			return CheckResult{}, err
		}
		return CheckResult{Noted: noted}, failed
	}
	if record.Status.IsFinal() {
		show.Tell(Message{Text: "the step " + string(n.id) + " is still recorded as " + record.Status.Words() + ", of " +
			moment(record.At) + ": this check doesn't confirm it"})
	}
	return CheckResult{}, failed
}

// verifiedBefore says what the last scan of the hosts gave, and changes nothing: to
// scan again is for the operation that verifies, and an old scan is no new one.
func verifiedBefore(state migration.State, w *playbook.Runbook) CheckResult {
	locked := w.Gate(playbook.Step{Gates: []playbook.GateID{playbook.GateScriptStopped}}, state.Context(w))
	record := state.Playbook.Steps[playbook.StepScriptStopped]
	if len(locked) == 0 {
		return CheckResult{
			Done: true, Says: "verified " + moment(record.At) + ": " + record.Saw,
			Next: migrate.Remedies{{Kind: migrate.RemedyVerifyAgain}},
		}
	}
	return CheckResult{
		Says: locked[0].What + ": " + locked[0].Why,
		Next: migrate.Remedies{{Kind: migrate.RemedyVerify}},
	}
}

func cannotCheck(why, next string, remedies ...migrate.Remedy) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "this can't be checked here", Why: why, Next: next, Remedies: remedies,
	}
}

func notYet(why, next string, remedies ...migrate.Remedy) error {
	return &migrate.Problem{Class: migrate.Partial, What: "not done yet", Why: why, Next: next, Remedies: remedies}
}

func remedy(kind migrate.RemedyKind) migrate.Remedy { return migrate.Remedy{Kind: kind} }

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// checking is one check, with the secrets that it may use.
type checking struct {
	*Service
	state migration.State
	in    CheckInput
	show  Progress
}

// RunCheck runs one of the playbook's probes and notes nothing. It returns what it
// saw, or a Problem: of class Partial where the step is not done, of another where
// that could not be told.
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
		return "", cannotCheck("the sync host must be checked", "", remedy(migrate.RemedyVerify))
	case playbook.ProbeAuditLog:
		return "", c.audited()
	case playbook.ProbeToken:
		return c.token(ctx)
	case playbook.ProbeSCIM:
		return c.endpoint(ctx, in.Token)
	case playbook.ProbeEncryptionService:
		return c.encryptionService(ctx)
	case playbook.ProbeDashlaneStatus:
		return ssoOn(ctx)
	case playbook.ProbeReport:
		return s.reportWritten()
	}
	return c.provider(ctx, p)
}

// secret finds the secret of a connection: the one with which a front end reads
// from it, or what is at hand.
func (c checking) secret(ctx context.Context, side migrate.Side, connection migrate.Connection) (migrate.Secret,
	error,
) {
	if u := c.in.InUse[side]; u.Location == connection.Location && u.User == connection.User && !u.Secret.IsZero() {
		return u.Secret, nil
	}
	return c.SecretAtHand(ctx, side, connection)
}

// list reads one side from a connection of this migration.
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
