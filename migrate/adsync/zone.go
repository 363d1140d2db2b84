package adsync

import (
	"slices"
	"time"
)

// Zone is the time zone of a host as a list of offsets: Windows' names of zones aren't known
// elsewhere.
type Zone struct {
	ID string `json:"id,omitempty"` // as Windows names it
	// Offset is local time minus UTC, in minutes, before the first of the changes.
	Offset  int          `json:"offset"`
	Changes []ZoneChange `json:"changes,omitempty"` // oldest first
}

// ZoneChange is a time from which another offset applies, as at daylight saving time.
type ZoneChange struct {
	At     Moment `json:"at"`
	Offset int    `json:"offset"` // in minutes
}

// offsetAt returns local time minus UTC at a time.
func (z Zone) offsetAt(t time.Time) time.Duration {
	offset := z.Offset
	for _, c := range z.Changes {
		if c.At.After(t) {
			break
		}
		offset = c.Offset
	}
	return time.Duration(offset) * time.Minute
}

// local returns the wall-clock time at a time, as if it were UTC.
func (z Zone) local(t time.Time) time.Time { return t.UTC().Add(z.offsetAt(t)) }

// moment returns the time at which the wall clock shows wall, which is given as if it were
// UTC. For a wall time that occurs twice it returns the later one, and false for one that the
// clock skips: Microsoft doesn't specify what Task Scheduler does in these hours (KB 325413),
// and it is safe to wait for the later start.
func (z Zone) moment(wall time.Time) (at time.Time, ok bool) {
	offsets := []int{z.Offset}
	for _, c := range z.Changes {
		if !slices.Contains(offsets, c.Offset) {
			offsets = append(offsets, c.Offset)
		}
	}
	for _, o := range offsets {
		t := wall.Add(-time.Duration(o) * time.Minute)
		if z.local(t).Equal(wall) && t.After(at) {
			at, ok = t, true
		}
	}
	return at, ok
}

// shift returns the largest difference between two offsets: a day can be longer than 24 hours
// by that much.
func (z Zone) shift() time.Duration {
	low, high := z.Offset, z.Offset
	for _, c := range z.Changes {
		low, high = min(low, c.Offset), max(high, c.Offset)
	}
	return time.Duration(high-low) * time.Minute
}

// sane reports whether the zone is possible: a result file can contain anything.
func (z Zone) sane() bool {
	fits := func(offset int) bool { return offset >= -24*60 && offset <= 24*60 }
	return fits(z.Offset) && len(z.Changes) <= 1000 &&
		!slices.ContainsFunc(z.Changes, func(c ZoneChange) bool { return !fits(c.Offset) }) &&
		slices.IsSortedFunc(z.Changes, func(a, b ZoneChange) int { return a.At.Compare(b.At.Time) })
}
