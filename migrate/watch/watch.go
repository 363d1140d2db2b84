package watch

import (
	"context"
	"time"

	"ad2scim/migrate/diff"
)

// Round is one round of checks.
type Round struct {
	At     time.Time
	Result *diff.Result // nil: the sides were not compared, because one could not be read
	Parts  []Part
}

// Part is one thing that a round checks: a side, the audit log or a host.
type Part struct {
	Name string
	// Wrong is Unreachable, Partial or Stale, and Why is the reason in words. Both are
	// empty if the part is as it should be.
	Wrong, Why string
	Err        error  // of an Unreachable part
	Signs      []Sign // signs of AD sync in this part
	// ScanID identifies the result of a host's scan: it changes when the result does.
	// Empty for other parts.
	ScanID string
}

// Failed returns a part that couldn't be checked.
func Failed(name string, err error) Part {
	return Part{Name: name, Wrong: Unreachable, Why: err.Error(), Err: err}
}

// Err returns the error of the first part that couldn't be checked.
func (r Round) Err() error {
	for _, p := range r.Parts {
		if p.Err != nil {
			return p.Err
		}
	}
	return nil
}

// Watch runs rounds of checks and reports what changed.
type Watch struct {
	// Check runs a round. What couldn't be checked is a part of the round.
	Check func(context.Context) Round
	// Ignore are statuses that groups have on purpose.
	Ignore []diff.Status
	// Report receives each event.
	Report func(Event) error
	// Record receives each round with its events, after they were reported, and the
	// state that is reported now. If it fails, it receives these events again in the
	// next round, before the new ones.
	Record func(Round, []Event, State) error
}

// Once runs one round and compares it with the last reported state. It returns whether
// anything is not as it should be or there is a sign of AD sync. It fails if a part
// couldn't be checked, or if ctx ends.
func (w *Watch) Once(ctx context.Context, last State) (wrong bool, err error) {
	r, events, next, err := w.round(ctx, last)
	if err != nil {
		return false, err
	}
	w.record(r, events, next)
	for _, e := range events {
		wrong = wrong || e.Event == Awake
	}
	return wrong || next.wrong(r), r.Err()
}

// Run runs a round every interval until ctx ends. It returns whether anything was not as
// it should be in the last round that was reported. It fails only if Report does.
func (w *Watch) Run(ctx context.Context, interval time.Duration, last State) (wrong bool, err error) {
	clock := time.NewTicker(interval)
	defer clock.Stop()
	var unrecorded []Event
	for {
		r, events, next, err := w.round(ctx, last)
		switch {
		case err != nil && ctx.Err() != nil:
			return wrong, nil
		case err != nil:
			return wrong, err
		}
		last, wrong = next, next.wrong(r)
		if unrecorded = append(unrecorded, events...); w.record(r, unrecorded, next) {
			unrecorded = nil
		}
		select {
		case <-ctx.Done():
			return wrong, nil
		case <-clock.C:
		}
	}
}

func (w *Watch) round(ctx context.Context, last State) (Round, []Event, State, error) {
	r := w.Check(ctx)
	if ctx.Err() != nil {
		return r, nil, last, ctx.Err()
	}
	events, next := Compare(last, r, w.Ignore...)
	for _, e := range events {
		if err := w.Report(e); err != nil {
			return r, events, last, err
		}
	}
	return r, events, next, nil
}

func (w *Watch) record(r Round, events []Event, next State) bool {
	return w.Record == nil || w.Record(r, events, next) == nil
}
