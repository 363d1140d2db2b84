package overview

import (
	"time"

	"ad2scim/migrate/diff"
)

// tally counts rows by status.
type tally struct {
	diff.Summary
	comparedAt time.Time // the time of the comparison, if it wasn't in this run
}

// tally counts the comparison of this run, or else the one saved in the workspace. It reports
// false if there is none.
func (o *Overview) tally() (tally, bool) {
	if r := o.session.Result; r != nil {
		return tally{Summary: r.Summary}, true
	}
	if c := o.session.Remembered.Comparison; c != nil {
		return tally{c.Summary(), c.Time}, true
	}
	return tally{}, false
}
