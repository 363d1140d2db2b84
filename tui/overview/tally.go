package overview

import (
	"time"

	"ad2scim/migrate/diff"
)

// tally is how many rows have which status.
type tally struct {
	diff.Summary
	at time.Time // when they were compared, where it was not in this run
}

// tally is of the comparison of this run, else of the one that the workspace
// remembers; false where there is none.
func (o *Overview) tally() (tally, bool) {
	if r := o.session.Result; r != nil {
		return tally{Summary: r.Summary}, true
	}
	if c := o.session.Remembered.Comparison; c != nil {
		return tally{c.Summary(), c.Time}, true
	}
	return tally{}, false
}
