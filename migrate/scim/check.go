package scim

import (
	"errors"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
)

// State is the result of a check.
type State string

// The results of a check.
const (
	OK      State = "ok"
	Warn    State = "warn" // needs attention
	Fail    State = "fail"
	Skipped State = "skipped"
	// Waiting is reported while a check waits for a server that is busy or restarting. It is never the final state.
	Waiting State = "waiting"
)

// Check is one step of a probe.
type Check struct {
	Name   string
	State  State
	Took   time.Duration
	Detail string
	Next   string // what to do; empty if nothing
}

// fail ends the check with an error.
func (c *Check) fail(err error) {
	c.State, c.Detail = Fail, neterror.Reason(err)
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		c.Detail, c.Next = p.Why, p.Next
	}
}

func (c *Check) warn(detail, next string) { c.State, c.Detail, c.Next = Warn, detail, next }

// ProbeResult is the result of a probe.
type ProbeResult struct {
	Endpoint string
	// Path is the Dashlane path that the endpoint probably belongs to: self-hosted, confidential or unknown. Reason
	// says why.
	Path   string
	Reason string
	Checks []Check
}

// Warns reports whether a check has a warning, and none failed.
func (r *ProbeResult) Warns() bool { return r.Worst() == Warn }

// Worst returns the most severe state of all checks.
func (r *ProbeResult) Worst() State {
	worst := OK
	for _, c := range r.Checks {
		switch c.State {
		case Fail:
			return Fail
		case Warn:
			worst = Warn
		}
	}
	return worst
}

// Err returns the first failed check as a Problem, or nil.
func (r *ProbeResult) Err() error {
	for _, c := range r.Checks {
		if c.State == Fail {
			return &migrate.Problem{
				Class: migrate.Unreachable, What: "the probe of " + r.Endpoint + " failed at " + c.Name,
				Why: c.Detail, Next: c.Next,
			}
		}
	}
	return nil
}
