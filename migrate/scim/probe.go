package scim

import (
	"context"
	"time"

	"ad2scim/migrate"
)

// Probe tests the endpoint step by step without writing anything. After a failed step, the steps that need it are
// skipped. It reads one page of users, and the whole list of groups in the same way as Groups. report receives each
// check when it ends and while it waits; it may be nil.
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
	p.result.Path, p.result.Reason = p.likelyPath()
	return p.result
}

type prober struct {
	client  *Client
	report  func(Check)
	result  *ProbeResult
	stopped string // the check that stops the rest
	doing   string // the running check
	groupsSeen
}

// step runs one check and measures its time. If the check returns an error, it fails and stops the rest; otherwise
// it sets its state and detail itself.
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

// waits reports what a check waits for.
func (p *prober) waits(progress migrate.Progress) {
	if p.report != nil && progress.Note != "" {
		p.report(Check{Name: p.doing, State: Waiting, Detail: progress.Note})
	}
}
