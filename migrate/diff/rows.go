package diff

import (
	"cmp"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// mostCandidates is how many candidates a row lists.
const mostCandidates = 20

// fewPairsInKnot limits how many pairs of names of a conflict are compared to find the best
// candidates. In a large conflict, each name is compared with fewer others.
const fewPairsInKnot = 50_000

// result makes the rows, sorted by name.
func (c *comparison) result() *Result {
	r := &Result{
		ADGroups: len(c.lists[adSide].groups), SCIMGroups: len(c.lists[scimSide].groups), SideWide: c.sideWide,
		different: c.different(), Decisions: c.decisions,
	}
	k := candidateLists{comparison: c, byNode: map[int32][]Candidate{}, nodeOf: c.nodesInKnots(), numbers: map[int32]int{}}
	r.Rows = c.rows()
	if len(c.knots) > 0 {
		k.addCandidates(r.Rows)
	}
	r.Summary.count(r.Rows)
	r.Summary.Conflicts = len(k.numbers)
	if r.ADGroups+r.SCIMGroups == 0 {
		c.notes = append(c.notes, "there is no group on either side")
	}
	r.Notes = c.notes
	if c.marked.Load() {
		r.Notes = append(r.Notes, spreadsheetNotes(r.Rows)...)
	}
	if k.cut > 0 {
		r.Notes = append(r.Notes,
			fmt.Sprintf("%s more than %d candidates; the best %d are listed, the most that a group has is %d",
				render.Count(k.cut, "group in conflict has", "groups in conflict have"), mostCandidates, mostCandidates, k.most))
	}
	return r
}

// rows makes all rows, sorted by name and without candidates, in parallel if that is faster.
func (c *comparison) rows() []Row {
	cuts := c.cuts(pieces(len(c.lists[adSide].sorted)))
	starts := make([]int, len(cuts)) // the first row of each stretch
	together(len(cuts)-1, func(p int) {
		starts[p+1] = int(cuts[p+1][adSide] - cuts[p][adSide])
		for _, f := range c.lists[scimSide].fates[cuts[p][scimSide]:cuts[p+1][scimSide]] {
			if f.partner == none {
				starts[p+1]++
			}
		}
	})
	for p := range len(cuts) - 1 {
		starts[p+1] += starts[p]
	}
	rows := make([]Row, starts[len(cuts)-1])
	together(len(cuts)-1, func(p int) { c.fillRows(rows[starts[p]:starts[p+1]], cuts[p], cuts[p+1]) })
	return rows
}

// fillRows makes the rows of a stretch of both lists.
func (c *comparison) fillRows(rows []Row, from, to cut) {
	scim := &c.lists[scimSide]
	i, j, iTo, jTo := from[adSide], from[scimSide], to[adSide], to[scimSide]
	for n := 0; n < len(rows); {
		switch {
		case j < jTo && scim.fates[j].partner != none:
			j++
		case j == jTo || i < iTo && c.adFirst(i, j):
			c.adRow(&rows[n], i)
			i++
			n++
		default:
			c.scimRow(&rows[n], j)
			j++
			n++
		}
	}
}

// adFirst reports whether the row of an AD group comes before that of a provisioned group.
func (c *comparison) adFirst(i, j int32) bool {
	if i != c.ahead[j] {
		return i < c.ahead[j]
	}
	a, s := c.lists[adSide].at(i), c.lists[scimSide].at(j)
	return a.Name == s.Name && a.ID <= s.ID
}

func (s *Summary) count(rows []Row) {
	s.ByKind = map[names.Kind]int{}
	for _, k := range names.AllKinds() {
		s.ByKind[k] = 0
	}
	counts := [statusCount]*int{&s.Exact, &s.Differs, &s.Conflict, &s.ADOnly, &s.SCIMOnly}
	var bySet [1 << (names.Renamed + 1)]int
	for i := range rows {
		*counts[rows[i].Status]++
		bySet[rows[i].Kinds]++
	}
	for set, n := range bySet {
		if n > 0 {
			for _, k := range names.Kinds(set).List() {
				s.ByKind[k] += n
			}
		}
	}
}

// candidateLists makes rows and the candidates of those in conflict.
type candidateLists struct {
	*comparison
	byNode  map[int32][]Candidate
	nodeOf  [2]map[int32]int32 // by place, for groups in conflict
	numbers map[int32]int      // of conflicts, by knot, in the order of the rows
	cut     int
	most    int
}

func (c *comparison) nodesInKnots() [2]map[int32]int32 {
	m := [2]map[int32]int32{{}, {}}
	for k := range c.knots {
		for _, n := range c.knots[k].nodes {
			for _, p := range c.knotted(n, int32(k)) {
				m[c.nodes[n].side][p] = n
			}
		}
	}
	return m
}

// knotted returns the places of a node's groups that are in a knot.
func (c *comparison) knotted(n, knot int32) []int32 {
	var places []int32
	node := &c.nodes[n]
	for p := node.first; p < node.end; p++ {
		if c.lists[node.side].fates[p].knot == knot {
			places = append(places, p)
		}
	}
	return places
}

func (c *comparison) adRow(row *Row, place int32) {
	f := &c.lists[adSide].fates[place]
	row.Status, row.AD = ADOnly, c.lists[adSide].at(place)
	switch {
	case f.partner != none:
		row.Status, row.Kinds, row.Score, row.PairedBy = Differs, f.kinds, f.score, f.by
		row.Decided, row.Identity = f.by == ByDecision, f.identity
		row.SCIM = c.lists[scimSide].at(f.partner)
		if f.kinds.Empty() {
			row.Status = Exact
		}
	case f.knot != none:
		row.Status, row.Conflict = Conflict, int(place)+1 // until addCandidates
	case len(c.near[adSide]) > 0:
		row.setNear(c.near[adSide][place])
	}
}

func (c *comparison) scimRow(row *Row, place int32) {
	f := &c.lists[scimSide].fates[place]
	row.Status, row.SCIM = SCIMOnly, c.lists[scimSide].at(place)
	switch {
	case f.knot != none:
		row.Status, row.Conflict = Conflict, int(place)+1
	case f.variant != none:
		row.Related = &Related{VariantOf: c.lists[adSide].name(f.variant)}
	case len(c.near[scimSide]) > 0:
		row.setNear(c.near[scimSide][place])
	}
}

func (r *Row) setNear(near []Near) {
	if len(near) > 0 {
		r.Related = &Related{Near: near}
	}
}

// addCandidates gives the rows in conflict, which hold their place, their number and
// candidates.
func (k *candidateLists) addCandidates(rows []Row) {
	for i := range rows {
		row := &rows[i]
		if row.Status != Conflict {
			continue
		}
		side := int8(adSide)
		if row.AD == nil {
			side = scimSide
		}
		place := int32(row.Conflict - 1)
		row.Related = &Related{Candidates: k.candidates(side, place)}
		row.Conflict = k.number(k.lists[side].fates[place].knot)
	}
}

// number returns the number of a conflict.
func (k *candidateLists) number(knot int32) int {
	n, has := k.numbers[knot]
	if !has {
		n = len(k.numbers) + 1
		k.numbers[knot] = n
	}
	return n
}

// candidates lists the groups that a group in conflict could belong to, then those of the
// same name.
func (k *candidateLists) candidates(side int8, place int32) []Candidate {
	n := k.nodeOf[side][place]
	others, has := k.byNode[n]
	if !has {
		others = k.others(n, k.lists[side].fates[place].knot)
		k.byNode[n] = others
	}
	if len(k.apart) > 0 {
		others = slices.DeleteFunc(slices.Clone(others), func(other Candidate) bool {
			return k.saidApart(side, place, other.Group)
		})
	}
	total := len(others)
	list := others[:min(total, mostCandidates):min(total, mostCandidates)]
	if side == adSide {
		node := &k.nodes[n]
		for p := node.first; p < node.end; p++ {
			if p == place || k.lists[side].fates[p].knot == none {
				continue
			}
			if total++; len(list) < mostCandidates {
				list = append(list, Candidate{Side: migrate.AD, Group: k.lists[side].at(p), Score: 1})
			}
		}
	}
	if total > mostCandidates {
		k.cut++
		k.most = max(k.most, total)
	}
	return list
}

func (k *candidateLists) saidApart(side int8, place int32, other *migrate.Group) bool {
	for pair := range k.apart {
		if pair[side] == place && k.lists[1-side].at(pair[1-side]) == other {
			return true
		}
	}
	return false
}

// others lists the groups on the other side that a node's groups could belong
// to, best first.
func (k *candidateLists) others(n, knot int32) []Candidate {
	var list []Candidate
	node := &k.nodes[n]
	side := [2]migrate.Side{migrate.AD, migrate.SCIM}[1-node.side]
	looked, most := 0, max(mostCandidates, fewPairsInKnot/len(k.knots[knot].nodes))
	for _, m := range k.knots[knot].nodes {
		if k.canceled() {
			return nil
		}
		if k.nodes[m].side == node.side {
			continue
		}
		if looked++; looked > most {
			break
		}
		d, ok := related(node.name, k.nodes[m].name)
		if !ok {
			continue
		}
		for _, p := range k.knotted(m, knot) {
			list = append(list, Candidate{Side: side, Group: k.lists[1-node.side].at(p), Kinds: d.Kinds, Score: d.Score})
		}
	}
	slices.SortStableFunc(list, func(a, b Candidate) int {
		return cmp.Or(a.Kinds.Compare(b.Kinds), cmp.Compare(b.Score, a.Score))
	})
	return list
}

// related is names.Compare for names that are known to be near each other, whose typing error
// was assessed before.
func related(a, b string) (names.Difference, bool) {
	if kinds, ok := names.Fold(a, b); ok {
		return names.Difference{Kinds: kinds, Score: 1}, true
	}
	sa, sb := names.Spell(a), names.Spell(b)
	if t, ok := names.FindTypo(&sa, &sb); ok {
		kinds, ok := t.Kinds(a, b)
		return names.Difference{Kinds: kinds, Score: t.Score}, ok
	}
	return names.Difference{}, false
}
