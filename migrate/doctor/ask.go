package doctor

import (
	"cmp"
	"slices"
)

// asked is a fact to find out, and how much its answer would tell.
type asked struct {
	fact      Fact
	certainty Certainty // Likely where the answer may bring a certain finding
	gain      int
}

// strength is what a finding of this certainty is worth to know.
var strength = map[Certainty]int{Certain: 100, Likely: 30, Possible: 10}

// Questions returns the facts that are still to be found out, the most telling
// first. A fact that can change nothing on the path is not asked for.
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

// asked tries every value of every unknown fact: a fact matters if one of its
// values brings a finding that is not there yet. It tells the more, the likelier
// and the stronger that finding is, and far more if it would become the first.
func (f Facts) asked(now []hit) []asked {
	var list []asked
	for _, d := range definitions {
		if f.Knows(d.fact) || d.fact == Path {
			continue
		}
		a := asked{fact: d.fact, certainty: Possible}
		for _, v := range d.values {
			then := f.With(d.fact, v.name).hits()
			i := slices.IndexFunc(then, func(h hit) bool { return isNew(h, now) })
			if i < 0 {
				continue
			}
			worth := v.weight * strength[then[i].certainty]
			if i == 0 {
				worth *= 10
			}
			a.gain += worth
			if then[i].certainty == Certain {
				a.certainty = Likely
			}
		}
		if a.gain > 0 {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b asked) int {
		return cmp.Or(cmp.Compare(a.certainty.order(), b.certainty.order()), cmp.Compare(b.gain, a.gain))
	})
	// Every other answer is read by the path.
	if !f.Knows(Path) {
		list = slices.Insert(list, 0, asked{fact: Path, certainty: Likely})
	}
	// Where something certain is to be changed, logging in anew comes after it
	// anyway.
	if !f.Knows(ReloggedIn) && (len(now) == 0 || now[0].certainty != Certain) {
		list = append(list, asked{fact: ReloggedIn, certainty: Possible})
	}
	return list
}

// isNew reports whether a hit says something that is not said yet, or says it
// with more certainty.
func isNew(h hit, now []hit) bool {
	return !slices.ContainsFunc(now, func(o hit) bool { return o.id == h.id && o.certainty.order() <= h.certainty.order() })
}
