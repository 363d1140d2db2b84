package adsync

import (
	"slices"
	"time"
)

// Zone is the time zone of a host, as the offsets that hold in it: Windows' names of zones
// mean nothing elsewhere.
type Zone struct {
	ID string `json:"id,omitempty"` // as Windows names it
	// Offset is local time less UTC, in minutes, before the first of the changes.
	Offset  int          `json:"offset"`
	Changes []ZoneChange `json:"changes,omitempty"` // oldest first
}

// ZoneChange is a moment from which another offset holds, as at daylight saving time.
type ZoneChange struct {
	At     Moment `json:"at"`
	Offset int    `json:"offset"` // in minutes
}

// offsetAt is local time less UTC at a moment.
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

// local is what the clock on the wall shows at a moment, as if it were UTC.
func (z Zone) local(t time.Time) time.Time { return t.UTC().Add(z.offsetAt(t)) }

// moment is when the clock on the wall shows a time, given as if it were UTC. A time that
// comes twice is the later one, and one that the clock skips has no moment: Microsoft
// doesn't specify what Task Scheduler does in these hours (KB 325413), and the later start
// is the safe one to wait for.
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

// shift is the largest difference between two offsets: by so much a day can be longer
// than 24 hours.
func (z Zone) shift() time.Duration {
	low, high := z.Offset, z.Offset
	for _, c := range z.Changes {
		low, high = min(low, c.Offset), max(high, c.Offset)
	}
	return time.Duration(high-low) * time.Minute
}

// sane reports whether a zone can be one: a result file can hold anything.
func (z Zone) sane() bool {
	fits := func(offset int) bool { return offset >= -24*60 && offset <= 24*60 }
	return fits(z.Offset) && len(z.Changes) <= 1000 &&
		!slices.ContainsFunc(z.Changes, func(c ZoneChange) bool { return !fits(c.Offset) }) &&
		slices.IsSortedFunc(z.Changes, func(a, b ZoneChange) int { return a.At.Compare(b.At.Time) })
}
