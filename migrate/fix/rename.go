package fix

import (
	"context"
	"errors"
	"strings"
	"time"

	"ad2scim/migrate"
)

// change is the kind of a rename.
type change struct {
	temporary bool // to a temporary name
	back      bool // from a temporary name to the previous one
}

// attempts is how often a change is sent if its answer was lost and the object shows that it wasn't made.
const attempts = 2

// rename makes one change. It writes the intent to the journal before it and the result after it. The caller
// concludes the returned outcome.
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
	a.slots.known(o.State != Unknown, waits)
	return o
}

// judge finds out whether a change was made, and sets the record's result. After it was sent, only the object
// decides, not the server's answer. again is true if the change wasn't made and may be repeated.
func (a *applying) judge(ctx context.Context, f Fix, r *changeRecord, after migrate.Object, err error) (o Outcome,
	again bool,
) {
	if err != nil && !errors.Is(err, migrate.ErrSent) {
		return r.notMade(err), false
	}
	sent := a.clock.Now()
	now := readResult{object: after, name: text(after.Names[f.Attribute])}
	if err != nil {
		now = a.read(ctx, f)
	}
	refused := isRefusal(err)
	if !refused || now.err != nil {
		now = a.awaitChange(ctx, f, r.From, sent, now)
		r.waits = now.waits
	}
	switch {
	case errors.Is(now.err, migrate.ErrGone):
		r.Result, r.Why = resultOther, errorText(now.err)
		return Outcome{State: Skipped, Why: r.Why, Err: now.err}, false
	case now.err != nil:
		return r.unknown(now, err), false
	case errors.Is(err, migrate.ErrDamaged):
		o := r.stored(now.object)
		o.State, o.Why, o.Err = Failed, errorText(err), err
		return o, false
	case now.name == r.To, err == nil && now.name != r.From:
		return r.stored(now.object), false
	case now.name != r.From:
		r.Result, r.Why = resultOther, errorText(err)
		return Outcome{State: Failed, Why: "it is " + show(string(now.name)) + " now", Object: now.object, Err: err}, false
	case refused:
		return r.notMade(err), false
	case readDelay(a.targets[f.Side]) < maxLateness:
		o := r.notMade(errors.Join(errNotShown, err))
		o.Object = now.object
		return o, err != nil
	}
	return r.unknown(now, err), false
}

var errNotShown = errors.New("the server still has the old name")

// isRefusal reports whether the server said that it didn't make the change.
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

// notMade returns the outcome of a change that wasn't made.
func (r *changeRecord) notMade(err error) Outcome {
	r.Result, r.Why = resultNotDone, errorText(err)
	state := Failed
	if errors.Is(err, migrate.ErrChanged) || errors.Is(err, migrate.ErrGone) {
		state = Skipped
	}
	return Outcome{State: state, Why: r.Why, Err: err}
}

// unknown returns the outcome of a change that may still show later.
func (r *changeRecord) unknown(now readResult, err error) Outcome {
	r.Result = resultUnknown
	r.Why = "it is not known whether it was made: "
	switch {
	case now.err != nil:
		r.Why += "it could not be read (" + errorText(now.err) + ")"
	default:
		r.Why += "the server still shows " + show(string(r.From))
	}
	if err != nil {
		r.Why += "; the answer to the change: " + errorText(err)
	}
	return Outcome{State: Unknown, Why: r.Why, Object: now.object, Err: errors.Join(migrate.ErrOutcomeUnknown, err,
		now.err)}
}

// errorText returns an error in one line.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

// stored returns the outcome of a change that the server made, possibly with another value.
func (r *changeRecord) stored(o migrate.Object) Outcome {
	name := text(o.Names[r.Attribute])
	r.Result, r.Stored, r.StoredDN = resultDone, &name, text(o.DN)
	if name == r.To {
		return Outcome{State: Done, Object: o}
	}
	r.Why = "the server stored " + show(string(name)) + " instead of " + show(string(r.To))
	return Outcome{State: Failed, Why: r.Why, Object: o, Err: migrate.ErrInvalid}
}

// graceful returns a context that outlives ctx by grace, so that a change in progress isn't interrupted.
func graceful(ctx context.Context) (context.Context, context.CancelFunc) {
	long, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return long, func() {
		stop()
		cancel()
	}
}
