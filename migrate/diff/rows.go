package diff

import (
	"cmp"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// mostCandidates is how many candidates a row lists.
const mostCandidates = 20

// fewPairsInKnot bounds how many pairs of names of a conflict are compared to find
// the best candidates: in a large one, each name is compared with fewer.
const fewPairsInKnot = 50_000

// result makes the rows in the order of names.
func (c *comparison) result() *Result {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	r := &Result{
		ADGroups: len(ad.groups), SCIMGroups: len(scim.groups), SideWide: c.sideWide,
		Summary: Summary{ByKind: map[names.Kind]int{}},
	}
	for _, k := range names.AllKinds() {
		r.Summary.ByKind[k] = 0
	}
	marked := make(chan bool, 1)
	go func() { marked <- c.anyMayBeMarked() }()
	unpaired := 0
	for i := range scim.fates {
		if scim.fates[i].partner == none {
			unpaired++
		}
	}
	r.Rows = make([]Row, 0, len(ad.order)+unpaired)
	k := candidateLists{comparison: c, byNode: map[int32][]Candidate{}, nodeOf: c.nodesInKnots(), numbers: map[int32]int{}}
	var i, j int32
	for int(i) < len(ad.order) || int(j) < len(scim.order) {
		switch {
		case int(j) < len(scim.order) && scim.fates[j].partner != none:
			j++
		case int(j) == len(scim.order) || int(i) < len(ad.order) && c.adFirst(i, j):
			r.Rows = append(r.Rows, k.adRow(i))
			i++
		default:
			r.Rows = append(r.Rows, k.scimRow(j))
			j++
		}
	}
	r.Summary.count(r.Rows)
	r.Summary.Conflicts = len(k.numbers)
	if r.ADGroups+r.SCIMGroups == 0 {
		c.notes = append(c.notes, "there is no group on either side")
	}
	r.Notes = c.notes
	if <-marked {
		r.Notes = append(r.Notes, spreadsheetNotes(r.Rows)...)
	}
	if k.cut > 0 {
		r.Notes = append(r.Notes,
			fmt.Sprintf("%d group(s) in conflict have more than %d candidates; the best %d are listed, the most that a group has is %d",
				k.cut, mostCandidates, mostCandidates, k.most))
	}
	return r
}

// adFirst reports whether the row of an Active Directory group comes before that
// of a provisioned one.
func (c *comparison) adFirst(i, j int32) bool {
	if i != c.ahead[j] {
		return i < c.ahead[j]
	}
	a, s := c.lists[adSide].at(i), c.lists[scimSide].at(j)
	return a.Name == s.Name && a.ID <= s.ID
}

func (s *Summary) count(rows []Row) {
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

func (k *candidateLists) adRow(place int32) Row {
	f := &k.lists[adSide].fates[place]
	row := Row{Status: ADOnly, AD: k.lists[adSide].at(place)}
	switch {
	case f.partner != none:
		row.Status, row.Kinds, row.Score, row.PairedBy = Differs, f.kinds, f.score, f.by
		row.Decided, row.Identified = f.by == ByDecision, f.by == ByIdentity
		row.SCIM = k.lists[scimSide].at(f.partner)
		if f.kinds.Empty() {
			row.Status = Exact
		}
	case f.knot != none:
		row.Status, row.Candidates, row.Conflict = Conflict, k.candidates(adSide, place), k.number(f.knot)
	default:
		row.Near = k.near[adSide][place]
	}
	return row
}

func (k *candidateLists) scimRow(place int32) Row {
	f := &k.lists[scimSide].fates[place]
	row := Row{Status: SCIMOnly, SCIM: k.lists[scimSide].at(place)}
	switch {
	case f.knot != none:
		row.Status, row.Candidates, row.Conflict = Conflict, k.candidates(scimSide, place), k.number(f.knot)
	case f.variant != none:
		row.VariantOf = k.lists[adSide].at(f.variant).Name
	default:
		row.Near = k.near[scimSide][place]
	}
	return row
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

// candidates lists who a group in conflict could belong to, then its twins.
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

// related is names.Compare for names that were found to be near: a typing error
// among them was judged before.
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
