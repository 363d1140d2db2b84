package fix

import (
	"encoding/json"
	"time"

	"ad2scim/migrate/store"
)

// Run is one run of a plan, according to the journal.
type Run struct {
	ID      string
	Began   time.Time
	Ended   time.Time // zero if it was interrupted
	Who     string
	Plan    string // Plan.ID
	Undoes  string // what it undid; empty if nothing
	Fixes   int    // number of fixes in the plan
	Done    int    // changes that were made, including those to temporary names
	NotDone int    // changes that were tried but not made
	InDoubt int    // changes with an unknown result
}

// Runs returns the runs in the journal, oldest first.
func Runs(j Journal) ([]Run, error) {
	var list []Run
	at := map[string]int{}
	open := map[int64]string{} // the run of each intent without a result
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
		case !r.isConclusive():
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
