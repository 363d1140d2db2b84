package fix

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
	"ad2scim/migrate/store"
)

// ApplyOptions control Apply.
type ApplyOptions struct {
	Targets Targets
	Journal Journal
	// Concurrency is the number of changes made at the same time; 0 means 1. Changes that depend on each other are
	// always made one after the other.
	Concurrency int
	// StopAfterErrors is the number of failures after which the run ends; 0 means at the first one, negative means
	// never.
	StopAfterErrors int
	// MaxChanges refuses a plan with more fixes before anything is written; 0 means no limit.
	MaxChanges int
	// DryRun runs the plan without writing to the servers or the journal. The outcomes are those that a real run would
	// have.
	DryRun bool
	// Accepted is the risk that an admin has allowed, in its own words (see migrate.Object.Risk); empty for none.
	Accepted string
	// Clock provides the time; nil for the computer's clock.
	Clock Clock
	// Report receives the progress.
	Report migrate.Report
	// Each receives each outcome as soon as it is known, one at a time; may be nil.
	Each func(Outcome)
}

// grace is how long a change that has begun may take after the run is canceled.
const grace = 900 * time.Millisecond

// Apply makes the changes of a plan that the caller has checked and had confirmed. First it finds out whether the
// open changes of earlier runs were made. While it waits for a change to show, it makes others; after three in a
// row stay unknown, it begins no more. When ctx ends, it finishes changes that have begun, gives groups with a
// temporary name a permanent one, and begins no more.
//
// The Result has the outcome of every fix, even if there is an error. An error is a *migrate.Problem: BadInput if
// the plan was refused before the first change, Unreachable if a server couldn't be asked about an open change,
// Partial if the journal couldn't be written, which ends the run.
func Apply(ctx context.Context, p *Plan, o ApplyOptions) (*Result, error) {
	a := &applying{
		plan: p, options: o, run: store.NewRun(), journal: o.Journal, targets: o.Targets,
		slots: newSlots(o.Concurrency), clock: orReal(o.Clock),
	}
	a.result = &Result{Run: a.run, Outcomes: make([]Outcome, len(p.Fixes))}
	for i, f := range p.Fixes {
		a.result.Outcomes[i] = Outcome{Fix: f, State: NotStarted}
	}
	if err := a.refuse(); err != nil {
		return a.result, err
	}
	if o.DryRun {
		a.targets, a.journal, a.result.Preview = Targets{}, discardJournal{}, map[migrate.Side]*Preview{}
		for side, t := range o.Targets {
			preview := DryRun(side, t)
			a.targets[side], a.result.Preview[side] = preview, preview
		}
	} else {
		if err := Pin(o.Journal, o.Targets); err != nil {
			return a.result, err
		}
		found, err := Settle(ctx, o.Journal, SettleOptions{Targets: o.Targets, Clock: o.Clock})
		if err != nil {
			return a.result, err
		}
		a.open = slices.ContainsFunc(found, func(r Recovered) bool { return r.State == Unknown })
		if a.written, err = lastWritten(o.Journal); err != nil {
			return a.result, err
		}
	}
	about := runRecord{Plan: p.ID, Undoes: p.Undoes, Fixes: len(p.Fixes)}
	if err := a.write(KindRun, "run of "+render.Count(len(p.Fixes), "change", "changes")+" started", about); err != nil {
		return a.result, err
	}
	a.all(ctx)
	if err := a.broken(); err != nil {
		return a.result, err
	}
	if a.open { // open changes of an earlier run may be known by now
		_, _ = Settle(context.WithoutCancel(ctx), o.Journal, SettleOptions{Targets: o.Targets, Clock: o.Clock})
	}
	return a.result, a.write(KindEnd, "run finished: "+a.result.Summary(), about)
}

// applying is one run of Apply.
type applying struct {
	plan    *Plan
	options ApplyOptions
	run     string
	journal Journal
	targets Targets
	result  *Result

	mu      sync.Mutex
	over    int // number of fixes that have an outcome
	errors  int
	failure error // why the journal can't be written

	open    bool // a change of an earlier run is still unknown
	slots   *slots
	clock   Clock
	written map[value]lastWrite // what each value was set to last, according to the journal
}

// refuse returns why the whole plan is refused, or nil.
func (a *applying) refuse() error {
	no := func(why, next string) error {
		return &migrate.Problem{Class: migrate.BadInput, What: "the plan was not started", Why: why, Next: next}
	}
	if n := len(a.plan.Fixes); a.options.MaxChanges > 0 && n > a.options.MaxChanges {
		return no(fmt.Sprintf("it has %d changes; the limit for one run is %d", n, a.options.MaxChanges),
			"plan fewer changes, or raise the limit")
	}
	for _, f := range a.plan.Fixes {
		t := a.targets[f.Side]
		if t == nil {
			return no(fmt.Sprintf("fix %d is on the side %q, which was not opened for writing", f.Number, f.Side),
				"name the server with --"+string(f.Side))
		}
		if !serves(t, f.Target) {
			return no("it was made for "+names.Visible(f.Target)+", and this is "+names.Visible(t.String()),
				"use the same server, or make a new plan for this one")
		}
		if f.ID == "" {
			return no(fmt.Sprintf("fix %d has no object id", f.Number),
				"make the plan from the server instead of a file without ids")
		}
	}
	return nil
}

// all makes the changes: dependent ones in order, the others concurrently.
func (a *applying) all(ctx context.Context) {
	var running sync.WaitGroup
	for _, chain := range a.plan.chains() {
		if !a.slots.take(ctx, func() bool { return a.stopped(ctx) }) {
			break
		}
		running.Go(func() {
			defer a.slots.give()
			a.chain(ctx, chain)
		})
	}
	running.Wait()
}

// stopped reports whether no more changes may begin.
func (a *applying) stopped(ctx context.Context) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	limit := a.options.StopAfterErrors
	return ctx.Err() != nil || a.slots.lost() || a.failure != nil || limit >= 0 && a.errors >= max(limit, 1)
}

func (a *applying) broken() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.failure
}

// conclude records the outcome of a fix.
func (a *applying) conclude(i int, o Outcome) {
	a.mu.Lock()
	defer a.mu.Unlock()
	o.Fix = a.plan.Fixes[i]
	a.result.Outcomes[i] = o
	a.over++
	if o.State == Failed {
		a.errors++
	}
	note := ""
	if o.State != Done {
		note = string(o.State) + ": " + show(o.Fix.Before) + ": " + o.Why
	}
	a.options.Report.Send(migrate.Progress{Doing: "renaming", Done: a.over, Total: len(a.plan.Fixes), Note: note})
	if a.options.Each != nil {
		a.options.Each(o)
	}
}

// write appends to the journal. After the first failure the run ends.
func (a *applying) write(kind, words string, data any) error {
	_, err := a.append(kind, words, data)
	return err
}

func (a *applying) append(kind, words string, data any) (int64, error) {
	e, err := entry(a.run, kind, words, data)
	if err == nil {
		e, err = a.journal.Append(e)
	}
	if err == nil {
		return e.Seq, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failure == nil {
		a.failure = &migrate.Problem{
			Class: migrate.Partial, What: "the run was ended", Why: err.Error(),
			Next: "run the plan again: it first finds out what was done", Err: err,
		}
	}
	return 0, a.failure
}
