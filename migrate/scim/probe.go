package scim

import (
	"context"
	"time"

	"ad2scim/migrate"
)

// Probe tries the endpoint step by step and writes nothing to it. After a step
// that fails, the steps that need it are skipped. It reads one page of users,
// and the whole list of groups, as Groups does, so that both judge alike. Each
// check is reported as it ends, and while it waits; report may be nil.
func (c *Client) Probe(ctx context.Context, report func(Check)) *ProbeResult {
	p := &prober{client: c, report: report, result: &ProbeResult{Endpoint: c.String()}}
	ctx = context.WithValue(ctx, notesKey{}, func(note string) { p.waits(migrate.Progress{Note: note}) })
	p.step(ctx, "DNS", p.dns)
	if c.base.Scheme == "https" {
		p.step(ctx, "TLS", p.tls)
	} else {
		p.step(ctx, "TCP", p.tcp)
	}
	p.step(ctx, "bearer token", p.bearer)
	p.step(ctx, "without a token", p.anonymous)
	p.step(ctx, "ServiceProviderConfig", p.config)
	p.step(ctx, "ResourceTypes", p.resourceTypes)
	p.step(ctx, "Users", p.users)
	p.step(ctx, "Groups", p.groups)
	p.result.Path, p.result.Reason = p.likely()
	return p.result
}

type prober struct {
	client  *Client
	report  func(Check)
	result  *ProbeResult
	stopped string // the check that stops the rest
	doing   string // the check that runs
	groupsSeen
}

// step runs one check and times it. A check that returns an error fails and
// stops the rest; the others set state and detail themselves.
func (p *prober) step(ctx context.Context, name string, run func(context.Context, *Check) error) {
	check := Check{Name: name, State: OK}
	if p.stopped != "" {
		check.State, check.Detail = Skipped, "not tried, as "+p.stopped+" failed"
	} else {
		p.doing = name
		start := time.Now()
		err := run(ctx, &check)
		check.Took = time.Since(start)
		if err != nil {
			p.stopped = name
			check.fail(err)
		}
	}
	p.result.Checks = append(p.result.Checks, check)
	if p.report != nil {
		p.report(check)
	}
}

// waits tells what a check waits for.
func (p *prober) waits(progress migrate.Progress) {
	if p.report != nil && progress.Note != "" {
		p.report(Check{Name: p.doing, State: Waiting, Detail: progress.Note})
	}
}
