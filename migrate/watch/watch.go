package watch

import (
	"context"
	"time"

	"ad2scim/migrate/diff"
)

// Round is one look at everything.
type Round struct {
	At     time.Time
	Result *diff.Result // nil: the sides were not compared, because one could not be read
	Parts  []Part
}

// Part is one thing that a round looks at: a side, the audit log or a machine.
type Part struct {
	Name string
	// Wrong is Unreachable, Partial or Stale, and Why says it in words; both are
	// empty where the part is as it should be.
	Wrong, Why string
	Err        error  // of an Unreachable part
	Signs      []Sign // what the part tells of AD sync
	// Look tells one look at a machine from the next where that says something
	// else; empty for another part.
	Look string
}

// Failed makes a part that could not be looked at.
func Failed(name string, err error) Part {
	return Part{Name: name, Wrong: Unreachable, Why: err.Error(), Err: err}
}

// Err returns why the first part that failed could not be looked at.
func (r Round) Err() error {
	for _, p := range r.Parts {
		if p.Err != nil {
			return p.Err
		}
	}
	return nil
}

// Watch makes rounds and tells what changed.
type Watch struct {
	// Look makes a round. What cannot be looked at is in the round.
	Look func(context.Context) Round
	// Ignore are statuses that groups have on purpose.
	Ignore []diff.Status
	// Tell receives each event.
	Tell func(Event) error
	// Keep receives each round with its events, once they are told, and what is
	// told now. Where it fails, the next round's Keep receives the events again
	// beside its own.
	Keep func(Round, []Event, State) error
}

// Once makes one round after what was told before. It reports whether anything is
// not as it should be, or AD sync gave a sign, and fails where a part could not
// be looked at; the end of ctx is its error.
func (w *Watch) Once(ctx context.Context, told State) (wrong bool, err error) {
	r, events, next, err := w.round(ctx, told)
	if err != nil {
		return false, err
	}
	w.keep(r, events, next)
	for _, e := range events {
		wrong = wrong || e.Event == Awake
	}
	return wrong || next.wrong(r), r.Err()
}

// Run makes a round every interval until ctx ends. It reports whether anything is
// not as it should be at the end, and fails only where telling does.
func (w *Watch) Run(ctx context.Context, interval time.Duration, told State) (wrong bool, err error) {
	clock := time.NewTicker(interval)
	defer clock.Stop()
	var unkept []Event
	for {
		r, events, next, err := w.round(ctx, told)
		if ctx.Err() != nil {
			return wrong, nil
		}
		if err != nil {
			return wrong, err
		}
		told, wrong = next, next.wrong(r)
		if unkept = append(unkept, events...); w.keep(r, unkept, next) {
			unkept = nil
		}
		select {
		case <-ctx.Done():
			return wrong, nil
		case <-clock.C:
		}
	}
}

func (w *Watch) round(ctx context.Context, told State) (Round, []Event, State, error) {
	r := w.Look(ctx)
	if ctx.Err() != nil {
		return r, nil, told, ctx.Err()
	}
	events, next := Compare(told, r, w.Ignore...)
	for _, e := range events {
		if err := w.Tell(e); err != nil {
			return r, events, told, err
		}
	}
	return r, events, next, nil
}

func (w *Watch) keep(r Round, events []Event, next State) bool {
	return w.Keep == nil || w.Keep(r, events, next) == nil
}
