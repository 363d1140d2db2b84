package pingone

import (
	"context"
	"fmt"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Cycle reads the connection's sync status, which counts from the newest revision on. PingOne only returns the
// number of failures.
func (p *Provider) Cycle(ctx context.Context, a idp.App, since time.Time) (idp.Cycle, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return idp.Cycle{}, err
	}
	if s.store == nil {
		return idp.Cycle{State: idp.CycleOff, Says: "the connection is not made yet"}, nil
	}
	t := s.store.SyncStatus
	c := idp.Cycle{State: idp.CycleOff, Says: "no provisioning rule is on"}
	if t != nil {
		c.Done, c.Failed, c.Ended = t.Done, t.Failed+t.Removed, t.Last
		if c.Failed > 0 {
			c.Errors = []idp.Failure{{
				Kind: "user", Name: fmt.Sprintf("%d users or groups", c.Failed),
				Why: names.Visible(t.Details), Time: t.Last,
			}}
		}
	}
	switch {
	case s.store.Status == statusOff:
		c.Says = "the connection is off"
	case s.plan != nil && s.plan.Status == statusOff:
		c.Says = "the environment's provisioning plan is off"
	case s.active():
		// SYNCING is the state of every working connection, so only the counts are meaningful.
		c.State, c.Says = idp.CycleIdle, "PingOne sends each change at once"
		c.Complete = !c.Ended.IsZero()
		switch {
		case t == nil:
		case t.Done+t.Failed < t.Total:
			c.State, c.Complete, c.Says = idp.CycleRunning, false, fmt.Sprintf("%d of %d users are sent", t.Done, t.Total)
		case t.Total == 0 && c.Ended.Before(s.revision.CreatedAt):
			c.State, c.Complete, c.Says = idp.CycleRunning, false, "PingOne has not synced since the newest revision"
		case c.Ended.Before(since.Truncate(time.Second)):
			c.State, c.Complete, c.Says, c.Errors = idp.CycleRunning, false,
				"PingOne has not synced since provisioning was started", nil
		}
	}
	return c, nil
}
