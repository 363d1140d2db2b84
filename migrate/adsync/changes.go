package adsync

import (
	"encoding/json"
	"iter"
	"time"

	"ad2scim/migrate/store"
)

// Changed is the journal's record of one task that was to be disabled or enabled.
type Changed struct {
	Time      time.Time
	Who, Host string // who ran this program, and where
	Run       string
	Action    Script
	Machine   string
	Task      string
	From, To  string // the state before and after, in words; empty if unknown
	ByHand    bool   // an admin changed it with a script
	// Result is done, not-done, in-doubt, or superseded: the result isn't known, and a later
	// change recorded the task's state.
	Result string
	Why    string
}

// The results.
const (
	ChangeDone       = "done"
	ChangeNotDone    = "not-done"
	ChangeInDoubt    = "in-doubt"
	ChangeSuperseded = "superseded"
)

// Changes lists the changes of tasks that the journal has, oldest first, and skips entries of
// other kinds. A later scan that saw the task replaces the result in-doubt.
func Changes(entries iter.Seq2[store.Entry, error]) ([]Changed, error) {
	var list []Changed
	at := map[int64]map[string]int{} // by the number of the intent's entry, then by task
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		switch e.Kind {
		case kindIntent:
			var in Intent
			if err := json.Unmarshal(e.Data, &in); err != nil {
				return nil, damaged(e, err)
			}
			at[e.Seq] = map[string]int{}
			for _, t := range in.Tasks {
				at[e.Seq][t.Path] = len(list)
				c := Changed{
					Time: e.Time, Who: e.Who, Host: e.Host, Run: e.Run, Action: in.Action, Machine: in.Host, Task: t.Path,
					Result: ChangeInDoubt,
				}
				if in.Action == StopScript {
					c.From = t.Standing.words()
				}
				list = append(list, c)
			}
		case kindResult:
			var out outcome
			if err := json.Unmarshal(e.Data, &out); err != nil {
				return nil, damaged(e, err)
			}
			for _, i := range at[out.Intent] {
				list[i].Why = out.Error
			}
			for _, t := range out.Tasks {
				i, known := at[out.Intent][t.Path]
				if !known {
					i = len(list)
					list = append(list, Changed{
						Time: e.Time, Who: e.Who, Host: e.Host, Run: e.Run, Action: out.Action,
						Machine: out.Host, Task: t.Path, ByHand: out.Intent == 0 && !out.Stray,
					})
				}
				list[i].end(t)
				for k := range list {
					if k != i && list[k].Result == ChangeInDoubt && sameHost(list[k].Machine, out.Host) &&
						samePath(list[k].Task, t.Path) {
						list[k].Result = ChangeSuperseded
					}
				}
			}
		}
	}
	return list, nil
}

// end records the result for the task.
func (c *Changed) end(t TaskChange) {
	if c.Result, c.Why = ChangeNotDone, t.Why; t.Done {
		c.Result = ChangeDone
	}
	if t.Before != nil {
		c.From = t.Before.words()
	}
	if t.After != nil {
		c.To = t.After.words()
	}
}

func (s Standing) words() string {
	text := "disabled"
	if s.Enabled {
		text = "enabled"
	}
	if s.State == "running" {
		text += ", running"
	}
	return text
}
