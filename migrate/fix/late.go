package fix

import (
	"context"
	"errors"
	"time"

	"ad2scim/migrate"
)

// Changes may show late: a provider may answer from replicas, and a domain controller may still process a request
// whose connection was lost.

// maxLateness is how long after a write a read may still return the old value.
var maxLateness = parseLateness(lateness)

// lateness is mostLate as text. Test binaries are linked with a shorter one (-X), so that they don't wait a minute;
// nothing else sets it.
var lateness = "1m"

// parseLateness parses a lateness. An invalid one means a minute, because with none, a change that
// shows late would count
// as not made.
func parseLateness(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return time.Minute
	}
	return d
}

const (
	// firstPause and longestPause are the waits between two reads.
	firstPause, longestPause = 500 * time.Millisecond, 5 * time.Second
	// mostUnknown is how many changes in a row may stay unknown before the run ends, because the server doesn't show
	// its changes.
	maxUnknown = 3
)

// readDelay returns how long after a write a read from this target may return the old value.
func readDelay(t migrate.Renamer) time.Duration {
	if p, ok := t.(migrate.ReadDelayer); ok {
		return p.ReadDelay()
	}
	return maxLateness
}

// readResult is the result of reading an object after a write.
type readResult struct {
	object migrate.Object
	name   text
	err    error // why it couldn't be read
	waits  int   // number of waits, which count until the outcome of the change is known
}

// isConclusive reports whether the read shows the outcome of a change from this name.
func (s readResult) isConclusive(before text) bool {
	return s.err == nil && s.name != before || errors.Is(s.err, migrate.ErrGone)
}

// read reads the object once.
func (a *applying) read(ctx context.Context, f Fix) readResult {
	o, err := a.targets[f.Side].Read(ctx, f.ID)
	return readResult{object: o, name: text(o.Names[f.Attribute]), err: err}
}

// awaitChange reads the object until its value changes, or until a change that was sent at this time would have shown.
// Other writes of the run continue meanwhile.
func (a *applying) awaitChange(ctx context.Context, f Fix, before text, sent time.Time,
	last readResult,
) (now readResult) {
	if last.isConclusive(before) {
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
		over := !a.clock.Now().Before(end) // this is the last read
		last = a.read(ctx, f)
		if over || last.isConclusive(before) {
			return last
		}
	}
}
