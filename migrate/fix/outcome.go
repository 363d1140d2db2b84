package fix

import (
	"context"
	"errors"
	"fmt"

	"ad2scim/migrate"
)

// State is the result of a fix.
type State string

// The states.
const (
	Done       State = "done"
	Skipped    State = "skipped"     // the object wasn't what the plan expected, or already has the name
	Failed     State = "failed"      // the server refused
	Unknown    State = "in-doubt"    // the answer was lost, and the object can't be read
	NotStarted State = "not-started" // the run ended before
)

// Words returns the state for people.
func (s State) Words() string {
	switch s {
	case Unknown:
		return "unknown"
	case NotStarted:
		return "not started"
	}
	return string(s)
}

// Outcome is the result of one fix.
type Outcome struct {
	Fix   Fix
	State State
	Why   string // in words; empty for a simple success
	// Object is the object as it was last read; zero if it never was.
	Object migrate.Object
	Err    error // set for Failed and Unknown
}

// Result is the result of a plan.
type Result struct {
	Run      string    // id in the journal
	Outcomes []Outcome // in the order of the plan
	// Preview is the result of a dry run for each side; nil otherwise.
	Preview map[migrate.Side]*Preview
}

// Count returns the number of fixes in a state.
func (r *Result) Count(s State) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.State == s {
			n++
		}
	}
	return n
}

// Renamed returns a function that reports whether a group, by side and id, was renamed.
func (r *Result) Renamed() func(migrate.Side, string) bool {
	done := map[object]bool{}
	for _, o := range r.Outcomes {
		if o.State == Done {
			done[objectOf(o.Fix.Side, o.Fix.ID)] = true
		}
	}
	return func(side migrate.Side, id string) bool { return done[objectOf(side, id)] }
}

// Summary describes the result in one line.
func (r *Result) Summary() string {
	s := fmt.Sprintf("%d of %d renamed", r.Count(Done), len(r.Outcomes))
	for _, state := range []State{Skipped, Failed, Unknown, NotStarted} {
		if n := r.Count(state); n > 0 {
			s += fmt.Sprintf(", %d %s", n, state.Words())
		}
	}
	return s
}

// Problem returns nil if every fix is done or was done already. Otherwise it returns a Partial problem that
// describes what remains.
func (r *Result) Problem() error {
	for _, o := range r.Outcomes {
		if o.State != Done && !o.already() {
			cause := o.Err
			if errors.Is(cause, context.Canceled) { // a partly finished run is reported as partial, not only as interrupted
				cause = migrate.ErrOutcomeUnknown
			}
			return &migrate.Problem{
				Class: migrate.Partial, What: "part of the plan was not done", Why: r.Summary(),
				Next: "see why above, then make a new plan, or run this one again to finish it", Err: cause,
			}
		}
	}
	return nil
}

const alreadySo = "already so"

func (o Outcome) already() bool { return o.State == Skipped && o.Why == alreadySo }
