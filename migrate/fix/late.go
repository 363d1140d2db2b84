package fix

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate"
)

// A change may show late: a provider answers from copies, and a domain
// controller may still work on a request whose connection is gone.

// mostLate is how long after the write a reading may still miss it.
var mostLate = lateBy(lateness)

// lateness is mostLate as text. A program that is linked for tests has a shorter one (-X), so
// that they need not wait for a minute; nothing else sets it.
var lateness = "1m"

// lateBy reads a lateness. One that says nothing is a minute: with none at all, a change that
// shows late would count as not made.
func lateBy(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return time.Minute
	}
	return d
}

const (
	// firstPause and longestPause are between two readings while one waits.
	firstPause, longestPause = 500 * time.Millisecond, 5 * time.Second
	// mostUnknown is how many changes in a row may stay unknown until the run
	// ends: the server then does not say what it does.
	mostUnknown = 3
)

// readDelay is how long a reading of this target may miss a change.
func readDelay(t migrate.Renamer) time.Duration {
	if p, ok := t.(migrate.ReadDelayer); ok {
		return p.ReadDelay()
	}
	return mostLate
}

// shown is what was read of an object after a write.
type shown struct {
	object migrate.Object
	name   text
	err    error // why it could not be read
	waits  int   // how often it was waited for; each counts until the change is known
}

// tells reports whether it is known what came of a change from this name.
func (s shown) tells(before text) bool {
	return s.err == nil && s.name != before || errors.Is(s.err, migrate.ErrGone)
}

// read asks for the object once.
func (a *applying) read(ctx context.Context, f Fix) shown {
	o, err := a.targets[f.Side].Read(ctx, f.ID)
	return shown{object: o, name: text(o.Names[f.Attribute]), err: err}
}

// await reads the object until it shows something else than it held before, or
// until a change that was sent at this time would have shown. The run's other
// writes go on meanwhile.
func (a *applying) await(ctx context.Context, f Fix, before text, sent time.Time,
	last shown,
) (now shown) {
	if last.tells(before) {
		return last
	}
	end := sent.Add(readDelay(a.targets[f.Side]))
	a.beginWait()
	defer func() {
		a.endWait(ctx, now.err == nil && now.name != before)
		now.waits = 1
	}()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		left := end.Sub(a.clock.Now())
		if left > 0 && a.clock.Sleep(ctx, min(pause, left)) != nil {
			return last
		}
		over := !a.clock.Now().Before(end) // then this reading is the last
		last = a.read(ctx, f)
		if over || last.tells(before) {
			return last
		}
	}
}
