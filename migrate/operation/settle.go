package operation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
	"ad2scim/migrate/scim"
)

// RiskMembers is what an admin types to rename a group that may lose its members by that.
const RiskMembers = scim.RiskMembers

// AllowsRisk reports whether the typed words accept a risk, and so approve a plan.
func AllowsRisk(typed string) bool {
	return typed == RiskMembers || typed == migration.IncompleteJournal
}

// checkJournal returns an error if part of the journal is lost, unless the admin typed the
// words to continue without it.
func (s *Service) checkJournal(ctx context.Context, typed string) error {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return err
	}
	err = w.CheckJournal()
	w.Close()
	if err == nil || typed != migration.IncompleteJournal {
		return err
	}
	if w, err = s.hold(ctx); err != nil {
		return err
	}
	defer w.Close()
	return w.AcceptJournal(Who())
}

// unsettled lists the changes of a selection whose result the journal doesn't have.
func (s *Service) unsettled(of fix.Selection) ([]fix.Recovered, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	open, err := fix.Unsettled(w.Journal())
	return slices.DeleteFunc(open, func(r fix.Recovered) bool { return !of.Has(r) }), err
}

// settle finds out whether changes that an earlier run left open were made, at the servers
// that are open here.
func (s *Service) settle(ctx context.Context, targets fix.Targets, wait bool, show Progress) error {
	open, err := s.unsettled(fix.Selection{})
	if err != nil || len(open) == 0 {
		return err
	}
	w, err := s.hold(ctx)
	if err != nil {
		return err
	}
	defer w.Close()
	found, err := fix.Settle(ctx, w.Journal(), fix.SettleOptions{
		Targets: targets, Wait: wait,
		Report: show.Report(open[0].Side),
	})
	for _, r := range found {
		if text := settledText(r); text != "" {
			show.Happened(text)
		}
	}
	return err
}

// settledText says what was found out about a change, or "".
func settledText(r fix.Recovered) string {
	what := "“" + names.Visible(r.From) + "” to “" + names.Visible(r.To) + "” in run " + r.Run
	switch r.State {
	case fix.Done:
		return "Found: the rename of " + what + " was made."
	case fix.NotStarted:
		return "Found: the rename of " + what + " was not made."
	case fix.Skipped:
		return "Found: the group of the rename of " + what + " has changed since: " + names.Visible(r.Why) + "."
	}
	return ""
}

// unknownProblem returns an error if the journal doesn't have the result of each change of a
// selection, else nil.
func (s *Service) unknownProblem(of fix.Selection) error {
	left, err := s.unsettled(of)
	if err != nil || len(left) == 0 {
		return err
	}
	r := left[0]
	why := "the rename of “" + names.Visible(r.From) + "” to “" + names.Visible(r.To) + "” at " + names.Visible(r.Target) +
		": " + names.Visible(r.Why)
	what := "it is not known whether 1 change was made"
	if len(left) > 1 {
		what, why = fmt.Sprintf("it is not known whether %d changes were made", len(left)), "the first is "+why
	}
	return &migrate.Problem{
		Class: migrate.Partial, What: what, Why: why,
		Next: "undo again when the server can be reached; undo checks this first", Err: migrate.ErrOutcomeUnknown,
	}
}

// settleWithin limits how long a report or a status looks for unknown results.
const settleWithin = 5 * time.Second

// settleAtHand finds out whether changes that a run left open were made, if the server's
// secret is at hand without asking and the server answers soon. What it can't find out stays
// unknown, without a message.
func (s *Service) settleAtHand(ctx context.Context) {
	open, err := s.unsettled(fix.Selection{})
	if err != nil || len(open) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	state, err := s.State()
	if err != nil {
		return
	}
	targets := fix.Targets{}
	for _, r := range open {
		if targets[r.Side] != nil {
			continue
		}
		source := s.atHand(ctx, cancel, r.Side, state.Connections[r.Side])
		if source == nil {
			continue
		}
		defer closeSource(source)
		if t, is := source.(fix.Target); is {
			targets[r.Side] = t
		}
	}
	if len(targets) > 0 {
		_ = s.settle(ctx, targets, false, unattended{})
	}
}

// atHand opens a connection without asking a person. It returns nil if that isn't possible.
func (s *Service) atHand(ctx context.Context, cancel func(), side migrate.Side, c migrate.Connection) migrate.Source {
	if c.Location == "" || c.OnlyFiles() {
		return nil
	}
	var err error
	if c, err = s.WithSecrets(ctx, side, c); err != nil || lacksSecret(c) {
		return nil
	}
	source, err := s.Open(ctx, c, noSignIn{cancel: cancel})
	if err != nil {
		return nil
	}
	return source
}

// noSignIn cancels work that would ask a person to sign in.
type noSignIn struct {
	unattended
	cancel func()
}

// SignIn cancels the work.
func (n noSignIn) SignIn(string) { n.cancel() }

// pin makes a source with several servers use the one that was last written to, because the
// others may not have the change yet.
func (s *Service) pin(source migrate.Source) {
	target, is := source.(fix.Target)
	if _, several := source.(migrate.Pinner); !is || !several {
		return
	}
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return // opening it for writing reports the error
	}
	defer w.Close()
	_ = fix.Pin(w.Journal(), fix.Targets{migrate.AD: target})
}
