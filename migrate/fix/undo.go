package fix

import (
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// Selection says what to undo. The zero Selection means everything.
type Selection struct {
	Run   string       // a run, by its id in the journal
	Group string       // a group, by its id or by a name that it had
	Side  migrate.Side // a side
}

// Has reports whether the selection includes a change with an unknown result.
func (s Selection) Has(r Recovered) bool {
	named := s.Group == "" || r.Side.IDKey(r.ID) == r.Side.IDKey(s.Group) || r.From == s.Group || r.To == s.Group
	return named && (s.Run == "" || s.Run == r.Run) && (s.Side == "" || s.Side == r.Side)
}

// Undo plans to undo what the journal says was done: every changed name gets the value from before the first
// selected change. The plan is checked and applied like any other, so that objects with another value are skipped.
// Undoing an undo makes the changes again. The plan is empty if there is nothing to undo; a run or group that isn't
// in the journal is BadInput.
func Undo(j Journal, s Selection) (*Plan, error) {
	h, err := readHistory(j, s)
	if err != nil {
		return nil, err
	}
	if s.Run != "" && !h.runs[s.Run] {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "there is no run " + migrate.Quote(s.Run) +
				" in the journal",
			Remedies: migrate.Remedies{{Kind: migrate.RemedyListRuns}},
		}
	}
	if s.Group != "" && !h.about {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "there is no group " + migrate.Quote(s.Group) +
				" in the journal", Why: "no group with this id or name was changed",
			Next: "give its id, or an exact name that it had",
		}
	}
	p := newPlan()
	p.Undoes = "everything"
	switch {
	case s.Run != "":
		p.Undoes = "run " + s.Run
	case s.Group != "":
		p.Undoes = "group " + s.Group
	}
	for _, key := range slices.Backward(h.order) {
		past := h.values[key]
		last := past.last
		if last.Stored == nil || *last.Stored == past.first.From {
			continue
		}
		f := Fix{
			Side: last.Side, Target: last.Target, ID: last.ID, DN: string(last.StoredDN), Attribute: last.Attribute,
			Before: string(*last.Stored), After: string(past.first.From), Why: "to undo run " + past.run,
		}
		f.Kinds = kindsOf(f.Before, f.After)
		f.Warnings = consequences(f)
		p.add(f)
	}
	return p, nil
}

// value identifies one attribute of one object at one server.
type value struct {
	target    string
	object    object
	attribute migrate.Attribute
}

// valueHistory is what the selected changes did to a value.
type valueHistory struct {
	first, last changeRecord
	run         string // the run of last
}

type history struct {
	values map[value]*valueHistory
	order  []value // by time of the last change
	runs   map[string]bool
	about  bool // the journal has a group of the selection
}

func readHistory(j Journal, s Selection) (*history, error) {
	h := &history{values: map[value]*valueHistory{}, runs: map[string]bool{}}
	about, err := groupsOf(j, s.Group)
	if err != nil {
		return nil, err
	}
	h.about = len(about) > 0
	err = eachChange(j, func(e store.Entry, r changeRecord) {
		h.runs[e.Run] = true
		o := objectOf(r.Side, r.ID)
		if r.Result != resultDone || s.Run != "" && s.Run != e.Run || s.Group != "" && !about[o] || s.Side != "" &&
			s.Side != r.Side {
			return
		}
		v := value{r.Target, o, r.Attribute}
		p, has := h.values[v]
		if !has {
			p = &valueHistory{first: r}
			h.values[v] = p
		}
		p.last, p.run = r, e.Run
		h.order = append(h.order, v)
	})
	h.order = lastOnly(h.order)
	return h, err
}

// groupsOf returns the groups that have this id, or had this name.
func groupsOf(j Journal, group string) (map[object]bool, error) {
	found := map[object]bool{}
	if group == "" {
		return found, nil
	}
	err := eachChange(j, func(_ store.Entry, r changeRecord) {
		if r.Side.IDKey(r.ID) == r.Side.IDKey(group) || string(r.From) == group || string(r.To) == group {
			found[objectOf(r.Side, r.ID)] = true
		}
	})
	return found, err
}

// lastOnly keeps the last occurrence of each value.
func lastOnly(list []value) []value {
	seen := map[value]bool{}
	var kept []value
	for _, v := range slices.Backward(list) {
		if !seen[v] {
			seen[v] = true
			kept = append(kept, v)
		}
	}
	slices.Reverse(kept)
	return kept
}
