package fix

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ad2scim/migrate"
)

// change says what kind of rename it is.
type change struct {
	temporary bool // to a temporary name
	back      bool // away from it, to the name before
}

// attempts is how often a change is tried whose answer was lost, and which the
// server turned out not to have made.
const attempts = 2

// rename makes one change: the intent is in the journal before it, the result
// after it. The returned outcome is not concluded.
func (a *applying) rename(ctx context.Context, f Fix, now migrate.Object, to string, how change) Outcome {
	ctx, cancel := graceful(ctx)
	defer cancel()
	var o Outcome
	for range attempts {
		record := changeRecord{Plan: a.plan.ID, Fix: f.Number, Side: f.Side, Target: f.Target, ID: f.ID, DN: text(now.DN), Attribute: f.Attribute,
			From: text(now.Names[f.Attribute]), To: text(to), Temporary: how.temporary, Back: how.back}
		intent, err := a.append(KindIntent, record.words(), record)
		if err != nil {
			return Outcome{State: NotStarted, Why: "the journal could not be written", Object: now, Err: err}
		}
		after, err := a.targets[f.Side].Rename(ctx, migrate.Change{ID: f.ID, Attribute: f.Attribute, Before: now.Names[f.Attribute], After: to, Version: now.Version})
		again := false
		record.Intent = intent
		o, again = a.judge(ctx, f, &record, after, err)
		if err := a.write(KindResult, record.words(), record); err != nil {
			o.Why += "; the journal could not be written"
		}
		if !again {
			break
		}
		now = o.Object
	}
	return o
}

// judge turns what the server answered into the record of the journal and an
// outcome. again: the change was not made, though nothing stands against it.
func (a *applying) judge(ctx context.Context, f Fix, r *changeRecord, after migrate.Object, err error) (o Outcome, again bool) {
	switch {
	case err == nil:
		return r.stored(after), false
	case errors.Is(err, migrate.ErrInDoubt):
	case errors.Is(err, migrate.ErrChanged), errors.Is(err, migrate.ErrGone):
		r.Result, r.Why = resultNotDone, err.Error()
		return Outcome{State: Skipped, Why: err.Error(), Err: err}, false
	case errors.Is(err, migrate.ErrTaken), errors.Is(err, migrate.ErrDenied), errors.Is(err, migrate.ErrInvalid):
		r.Result, r.Why = resultNotDone, err.Error()
		return Outcome{State: Failed, Why: err.Error(), Err: err}, false
	}
	// The answer was lost, or says too little: the object itself tells.
	found, readErr := a.targets[f.Side].Read(ctx, f.ID)
	if readErr != nil {
		r.Result, r.Why = resultUnknown, err.Error()
		return Outcome{State: InDoubt, Why: fmt.Sprintf("%s; whether it was done could not be read: %s", err, readErr), Err: errors.Join(err, readErr)}, false
	}
	switch found.Names[f.Attribute] {
	case string(r.To):
		return r.stored(found), false
	case string(r.From):
		r.Result, r.Why = resultNotDone, err.Error()
		return Outcome{State: Failed, Why: "it was not done: " + err.Error(), Object: found, Err: err}, errors.Is(err, migrate.ErrInDoubt)
	}
	r.Result, r.Why = resultOther, err.Error()
	return Outcome{State: Failed, Why: "it is " + show(found.Names[f.Attribute]) + " now", Object: found, Err: err}, false
}

// stored is the outcome of a change that the server made, maybe in its own way.
func (r *changeRecord) stored(o migrate.Object) Outcome {
	name := text(o.Names[r.Attribute])
	r.Result, r.Stored, r.StoredDN = resultDone, &name, text(o.DN)
	if name == r.To {
		return Outcome{State: Done, Object: o}
	}
	r.Why = "the server stored " + show(string(name)) + " in place of " + show(string(r.To))
	return Outcome{State: Failed, Why: r.Why, Object: o, Err: migrate.ErrInvalid}
}

// graceful returns a context that outlives ctx a little, so that a change that
// was begun is not cut off.
func graceful(ctx context.Context) (context.Context, context.CancelFunc) {
	long, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return long, func() {
		stop()
		cancel()
	}
}
