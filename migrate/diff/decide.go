package diff

import (
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// decide applies a person's decisions: it pairs groups, or marks them as different. If two
// decisions contradict each other, the later one counts. A decision about a group that isn't
// in the lists, or about a name that several groups have, is skipped with a note.
func (c *comparison) decide(decisions []Decision) {
	if len(decisions) == 0 {
		return
	}
	c.apart = map[[2]int32]bool{}
	finders := [2]*finder{
		newFinder(&c.lists[adSide], decisions, func(d Decision) (id, name string) { return d.ADID, d.ADName }),
		newFinder(&c.lists[scimSide], decisions, func(d Decision) (id, name string) { return d.SCIMID, d.SCIMName }),
	}
	lost := 0
	settled := [2]map[int32]bool{{}, {}}
	for i := len(decisions) - 1; i >= 0; i-- {
		d := decisions[i]
		a, okA := finders[adSide].find(d.ADID, d.ADName)
		s, okS := finders[scimSide].find(d.SCIMID, d.SCIMName)
		if !okA || !okS {
			lost++
			continue
		}
		switch {
		case d.Apart:
			if c.lists[adSide].fates[a].partner != s {
				c.apart[[2]int32{a, s}] = true
			}
		case !settled[adSide][a] && !settled[scimSide][s] && !c.apart[[2]int32{a, s}]:
			c.pairPlaces(a, s, c.difference(a, s))
			c.lists[adSide].fates[a].by, c.lists[scimSide].fates[s].by = ByDecision, ByDecision
			settled[adSide][a], settled[scimSide][s] = true, true
		}
	}
	if lost > 0 {
		c.notes = append(c.notes,
			render.Count(lost, "decision is", "decisions are")+
				" about groups that are not in the lists, or are in them more than once")
	}
}

// difference returns how two names differ that were paired by identity or by a person:
// Renamed if no layer explains it.
func (c *comparison) difference(ad, scim int32) names.Difference {
	a, s := c.lists[adSide].name(ad), c.lists[scimSide].name(scim)
	if a == s {
		return names.Difference{Score: 1}
	}
	bareA, bareS := c.affixes[adSide].bare(a), c.affixes[scimSide].bare(s)
	d, ok := names.Compare(bareA, bareS)
	switch {
	case !ok:
		return names.Difference{Kinds: names.NewKinds(names.Renamed)}
	case bareA != a || bareS != s:
		d.Kinds = d.Kinds.With(names.SideWide)
	}
	return d
}

// finder finds the groups that decisions name, by id or by name.
type finder struct{ ids, names map[string]int32 }

const (
	ambiguous = int32(-2)
	unknown   = int32(-3)
)

// newFinder returns a finder for the groups that wanted returns for each decision.
func newFinder(l *list, decisions []Decision, wanted func(Decision) (id, name string)) *finder {
	f := &finder{ids: map[string]int32{}, names: map[string]int32{}}
	for _, d := range decisions {
		if id, name := wanted(d); id != "" {
			f.ids[id] = unknown
		} else {
			f.names[name] = unknown
		}
	}
	put := func(m map[string]int32, key string, place int32) {
		switch before, asked := m[key]; {
		case !asked:
		case before == unknown:
			m[key] = place
		default:
			m[key] = ambiguous
		}
	}
	for p := range int32(len(l.sorted)) {
		if len(f.ids) > 0 {
			put(f.ids, l.at(p).ID, p)
		}
		if len(f.names) > 0 {
			put(f.names, l.name(p), p)
		}
	}
	return f
}

func (f *finder) find(id, name string) (int32, bool) {
	place, ok := f.names[name]
	if id != "" {
		place, ok = f.ids[id]
	}
	return place, ok && place >= 0
}
