package fix

import (
	"context"
	"errors"
	"fmt"

	"ad2scim/migrate"
)

// State is what became of a fix.
type State string

// The states.
const (
	Done       State = "done"
	Skipped    State = "skipped"     // it was not what the plan saw, or is so already
	Failed     State = "failed"      // the server refused
	InDoubt    State = "in-doubt"    // the answer was lost, and the object cannot be read
	NotStarted State = "not-started" // the run was over before
)

// Words is the state for people.
func (s State) Words() string {
	switch s {
	case InDoubt:
		return "unknown"
	case NotStarted:
		return "not started"
	}
	return string(s)
}

// Outcome is what became of one fix.
type Outcome struct {
	Fix   Fix
	State State
	Why   string // in words; empty for a plain success
	// Object is the object as it was read last; zero if it never was.
	Object migrate.Object
	Err    error // of Failed and InDoubt
}

// Result is what became of a plan.
type Result struct {
	Run      string    // as in the journal
	Outcomes []Outcome // in the plan's order
	// Preview is what a dry run made of each side; nil otherwise.
	Preview map[migrate.Side]*Preview
}

// Count returns how many fixes ended in a state.
func (r *Result) Count(s State) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.State == s {
			n++
		}
	}
	return n
}

// Renamed returns whether a group, by its side and id, was renamed.
func (r *Result) Renamed() func(migrate.Side, string) bool {
	done := map[object]bool{}
	for _, o := range r.Outcomes {
		if o.State == Done {
			done[objectOf(o.Fix.Side, o.Fix.ID)] = true
		}
	}
	return func(side migrate.Side, id string) bool { return done[objectOf(side, id)] }
}

// Summary says in one line what was done.
func (r *Result) Summary() string {
	s := fmt.Sprintf("%d of %d renamed", r.Count(Done), len(r.Outcomes))
	for _, state := range []State{Skipped, Failed, InDoubt, NotStarted} {
		if n := r.Count(state); n > 0 {
			s += fmt.Sprintf(", %d %s", n, state.Words())
		}
	}
	return s
}

// Problem is nil if all of the plan was done or so already. Otherwise it is
// Partial and says what is left.
func (r *Result) Problem() error {
	for _, o := range r.Outcomes {
		if o.State != Done && !o.already() {
			cause := o.Err
			if errors.Is(cause, context.Canceled) { // a run that is partly done is more than interrupted
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
