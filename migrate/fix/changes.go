package fix

import (
	"encoding/json"
	"iter"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// Changed is a rename that was begun, according to the journal. Its names may hold any byte.
type Changed struct {
	Time      time.Time
	Who, Host string
	Run       string
	Undoes    string // the run that it undoes; empty for none
	Side      migrate.Side
	Target    string
	ID        string
	Attribute migrate.Attribute
	From, To  string
	Temporary bool   // To is a temporary name
	Result    string // done, not-done, in-doubt, or other: the object had a different value later
	Why       string
}

// Changes returns the renames in a journal, oldest first. It skips entries of other kinds.
func Changes(entries iter.Seq2[store.Entry, error]) ([]Changed, error) {
	var list []Changed
	at := map[int64]int{}         // index by sequence number of the intent
	undoes := map[string]string{} // by run
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		switch e.Kind {
		case KindRun:
			var r runRecord
			if err := json.Unmarshal(e.Data, &r); err != nil {
				return nil, unreadableEntry(e, err)
			}
			undoes[e.Run] = r.Undoes
			continue
		case KindIntent, KindResult:
		default:
			continue
		}
		var r changeRecord
		if err := json.Unmarshal(e.Data, &r); err != nil {
			return nil, unreadableEntry(e, err)
		}
		if e.Kind == KindIntent {
			at[e.Seq] = len(list)
			list = append(list, Changed{
				e.Time, e.Who, e.Host, e.Run, undoes[e.Run], r.Side, r.Target, r.ID, r.Attribute,
				string(r.From), string(r.To), r.Temporary, string(Unknown), "",
			})
			continue
		}
		i, known := at[r.Intent]
		if !known {
			continue
		}
		list[i].Why = r.Why
		if r.isConclusive() {
			list[i].Result = r.Result
		}
		if to := r.newName(); to != "" {
			list[i].To = string(to)
		}
	}
	return list, nil
}
