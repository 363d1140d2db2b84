package pingone

import (
	"context"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Cycle reads the connection's sync status. PingOne counts what failed and does
// not name each.
func (p *Provider) Cycle(ctx context.Context, a idp.App) (idp.Cycle, error) {
	s, err := p.store(ctx, a)
	if err != nil {
		return idp.Cycle{}, err
	}
	rules, err := p.rules(ctx, a)
	if err != nil {
		return idp.Cycle{}, err
	}
	c := idp.Cycle{State: idp.CycleOff, Says: "no provisioning rule is on"}
	if t := s.SyncStatus; t != nil {
		c.Done, c.Failed, c.Ended = t.Done, t.Failed+t.Removed, t.Last
		if c.Failed > 0 {
			c.Errors = []idp.Failure{{Kind: "user", Name: fmt.Sprintf("%d users or groups", c.Failed), Why: names.Visible(t.Details), Time: t.Last}}
		}
	}
	if active(rules) {
		// SYNCING is the state of every connection that works, so the counts tell.
		c.State, c.Says = idp.CycleIdle, "PingOne sends each change at once"
		c.Complete = !c.Ended.IsZero()
		if t := s.SyncStatus; t != nil && t.Done+t.Failed < t.Total {
			c.State, c.Complete, c.Says = idp.CycleRunning, false, fmt.Sprintf("%d of %d users are sent", t.Done, t.Total)
		}
	}
	return c, nil
}

// Diagnose looks at the connection and its rules.
func (p *Provider) Diagnose(ctx context.Context, a idp.App) ([]idp.Finding, error) {
	s, err := p.store(ctx, a)
	if err != nil {
		return nil, err
	}
	rules, err := p.rules(ctx, a)
	if err != nil {
		return nil, err
	}
	var all []idp.Finding
	add := func(id, title, why, next string) {
		all = append(all, idp.Finding{ID: id, Sure: true, Title: title, Why: why, Next: next})
	}
	if s.Configuration.Source == distinguishedName {
		add("distinguished-names", "Groups are sent by their distinguished names", whyDN+", so that no name is exactly that of AD", nextDN)
	}
	if s.Configuration.Auth != bearer {
		add("wrong-authentication", "The connection does not use a bearer token", "its method is "+migrate.Quote(s.Configuration.Auth), "choose "+bearer)
	}
	if len(rules) == 0 {
		add("no-rule", "No rule leads to the connection", "without a rule nothing is sent", "add a provisioning rule")
	} else if !active(rules) {
		add("rule-off", "The provisioning rule is off", "nothing is sent", "turn it on when the migration is that far")
	}
	if t := s.SyncStatus; t != nil && (t.State == "FAILED" || t.Failed > 0) {
		add("sync-failed", fmt.Sprintf("%d users or groups were not sent", t.Failed), names.Visible(t.Details), "read the sync summary of the rule in the console")
	}
	return all, nil
}
