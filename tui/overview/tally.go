package overview

import (
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/tui/status"
)

// tally is how many rows have which status.
type tally struct {
	of map[diff.Status]int
	at time.Time // when they were compared, where it was not in this run
}

// tally is of the comparison of this run, else of the one that the workspace
// remembers; false where there is none.
func (o *Overview) tally() (tally, bool) {
	n := tally{of: map[diff.Status]int{}}
	if r := o.session.Result; r != nil {
		for _, s := range status.All {
			n.of[s] = status.Count(r, s)
		}
		return n, true
	}
	c := o.session.Remembered.Comparison
	if c == nil {
		return n, false
	}
	n.of = map[diff.Status]int{
		diff.Exact: c.Exact, diff.Differs: c.Differs, diff.Conflict: c.Conflicts,
		diff.ADOnly: c.ADOnly, diff.SCIMOnly: c.SCIMOnly,
	}
	n.at = c.Time
	return n, true
}
