package enable

import (
	"encoding/json"
	"iter"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// Changed is one step at an identity provider that was made, undone or begun, according to the journal. It contains
// no secrets.
type Changed struct {
	Time      time.Time
	Who, Host string
	Run       string
	What      string // description of the step
	Target    string // the app and the tenant
	From, To  string // its settings
	State     State
	Saw, Why  string
}

// Changes returns the steps in a journal, oldest first. It skips entries of other kinds.
func Changes(entries iter.Seq2[store.Entry, error]) ([]Changed, error) {
	var list []Changed
	at := map[int64]int{} // index by sequence number of the intent
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		if e.Kind != KindIntent && e.Kind != KindResult {
			continue
		}
		var r record
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return nil, broken(err)
		}
		i, known := at[r.Intent]
		if e.Kind == KindIntent || !known { // steps of the admin have no intent
			i = len(list)
			at[e.Seq] = i
			list = append(list, r.changed(e))
		}
		if e.Kind == KindResult {
			list[i].State, list[i].Saw, list[i].Why = r.State, r.Saw, r.Why
		}
	}
	return list, nil
}

func (r record) changed(e store.Entry) Changed {
	c := Changed{
		Time: e.Time, Who: e.Who, Host: e.Host, Run: e.Run, What: r.Step.Title,
		Target: migrate.Quote(r.App.Name) + " at " + r.Tenant, State: Unknown,
	}
	var from, to []string
	for _, s := range r.Step.Settings {
		if s.Before != s.After {
			from, to = append(from, s.Name+": "+s.Before), append(to, s.Name+": "+s.After)
		}
	}
	c.From, c.To = strings.Join(from, "; "), strings.Join(to, "; ")
	if r.Do == doTry {
		c.What, c.From, c.To = r.what(), "", "provisioned"
	} else if r.Do == doAssign || r.User != "" {
		c.What, c.From, c.To = r.what(), "not assigned", "assigned"
	}
	if r.Do == doRevert {
		c.What, c.From, c.To = "undo: "+c.What, c.To, c.From
	}
	return c
}
