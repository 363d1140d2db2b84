package report

import (
	"iter"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/store"
)

// Change is one change that was made or begun in a directory or a service. From and To may hold any byte; see
// exactjson.
type Change struct {
	Time       time.Time `json:"time"`
	Who        string    `json:"who"`
	Host       string    `json:"host"` // the computer that the program ran on
	Run        string    `json:"run,omitempty"`
	Area       string    `json:"area"`  // names, ad-sync or provisioning
	Where      string    `json:"where"` // the server, host or app
	What       string    `json:"what"`
	From       string    `json:"from,omitempty"`
	FromBase64 []byte    `json:"from_base64,omitempty"`
	To         string    `json:"to,omitempty"`
	ToBase64   []byte    `json:"to_base64,omitempty"`
	Result     string    `json:"result"` // such as done, not-done or in-doubt
	Why        string    `json:"why,omitempty"`
}

// The areas of a change.
const (
	areaNames        = "names"
	areaADSync       = "ad-sync"
	areaProvisioning = "provisioning"
)

const (
	resultDone    = "done"
	resultUnknown = "in-doubt"
)

func (c Change) isUncertain() bool { return c.Result == resultUnknown }

// changesOf returns the changes in the journal, oldest first.
func changesOf(journal []store.Entry) ([]Change, error) {
	all := []Change{}
	names, err := fix.Changes(each(journal))
	if err != nil {
		return nil, err
	}
	for _, c := range names {
		what := string(c.Attribute) + " of " + c.ID
		if c.Temporary {
			what += ", temporarily"
		}
		if c.Undoes != "" {
			what += ", undoing the run " + c.Undoes
		}
		side := "SCIM, "
		if c.Side == migrate.AD {
			side = "AD, "
		}
		change := Change{
			Time: c.Time, Who: c.Who, Host: c.Host, Run: c.Run, Area: areaNames, Where: side + c.Target,
			What: what, Result: c.Result, Why: c.Why,
		}
		change.From, change.FromBase64 = exactjson.Split(c.From)
		change.To, change.ToBase64 = exactjson.Split(c.To)
		all = append(all, change)
	}
	tasks, err := adsync.Changes(each(journal))
	if err != nil {
		return nil, err
	}
	for _, c := range tasks {
		what := "the task " + c.Task
		if c.ByHand {
			what += ", by a script that the admin ran"
		}
		all = append(all, Change{
			Time: c.Time, Who: c.Who, Host: c.Host, Run: c.Run, Area: areaADSync, Where: c.Machine,
			What: string(c.Action) + " " + what, From: c.From, To: c.To, Result: c.Result, Why: c.Why,
		})
	}
	steps, err := enable.Changes(each(journal))
	if err != nil {
		return nil, err
	}
	for _, c := range steps {
		why := c.Why
		if why == "" {
			why = c.Saw
		}
		all = append(all, Change{
			Time: c.Time, Who: c.Who, Host: c.Host, Run: c.Run, Area: areaProvisioning, Where: c.Target,
			What: c.What, From: c.From, To: c.To, Result: string(c.State), Why: why,
		})
	}
	slices.SortStableFunc(all, func(a, b Change) int { return a.Time.Compare(b.Time) })
	return all, nil
}

func each(journal []store.Entry) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for _, e := range journal {
			if !yield(e, nil) {
				return
			}
		}
	}
}
