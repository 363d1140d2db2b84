package fix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/store"
)

// Recovered is a change of which a run that was cut off did not write down what
// became of it.
type Recovered struct {
	Run    string
	ID     string
	Target string
	From   string
	To     string
	State  State // Done, NotStarted (it was not made), Skipped (it holds something else now), InDoubt (not known yet)
	Why    string
}

// Recover finds changes that were begun and whose end is not in the journal,
// reads their objects to find out, and writes down what it found. A change at a
// server that is not among the targets stays in doubt. It fails as
// Unreachable where a server cannot be read, and as Partial where the journal
// cannot be written.
func Recover(ctx context.Context, j Journal, targets Targets) ([]Recovered, error) {
	open, err := inDoubt(j)
	if err != nil {
		return nil, err
	}
	var list []Recovered
	for _, d := range open {
		r := d.record
		found := Recovered{Run: d.run, ID: r.ID, Target: r.Target, From: string(r.From), To: string(r.To), State: InDoubt, Why: "its server was not asked"}
		if t := targets[r.Side]; t != nil && t.String() == r.Target {
			if err := d.find(ctx, t); err != nil {
				return list, err
			}
			e, err := entry(d.run, KindResult, "found: "+d.record.words(), d.record)
			if err == nil {
				_, err = j.Append(e)
			}
			if err != nil {
				return list, err
			}
			found.State, found.Why = foundState[d.record.Result], d.record.Why
		}
		list = append(list, found)
	}
	return list, nil
}

var foundState = map[string]State{resultDone: Done, resultNotDone: NotStarted, resultOther: Skipped}

// doubt is an intent without a result that tells.
type doubt struct {
	run    string
	record changeRecord
}

// find reads the object and sets the record's result.
func (d *doubt) find(ctx context.Context, t Target) error {
	r := &d.record
	o, err := t.Read(ctx, r.ID)
	switch name := text(o.Names[r.Attribute]); {
	case errors.Is(err, migrate.ErrGone):
		r.Result, r.Why = resultOther, migrate.ErrGone.Error()
	case err != nil:
		return &migrate.Problem{Class: migrate.Unreachable, What: "cannot find out what became of a change that was cut off",
			Why: err.Error(), Next: "try again when " + names.Visible(t.String()) + " can be reached", Err: err}
	case name == r.To:
		r.stored(o)
	case name == r.From:
		r.Result, r.Why = resultNotDone, "the run was cut off before it"
	default:
		r.Result, r.Why = resultOther, "it is "+show(string(name))+" now"
	}
	return nil
}

// inDoubt lists the changes whose end is not in the journal, oldest first.
func inDoubt(j Journal) ([]doubt, error) {
	var order []int64
	open := map[int64]doubt{}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		switch {
		case e.Kind == KindIntent:
			r.Intent = e.Seq
			open[e.Seq] = doubt{e.Run, r}
			order = append(order, e.Seq)
		case r.Result != resultUnknown:
			delete(open, r.Intent)
		}
	})
	var list []doubt
	for _, seq := range order {
		if d, is := open[seq]; is {
			list = append(list, d)
		}
	}
	return list, err
}

// eachChange goes through the intents and results of the journal.
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
	return &migrate.Problem{Class: migrate.BadInput, What: "cannot read the journal", Why: fmt.Sprintf("entry %d: %s", e.Seq, err),
		Next: "put back a copy of the workspace", Err: err}
}
