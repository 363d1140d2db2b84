package pingone

import (
	"context"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// Apply makes one step and reads back what it wrote. If a step fails in the middle, it isn't undone.
func (p *Provider) Apply(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (saw string,
	err error,
) {
	what := "cannot do the step " + migrate.Quote(step.Title)
	switch {
	case step.Wrong != "":
		return "", notDone(what, step.Wrong, "correct that, then make a new plan")
	case step.Mode != idp.ModeApply:
		return "", notDone(what, "you have to do this step yourself", "do it in the console, then check the step again")
	case want.Token.IsZero():
		return "", &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why: "PingOne requires the token for every change of the connection", Next: "give the SCIM API token",
		}
	}
	s, err := p.state(ctx, a)
	if err != nil {
		return "", err
	}
	if step.Fingerprint != "" && step.Fingerprint != s.seen(step.ID) {
		return "", changed(what, "someone else changed the connection or its rule in the meantime")
	}
	if s.store == nil && step.ID != idp.StepEndpoint {
		return "", notDone(what, "the connection is not made yet", "make the endpoint step first")
	}
	switch step.ID {
	case idp.StepEndpoint:
		err = p.applyEndpoint(ctx, a, s, want)
	case idp.StepTest:
		saw, err = p.test(ctx, *s.store, want.Token.Reveal())
		return saw, scrub(err, want.Token)
	case idp.StepUsers:
		err = p.put(ctx, a, *s.store, forUsers(), want.Token.Reveal())
	case idp.StepGroups:
		err = p.applyGroups(ctx, a, s, want)
	case idp.StepStart:
		err = p.applyStart(ctx, a, s, want)
	}
	if err != nil {
		return "", scrub(err, want.Token)
	}
	return p.Verify(ctx, a, step, want)
}

// applyEndpoint creates or updates the connection, and creates a disabled rule if it has none.
func (p *Provider) applyEndpoint(ctx context.Context, a idp.App, s state, want idp.DesiredConfig) error {
	set := s.config().forEndpoint(want)
	if s.store != nil {
		if err := p.put(ctx, a, *s.store, set, want.Token.Reveal()); err != nil {
			return err
		}
	} else {
		made, err := p.makeStore(ctx, a, set, want.Token.Reveal())
		if err != nil {
			return err
		}
		s.store = made
	}
	if len(s.rules) > 0 {
		return nil
	}
	return p.makeRule(ctx, s)
}

// applyGroups removes every group if none must be provisioned. Otherwise the selected groups are used.
func (p *Provider) applyGroups(ctx context.Context, a idp.App, s state, want idp.DesiredConfig) error {
	r := s.rule()
	if r == nil {
		return notDone("cannot set the groups of the connection", "it has no rule, or several",
			"check Integrations > Provisioning > Rules in the console")
	}
	if want.GroupProvisioning() || len(r.Groups) == 0 {
		return nil
	}
	r.Groups = nil
	return p.putRule(ctx, a, *r)
}

// applyStart turns on the plan, the connection and the rule, in this order, because a rule can only be on while its
// connection is. Then it makes a revision, which starts PingOne's sync.
func (p *Provider) applyStart(ctx context.Context, a idp.App, s state, want idp.DesiredConfig) error {
	const what = "cannot turn the provisioning rule on"
	r := s.rule()
	switch {
	case r == nil:
		return notDone(what, "the connection has no rule, or several",
			"check Integrations > Provisioning > Rules in the console")
	case s.filter() == "":
		return notDone(what, "it has no user filter, so it doesn't define who is provisioned",
			"set the filter in the console first")
	case s.plan == nil:
		return notDone(what, "the environment has no provisioning plan", "make a new plan")
	case s.plan.Status != statusOn && s.others > 0:
		return changed(what, "the provisioning plan is off, and rules of other connections would start with it")
	}
	if s.plan.Status != statusOn {
		if err := p.setPlan(ctx, *s.plan, statusOn); err != nil {
			return err
		}
	}
	if s.store.Status != statusOn {
		s.store.Status = statusOn
		if err := p.put(ctx, a, *s.store, nil, want.Token.Reveal()); err != nil {
			return err
		}
	}
	if !r.Active {
		r.Active = true
		if err := p.putRule(ctx, a, *r); err != nil {
			return err
		}
	}
	return p.revise(ctx)
}

// Assign selects a group in the connection's rule. If the rule is on, PingOne sends the group with its next
// revision, which the start step makes.
func (p *Provider) Assign(ctx context.Context, a idp.App, groupID string) error {
	what := "cannot assign a group to " + migrate.Quote(a.Name)
	s, err := p.state(ctx, a)
	if err != nil {
		return err
	}
	r := s.rule()
	switch {
	case s.store == nil || len(s.rules) == 0:
		return notDone(what, "the connection has no rule yet", "make the endpoint step of enable first")
	case r == nil:
		return notDone(what, fmt.Sprintf("%d rules lead to the connection", len(s.rules)),
			"select the group in one of them in the console")
	case slices.Contains(r.ids(), groupID):
		return nil
	}
	g, err := p.Read(ctx, groupID)
	if err != nil {
		return err
	}
	if g.Authority != "" {
		return &migrate.Problem{
			Class: migrate.Partial, What: what,
			Why:  "PingOne does not provision groups of an external directory",
			Next: "make a group of PingOne's own with the same members and exact name", Err: migrate.ErrDenied,
		}
	}
	r.Groups = append(r.Groups, reference{groupID})
	return p.putRule(ctx, a, *r)
}
