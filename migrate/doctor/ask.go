package doctor

import (
	"cmp"
	"maps"
	"slices"
)

// asked is an unknown fact with the value of asking for it.
type asked struct {
	fact      Fact
	certainty Certainty // Likely if an answer may lead to a certain finding
	decides   bool      // that finding may come before all current ones
	gain      int
}

// strength is the value of a finding by its certainty.
var strength = map[Certainty]int{Certain: 100, Likely: 30, Possible: 10}

// Questions returns the unknown facts, the most useful first. It leaves out facts that can't change anything on the
// path.
func Questions(f Facts) []Question {
	if !f.isGreyed() {
		return nil
	}
	var list []Question
	for _, a := range f.asked(f.hits()) {
		list = append(list, a.fact.Question())
	}
	return list
}

// asked tries every value of every unknown fact. A fact is worth asking for if one of its values leads to a new
// finding. It is worth more, the likelier and the stronger that finding is, and much more if the finding would
// become the first.
func (f Facts) asked(now []hit) []asked {
	var list []asked
	then := maps.Clone(f)
	if then == nil {
		then = Facts{}
	}
	for _, d := range definitions {
		if f.Knows(d.fact) || d.fact == Path || d.fact == Greyed || d.fact == ReloggedIn {
			continue
		}
		a := asked{fact: d.fact, certainty: Possible}
		for _, v := range d.values {
			then[d.fact] = v.name
			hits := then.hits()
			i := slices.IndexFunc(hits, func(h hit) bool { return isNew(h, now) })
			if i < 0 {
				continue
			}
			worth := v.weight * strength[hits[i].certainty]
			if i == 0 {
				worth *= 10
			}
			a.gain += worth
			if hits[i].certainty == Certain {
				a.certainty = Likely
				a.decides = a.decides || i == 0
			}
		}
		delete(then, d.fact)
		if a.gain > 0 {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b asked) int {
		return cmp.Or(cmp.Compare(a.certainty.order(), b.certainty.order()), cmp.Compare(b.gain, a.gain))
	})
	// Logging in again takes half a minute, so it comes before everything that takes longer. After a certain finding is
	// resolved, the admin must log in again anyway.
	if !f.Knows(ReloggedIn) && (len(now) == 0 || now[0].certainty != Certain) {
		list = slices.Insert(list, 0, asked{fact: ReloggedIn, certainty: Likely})
	}
	// All other answers depend on the path.
	if !f.Knows(Path) {
		list = slices.Insert(list, 0, asked{fact: Path, certainty: Likely, decides: len(now) == 0 ||
			now[0].id != PlanWithoutSCIM})
	}
	return list
}

// isNew reports whether a finding is new, or more certain than before.
func isNew(h hit, now []hit) bool {
	return !slices.ContainsFunc(now, func(o hit) bool {
		return o.id == h.id &&
			o.certainty.order() <= h.certainty.order()
	})
}
