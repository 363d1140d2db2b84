package scim

import (
	"errors"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
)

// State is how a check ended.
type State string

// The ends of a check.
const (
	OK      State = "ok"
	Warn    State = "warn" // something to look at
	Fail    State = "fail"
	Skipped State = "skipped"
	// Waiting is reported while a check waits for a server that is busy or
	// restarting; no check ends with it.
	Waiting State = "waiting"
)

// Check is one step of a probe.
type Check struct {
	Name   string
	State  State
	Took   time.Duration
	Detail string
	Next   string // what to do; empty where nothing is
}

// fail ends the check with what err says.
func (c *Check) fail(err error) {
	c.State, c.Detail = Fail, neterror.Reason(err)
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		c.Detail, c.Next = p.Why, p.Next
	}
}

func (c *Check) warn(detail, next string) { c.State, c.Detail, c.Next = Warn, detail, next }

// ProbeResult is what a probe found.
type ProbeResult struct {
	Endpoint string
	// Path is which of Dashlane's two ways the endpoint looks like:
	// self-hosted, confidential or unknown. It is a likelihood, not a fact;
	// Reason says what it rests on.
	Path   string
	Reason string
	Checks []Check
}

// Warns reports whether a check has a warning, and none failed.
func (r *ProbeResult) Warns() bool { return r.Worst() == Warn }

// Worst returns the gravest state of all checks.
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

// Err returns the first check that failed as a Problem, or nil.
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
