package fix

import (
	"context"
	"errors"
	"strings"
	"time"

	"ad2scim/migrate"
)

// change says what kind of rename it is.
type change struct {
	temporary bool // to a temporary name
	back      bool // away from it, to the name before
}

// attempts is how often a change is tried whose answer was lost, and of which
// the object tells that it was not made.
const attempts = 2

// rename makes one change: the intent is in the journal before it, the result
// after it. The returned outcome is not concluded.
func (a *applying) rename(ctx context.Context, f Fix, now migrate.Object, to string, how change) Outcome {
	ctx, cancel := graceful(ctx)
	defer cancel()
	var o Outcome
	waits := 0
	for range attempts {
		record := changeRecord{
			Plan: a.plan.ID, Fix: f.Number, Side: f.Side, Target: f.Target, Server: now.Server, ID: f.ID, DN: text(now.DN),
			Attribute: f.Attribute,
			From:      text(now.Names[f.Attribute]), To: text(to), Temporary: how.temporary, Back: how.back,
		}
		intent, err := a.append(KindIntent, record.words(), record)
		if err != nil {
			a.slots.settled(waits)
			return Outcome{State: NotStarted, Why: "the journal could not be written", Object: now, Err: err}
		}
		after, err := a.targets[f.Side].Rename(ctx, migrate.Change{
			ID: f.ID, Attribute: f.Attribute,
			Before: now.Names[f.Attribute], After: to, Accepted: a.options.Accepted,
		})
		again := false
		record.Intent = intent
		o, again = a.judge(ctx, f, &record, after, err)
		waits += record.waits
		if err := a.write(KindResult, record.words(), record); err != nil {
			o.Why += "; the journal could not be written"
		}
		if !again {
			break
		}
		now = o.Object
	}
	a.slots.known(o.State != InDoubt, waits)
	return o
}

// judge finds out whether a change was made, and sets the record's result. What
// the server answered to it does not decide once it was sent: the object does.
// again: the change was not made, though nothing stands against it.
func (a *applying) judge(ctx context.Context, f Fix, r *changeRecord, after migrate.Object, err error) (o Outcome,
	again bool,
) {
	if err != nil && !errors.Is(err, migrate.ErrSent) {
		return r.notMade(err), false
	}
	sent := a.clock.Now()
	now := shown{object: after, name: text(after.Names[f.Attribute])}
	if err != nil {
		now = a.read(ctx, f)
	}
	refused := isRefusal(err)
	if !refused || now.err != nil {
		now = a.await(ctx, f, r.From, sent, now)
		r.waits = now.waits
	}
	switch {
	case errors.Is(now.err, migrate.ErrGone):
		r.Result, r.Why = resultOther, because(now.err)
		return Outcome{State: Skipped, Why: r.Why, Err: now.err}, false
	case now.err != nil:
		return r.unknown(now, err), false
	case errors.Is(err, migrate.ErrDamaged):
		o := r.stored(now.object)
		o.State, o.Why, o.Err = Failed, because(err), err
		return o, false
	case now.name == r.To, err == nil && now.name != r.From:
		return r.stored(now.object), false
	case now.name != r.From:
		r.Result, r.Why = resultOther, because(err)
		return Outcome{State: Failed, Why: "it is " + show(string(now.name)) + " now", Object: now.object, Err: err}, false
	case refused:
		return r.notMade(err), false
	case readDelay(a.targets[f.Side]) < mostLate:
		o := r.notMade(errors.Join(errNotShown, err))
		o.Object = now.object
		return o, err != nil
	}
	return r.unknown(now, err), false
}

var errNotShown = errors.New("the server still has the old name")

// isRefusal reports whether the server said that it did not make the change.
func isRefusal(err error) bool {
	for _, cause := range []error{
		migrate.ErrRefused, migrate.ErrTaken, migrate.ErrDenied, migrate.ErrInvalid,
		migrate.ErrChanged, migrate.ErrGone,
	} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// notMade is the outcome of a change that was not made.
func (r *changeRecord) notMade(err error) Outcome {
	r.Result, r.Why = resultNotDone, because(err)
	state := Failed
	if errors.Is(err, migrate.ErrChanged) || errors.Is(err, migrate.ErrGone) {
		state = Skipped
	}
	return Outcome{State: state, Why: r.Why, Err: err}
}

// unknown is the outcome of a change that may show later.
func (r *changeRecord) unknown(now shown, err error) Outcome {
	r.Result = resultUnknown
	r.Why = "it is not known whether it was made: "
	switch {
	case now.err != nil:
		r.Why += "it could not be read (" + because(now.err) + ")"
	default:
		r.Why += "the server still shows " + show(string(r.From))
	}
	if err != nil {
		r.Why += "; the answer to the change: " + because(err)
	}
	return Outcome{State: InDoubt, Why: r.Why, Object: now.object, Err: errors.Join(migrate.ErrOutcomeUnknown, err, now.err)}
}

// because is an error in one line.
func because(err error) string {
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

// stored is the outcome of a change that the server made, maybe in its own way.
func (r *changeRecord) stored(o migrate.Object) Outcome {
	name := text(o.Names[r.Attribute])
	r.Result, r.Stored, r.StoredDN = resultDone, &name, text(o.DN)
	if name == r.To {
		return Outcome{State: Done, Object: o}
	}
	r.Why = "the server stored " + show(string(name)) + " instead of " + show(string(r.To))
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
