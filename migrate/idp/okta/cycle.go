package okta

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ad2scim/migrate/idp"
)

const (
	lookBack = 24 * time.Hour  // what counts as the last cycle: Okta has none, it sends as things change
	quiet    = 2 * time.Minute // without an event it is done, as far as the log shows
)

// Cycle counts what the System Log says since a time, or of the last 24 hours,
// and the failed pushes of groups. A failure is none once the same object was sent. Okta has no
// cycles: the first one counts as whole when
// something was sent, every pushed group has been sent, and the log has been
// quiet for two minutes.
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
	// To the end by Okta's clock: by a clock that is slow, what is still being sent is not seen.
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

// without leaves out the failures of an object that was sent since.
func without(failures []idp.Failure, sent event) []idp.Failure {
	kind, name := sent.object()
	return slices.DeleteFunc(failures, func(f idp.Failure) bool { return name != "" && f.Kind == kind && f.Name == name })
}

// told reports whether the log has a failure of this object already.
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
