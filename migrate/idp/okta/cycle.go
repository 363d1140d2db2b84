package okta

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate/idp"
)

const (
	lookBack = 24 * time.Hour  // the time that counts as the last cycle; Okta has no cycles but sends changes at once
	quiet    = 2 * time.Minute // time without events after which provisioning counts as finished
)

// Cycle counts the events in the System Log since a time, or in the last 24 hours, and the failed pushes of groups.
// A failure doesn't count if the same object was sent later. Okta has no cycles: the first one counts as complete
// when something was sent, every pushed group has been sent, and the log has had no event for two minutes.
func (p *Provider) Cycle(ctx context.Context, a idp.App, since time.Time) (idp.Cycle, error) {
	app, at, err := p.appAt(ctx, a)
	if err != nil {
		return idp.Cycle{}, err
	}
	if why := app.scim(); why != "" {
		return idp.Cycle{State: idp.CycleOff, Says: why}, nil
	}
	in := "since " + since.UTC().Format("2006-01-02 15:04 UTC")
	if earliest := at.Add(-lookBack); since.Before(earliest) {
		since, in = earliest, "in the last 24 hours"
	}
	// Up to now by Okta's clock: with a slow clock, events would be missing.
	events, err := p.events(ctx, a, since, at)
	if err != nil {
		return idp.Cycle{}, err
	}
	mappings, err := p.mappings(ctx, a, nil)
	if err != nil && !featureRefused(err) {
		return idp.Cycle{}, err
	}
	c := idp.Cycle{State: idp.CycleIdle}
	for _, e := range events {
		if c.Began.IsZero() {
			c.Began = e.Published
		}
		c.Ended = e.Published
		switch {
		case e.failed():
			c.Errors = append(c.Errors, e.failure())
		case e.Outcome.Result == "SUCCESS" && e.sends():
			c.Done++
			c.Errors = without(c.Errors, e)
		}
	}
	c.Failed = len(c.Errors)
	waiting := 0
	for _, m := range mappings {
		if m.Status == active && m.LastPush == "" {
			waiting++
		}
		if m.Status == inError {
			if f := p.pushFailure(ctx, m); !told(c.Errors, f) {
				c.Failed++
				c.Errors = append(c.Errors, f)
			}
		}
	}
	if len(events) > 0 && at.Sub(c.Ended) < quiet {
		c.State, c.Ended = idp.CycleRunning, time.Time{}
	}
	c.Complete = c.State == idp.CycleIdle && c.Done > 0 && waiting == 0
	c.Says = says(c, waiting, in)
	return c, ctx.Err()
}

// without returns the failures except those of an object that was sent later.
func without(failures []idp.Failure, sent event) []idp.Failure {
	kind, name := sent.object()
	return slices.DeleteFunc(failures, func(f idp.Failure) bool { return name != "" && f.Kind == kind && f.Name == name })
}

// told reports whether the log already has a failure of this object.
func told(failures []idp.Failure, f idp.Failure) bool {
	return slices.ContainsFunc(failures, func(one idp.Failure) bool { return one.Kind == f.Kind && one.Name == f.Name })
}

func says(c idp.Cycle, waiting int, in string) string {
	if c.Done+c.Failed == 0 {
		return "Okta has sent nothing " + in + "; it sends when a user is assigned or a group is pushed"
	}
	s := fmt.Sprintf("%s Okta sent %d changes, %d failed", in, c.Done, c.Failed)
	if waiting > 0 {
		s += fmt.Sprintf("; %d pushed groups wait for their first push", waiting)
	}
	return s
}

func (p *Provider) pushFailure(ctx context.Context, m mapping) idp.Failure {
	f := idp.Failure{Kind: "group", Name: m.Source, Why: event{Message: m.Error}.why()}
	if g, err := p.group(ctx, "read a group whose push failed", m.Source); err == nil {
		f.Name = g.name()
	}
	if at, err := time.Parse(time.RFC3339, m.LastPush); err == nil {
		f.Time = at
	}
	return f
}
