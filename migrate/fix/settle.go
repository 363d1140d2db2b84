package fix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/store"
)

// Recovered is a change for which the journal has no result.
type Recovered struct {
	Run    string
	Side   migrate.Side
	ID     string
	Target string
	From   string
	To     string
	State  State // Done, NotStarted (not made), Skipped (it has a different value now), Unknown
	Why    string
}

// SettleOptions control Settle.
type SettleOptions struct {
	Targets Targets // a change at a server that isn't included stays unknown
	// Wait waits until each change has had time to show. Without it, a change that doesn't show yet stays unknown.
	Wait   bool
	Report migrate.Report
	Clock  Clock // nil for the computer's clock
}

// Unsettled returns the changes without a result in the journal, oldest first.
func Unsettled(j Journal) ([]Recovered, error) {
	open, err := openChanges(j)
	list := make([]Recovered, len(open))
	for i := range open {
		list[i] = open[i].recovered()
	}
	return list, err
}

// Settle reads the objects of changes without a result in the journal, and records whether they were made. A change
// counts as not made if the old value still shows after the change had time to show; before that, it stays unknown.
// Settle returns Unreachable if a server can't be read, and Partial if the journal can't be written; the returned
// list is then incomplete.
func Settle(ctx context.Context, j Journal, o SettleOptions) ([]Recovered, error) {
	open, err := openChanges(j)
	if err != nil {
		return nil, err
	}
	clock := orReal(o.Clock)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		left := time.Duration(0)
		for i := range open {
			d := &open[i]
			t := o.Targets[d.record.Side]
			if d.record.Result != "" || t == nil || !serves(t, d.record.Target) {
				continue
			}
			more, err := d.settle(ctx, j, t, clock.Now())
			if err != nil {
				return recoveredOf(open), err
			}
			left = max(left, more)
		}
		if left == 0 || !o.Wait {
			return recoveredOf(open), nil
		}
		o.Report.Send(migrate.Progress{Doing: "waiting for a change that the server may not show yet", Note: ""})
		if err := clock.Sleep(ctx, min(pause, left)); err != nil {
			return recoveredOf(open), err
		}
	}
}

func recoveredOf(open []openChange) []Recovered {
	var list []Recovered
	for i := range open {
		list = append(list, open[i].recovered())
	}
	return list
}

// openChange is an intent without a definite result.
type openChange struct {
	run    string
	last   time.Time // when it was sent at the latest, or last read
	record changeRecord
}

func (d *openChange) recovered() Recovered {
	r := d.record
	found := Recovered{
		Run: d.run, Side: r.Side, ID: r.ID, Target: r.Target, From: string(r.From), To: string(r.newName()),
		State: Unknown, Why: r.Why,
	}
	switch {
	case r.Result != "":
		found.State = foundState[r.Result]
	case found.Why == "":
		found.Why = "the run was interrupted there"
	}
	return found
}

var foundState = map[string]State{
	resultDone: Done, resultNotDone: NotStarted, resultOther: Skipped,
	resultUnknown: Unknown,
}

// settle reads the object and records the result. It returns until when the change may still show.
func (d *openChange) settle(ctx context.Context, j Journal, t Target, now time.Time) (time.Duration, error) {
	r := &d.record
	o, err := t.Read(ctx, r.ID)
	switch name := text(o.Names[r.Attribute]); {
	case errors.Is(err, migrate.ErrGone):
		r.Result, r.Why = resultOther, migrate.ErrGone.Error()
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case err != nil:
		return 0, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot find out whether a change of an earlier run was made",
			Why: errorText(err), Next: "try again when " + names.Visible(t.String()) + " can be reached", Err: err,
		}
	case name == r.To:
		r.stored(o)
	case name != r.From:
		r.Result, r.Why = resultOther, "it is "+show(string(name))+" now"
	case r.Server != "" && o.Server != "" && r.Server != o.Server:
		r.Why = o.Server + " shows the old name, and the change was written to " + r.Server
		return 0, nil
	default:
		if left := d.last.Add(readDelay(t)).Sub(now); left > 0 && left <= maxLateness {
			r.Why = "the server still shows " + show(string(r.From)) + ", and the change may still appear"
			return left, nil
		}
		r.Result, r.Why = resultNotDone, "the old name was read"
	}
	e, err := entry(d.run, KindResult, "found: "+r.words(), *r)
	if err == nil {
		_, err = j.Append(e)
	}
	return 0, err
}

// openChanges returns the changes without a result in the journal, oldest first.
func openChanges(j Journal) ([]openChange, error) {
	var order []int64
	open := map[int64]openChange{}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		switch {
		case e.Kind == KindIntent:
			r.Intent = e.Seq
			open[e.Seq] = openChange{e.Run, e.Time, r}
			order = append(order, e.Seq)
		case !r.isConclusive():
			if d, is := open[r.Intent]; is {
				d.last, d.record.Why = e.Time, r.Why
				open[r.Intent] = d
			}
		default:
			delete(open, r.Intent)
		}
	})
	var list []openChange
	for _, seq := range order {
		if d, is := open[seq]; is {
			list = append(list, d)
		}
	}
	return list, err
}

// eachChange calls do for each intent and result in the journal.
func eachChange(j Journal, do func(store.Entry, changeRecord)) error {
	for e, err := range j.All() {
		if err != nil {
			return err
		}
		if e.Kind != KindIntent && e.Kind != KindResult {
			continue
		}
		var r changeRecord
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return unreadableEntry(e, err)
		}
		do(e, r)
	}
	return nil
}

func unreadableEntry(e store.Entry, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the journal", Why: fmt.Sprintf("entry %d: %s", e.Seq,
			exactjson.Explain(err)),
		Next: "put back a copy of the workspace", Err: err,
	}
}
