package playbook

import "time"

// ComparisonAge is how long a comparison of the names counts. Names change every week in a company, and a name that
// changed after it was compared is provisioned as a second group.
const ComparisonAge = 7 * 24 * time.Hour

// ScriptAge is how long a verification that the script has stopped counts. A task can be enabled again on any day;
// a week is enough to verify, plan and announce a cut-over.
const ScriptAge = 7 * 24 * time.Hour

// clockError is the tolerated difference between two clocks.
const clockError = 5 * time.Minute

// Ahead reports whether a time is in the future. It was then recorded with a wrong clock and is useless.
func Ahead(at, now time.Time) bool { return at.After(now.Add(clockError)) }

// Stale returns why an observation from this time is too old, as the end of a sentence, or "" if it is no older
// than age.
func Stale(at, now time.Time, age time.Duration) string {
	switch {
	case Ahead(at, now):
		return "which is in the future: a clock was wrong"
	case now.Sub(at) > age:
		return "which is too long ago"
	}
	return ""
}
