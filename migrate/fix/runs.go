package fix

import (
	"encoding/json"
	"time"

	"ad2scim/migrate/store"
)

// Run is one run of a plan, as the journal tells it.
type Run struct {
	ID      string
	Began   time.Time
	Ended   time.Time // zero: it was cut off
	Who     string
	Plan    string // Plan.ID
	Undoes  string // what it took back; empty: it did not
	Fixes   int    // of the plan
	Done    int    // changes that were made, the way by temporary names included
	NotDone int    // changes that were tried and not made
	InDoubt int    // changes of which is not known what became of them
}

// Runs lists the runs of plans in the journal, oldest first.
func Runs(j Journal) ([]Run, error) {
	var list []Run
	at := map[string]int{}
	open := map[int64]string{} // the run of an intent without a result
	for e, err := range j.All() {
		if err != nil {
			return nil, err
		}
		i, known := at[e.Run]
		switch {
		case e.Kind == KindRun:
			var about runRecord
			if err := json.Unmarshal(e.Data, &about); err != nil {
				return nil, unreadableEntry(e, err)
			}
			at[e.Run] = len(list)
			list = append(list, Run{
				ID: e.Run, Began: e.Time, Who: e.Who, Plan: about.Plan, Undoes: about.Undoes,
				Fixes: about.Fixes,
			})
		case e.Kind == KindEnd && known:
			list[i].Ended = e.Time
		}
	}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		i, known := at[e.Run]
		switch {
		case !known:
		case e.Kind == KindIntent:
			open[e.Seq] = e.Run
		case !r.tells():
		default:
			delete(open, r.Intent)
			if r.Result == resultDone {
				list[i].Done++
			} else {
				list[i].NotDone++
			}
		}
	})
	for _, run := range open {
		list[at[run]].InDoubt++
	}
	return list, err
}
