package scim

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
)

// State is how a check ended.
type State string

// The ends of a check.
const (
	OK      State = "ok"
	Warn    State = "warn"
	Fail    State = "fail"
	Skipped State = "skipped"
)

// Check is one step of a probe.
type Check struct {
	Name   string
	State  State
	Took   time.Duration
	Detail string
	Next   string // what to do; empty where nothing is
}

// ProbeResult is what a probe found.
type ProbeResult struct {
	Endpoint string
	// Path is which of Dashlane's two ways the endpoint looks like:
	// self-hosted, confidential or unknown. It is a likelihood; Reason says why.
	Path   string
	Reason string
	Checks []Check
}

// Worst returns the gravest state of all checks.
func (r *ProbeResult) Worst() State {
	worst := OK
	for _, c := range r.Checks {
		if c.State == Fail {
			return Fail
		}
		if c.State == Warn {
			worst = Warn
		}
	}
	return worst
}

// Err returns the first check that failed as a Problem, or nil.
func (r *ProbeResult) Err() error {
	for _, c := range r.Checks {
		if c.State == Fail {
			return &migrate.Problem{Class: migrate.Unreachable, What: "the probe of " + r.Endpoint + " failed at " + c.Name, Why: c.Detail, Next: c.Next}
		}
	}
	return nil
}

// Probe tries the endpoint step by step and writes nothing to it. After a step
// that fails, the steps that need it are skipped. Each check is reported as it
// ends; report may be nil.
func (c *Client) Probe(ctx context.Context, report func(Check)) *ProbeResult {
	p := &prober{client: c, report: report, result: &ProbeResult{Endpoint: c.String(), Path: "unknown", Reason: "the groups could not be asked for"}}
	p.step(ctx, "DNS", p.dns)
	if c.base.Scheme == "https" {
		p.step(ctx, "TLS", p.tls)
	}
	p.step(ctx, "bearer token", p.bearer)
	p.step(ctx, "ServiceProviderConfig", p.config)
	p.step(ctx, "Users", p.users)
	p.step(ctx, "Groups", p.groups)
	return p.result
}

type prober struct {
	client *Client
	report func(Check)
	result *ProbeResult
	failed string // the step that stops the rest
}

// step runs one check and times it. A check that returns an error fails and
// stops the rest; the others set state and detail themselves.
func (p *prober) step(ctx context.Context, name string, run func(context.Context, *Check) error) {
	check := Check{Name: name, State: OK}
	if p.failed != "" {
		check.State, check.Detail = Skipped, "not tried: "+p.failed+" failed"
	} else {
		start := time.Now()
		err := run(ctx, &check)
		check.Took = time.Since(start)
		if err != nil {
			p.failed = name
			check.fail(err)
		}
	}
	p.result.Checks = append(p.result.Checks, check)
	if p.report != nil {
		p.report(check)
	}
}

func (c *Check) fail(err error) {
	c.State, c.Detail = Fail, err.Error()
	if problem, ok := errors.AsType[*migrate.Problem](err); ok {
		c.Detail, c.Next = problem.Why, problem.Next
	}
}

func (p *prober) dns(ctx context.Context, check *Check) error {
	host := p.client.base.Hostname()
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return p.client.unreachable("/", err)
	}
	check.Detail = host + " is " + strings.Join(addrs, ", ")
	return nil
}

func (p *prober) tls(ctx context.Context, check *Check) error {
	base := p.client.base
	port := base.Port()
	if port == "" {
		port = "443"
	}
	conf := p.client.http.HTTPClient.Transport.(*http.Transport).TLSClientConfig
	dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: 15 * time.Second}, Config: conf}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(base.Hostname(), port))
	if err != nil {
		return p.client.unreachable("/", err)
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	until := state.PeerCertificates[0].NotAfter
	check.Detail = fmt.Sprintf("%s, certificate valid until %s", tls.VersionName(state.Version), until.UTC().Format(time.DateOnly))
	switch {
	case conf.InsecureSkipVerify:
		check.State, check.Next = Warn, "the certificate is not verified: give its CA with --scim-ca"
	case time.Until(until) < 14*24*time.Hour:
		check.State, check.Next = Warn, "renew the certificate soon"
	}
	return nil
}

// bearer asks once with the token and once without: a provider that answers
// both does not check it.
func (p *prober) bearer(ctx context.Context, check *Check) error {
	one := url.Values{"startIndex": {"1"}, "count": {"1"}}
	_, _, err := p.client.fetch(ctx, "/Users", one, p.client.token)
	if code := statusOf(err); err != nil && (code == 0 || code == http.StatusUnauthorized || code == http.StatusForbidden) {
		return err
	}
	check.Detail = "the token is accepted"
	if p.client.token.IsZero() {
		check.State, check.Detail, check.Next = Warn, "the provider answers without any token", "do not use a provider that everyone can write to"
		return nil
	}
	if _, _, err := p.client.fetch(ctx, "/Users", one, migrate.Secret{}); err == nil {
		check.State, check.Detail, check.Next = Warn, "the provider answers without the token too", "it does not check the token: ask whoever runs it"
	}
	return nil
}

func (p *prober) config(ctx context.Context, check *Check) error {
	body, err := p.client.get(ctx, "/ServiceProviderConfig", nil)
	if err == nil {
		var s serviceConfig
		if err = json.Unmarshal(body, &s); err == nil {
			check.Detail = fmt.Sprintf("PATCH %s, filter %s, ETag %s", yes(s.Patch), yes(s.Filter), yes(s.ETag))
			return nil
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	check.State, check.Detail, check.Next = Warn, "not offered", "nothing: lists are read in the plainest way"
	return nil
}

func yes(s supported) string {
	if s.Supported {
		return "yes"
	}
	return "no"
}

func (p *prober) users(ctx context.Context, check *Check) error {
	users, err := p.client.Users(ctx, nil)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		check.fail(err)
		return nil
	}
	check.Detail = fmt.Sprintf("%d users", len(users))
	return nil
}

// groups also tells the two ways of Dashlane apart: the Confidential SCIM
// protocol does not create sharing groups.
func (p *prober) groups(ctx context.Context, check *Check) error {
	r := p.result
	groups, err := p.client.Groups(ctx, nil)
	switch code := statusOf(err); {
	case err == nil:
		check.Detail = fmt.Sprintf("%d groups", len(groups))
		r.Path, r.Reason = "self-hosted", "groups are offered, and the Confidential way takes none by SCIM"
	case ctx.Err() != nil:
		return ctx.Err()
	case code == http.StatusNotFound || code == http.StatusNotImplemented:
		check.State, check.Detail, check.Next = Warn, "not offered", "on the Confidential way this is as it should be: groups come by SAML; on the self-hosted way check the address"
		r.Path, r.Reason = "confidential", "users are offered and groups are not"
	default:
		check.fail(err)
	}
	return nil
}
