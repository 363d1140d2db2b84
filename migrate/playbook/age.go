package playbook

import "time"

// ComparisonAge is how long a comparison of the names counts. Names change every
// week somewhere in a company, and one that drifted after it was compared comes
// as a second group.
const ComparisonAge = 7 * 24 * time.Hour

// ScriptAge is how long the proof that the script has stopped counts. A task can be
// enabled again on any day, and a week is what a cut-over that was proven, planned
// and announced may take.
const ScriptAge = 7 * 24 * time.Hour

// clockError is how far two clocks may be apart.
const clockError = 5 * time.Minute

// Ahead reports whether a time is still to come, so that a clock was wrong when it
// was noted and it says nothing.
func Ahead(at, now time.Time) bool { return at.After(now.Add(clockError)) }

// Stale says why what was seen at a time says nothing of now, in words that end a
// sentence; empty where it is no older than age.
func Stale(at, now time.Time, age time.Duration) string {
	switch {
	case Ahead(at, now):
		return "which is in the future: a clock was wrong"
	case now.Sub(at) > age:
		return "which is too long ago"
	}
	return ""
}
