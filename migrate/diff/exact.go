package diff

import (
	"sort"
	"strings"

	"ad2scim/migrate/names"
)

// pairExact goes through both sorted lists, pairs the names that each side has exactly once,
// and makes nodes of all others.
func (c *comparison) pairExact() {
	c.ahead = make([]int32, len(c.lists[scimSide].sorted))
	cuts := c.cuts(pieces(len(c.lists[adSide].sorted)))
	rest := make([][]sameName, len(cuts)-1)
	together(len(rest), func(p int) { rest[p] = c.walk(cuts[p], cuts[p+1]) })
	c.makeNodes(rest)
}

// makeNodes makes nodes of all unpaired names, in order, and pairs the groups of names that
// both sides have.
func (c *comparison) makeNodes(rest [][]sameName) {
	starts := make([]int32, len(rest)+1)
	for p, list := range rest {
		starts[p+1] = starts[p]
		for i := range list {
			starts[p+1] += list[i].sides()
		}
	}
	c.nodes = make([]node, starts[len(rest)])
	together(len(rest), func(p int) {
		next := starts[p]
		for i := range rest[p] {
			for side, places := range rest[p][i] {
				if places[0] < places[1] {
					c.nodes[next] = c.newNode(side, places[0], places[1])
					next++
				}
			}
		}
	})
	for p, list := range rest {
		n := starts[p]
		for i := range list {
			if list[i].sides() == 2 {
				c.pairFamily([]int32{n, n + 1})
			}
			n += list[i].sides()
		}
	}
}

// sameName is the range of places that have one name, for each side. It is none if no group
// in the range is open.
type sameName [2][2]int32

// sides returns how many sides have the name.
func (n *sameName) sides() int32 {
	sides := int32(0)
	for _, places := range n {
		if places[0] < places[1] {
			sides++
		}
	}
	return sides
}

// cut is one place in each list, by side.
type cut [2]int32

// cuts divides both lists into n stretches, each of which begins with a new name in both
// lists. It returns where each begins, and where the lists end.
func (c *comparison) cuts(n int) []cut {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	end := cut{int32(len(ad.sorted)), int32(len(scim.sorted))}
	cuts := make([]cut, n+1)
	for p := 1; p <= n; p++ {
		cuts[p] = end
		if wanted := len(ad.sorted) * p / n; p < n && wanted > 0 {
			if a := max(ad.sameName(int32(wanted-1)), cuts[p-1][adSide]); a < end[adSide] {
				cuts[p] = cut{a, int32(scim.firstFrom(ad.name(a)))}
			}
		}
	}
	return cuts
}

// walk pairs the names that each side has exactly once in a stretch of both lists, and
// returns the others.
func (c *comparison) walk(from, to cut) []sameName {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	i, j, iTo, jTo := from[adSide], from[scimSide], to[adSide], to[scimSide]
	rest := make([]sameName, 0, (iTo-i+jTo-j)/2)
	fetchedA, fetchedS := i, j
	for i < iTo || j < jTo {
		if (i >= fetchedA || j >= fetchedS) && c.canceled() {
			break
		}
		if i >= fetchedA && i < iTo {
			ad.fetchNames(i)
			fetchedA = i + fetchAhead
		}
		if j >= fetchedS && j < jTo {
			scim.fetchNames(j)
			fetchedS = j + fetchAhead
		}
		order := 0
		switch {
		case i == iTo:
			order = 1
		case j == jTo:
			order = -1
		default:
			order = strings.Compare(ad.name(i), scim.name(j))
		}
		n := sameName{{i, i}, {j, j}}
		if order >= 0 {
			n[scimSide][1] = scim.sameName(j)
		}
		if order <= 0 {
			n[adSide][1] = ad.sameName(i)
		}
		for p := j; p < n[scimSide][1]; p++ {
			c.ahead[p] = i
		}
		i, j = n[adSide][1], n[scimSide][1]
		if !c.pairedExactly(&n) && c.dropClosed(&n) {
			rest = append(rest, n)
		}
	}
	return rest
}

// pairedExactly pairs the groups of a name that each side has exactly once.
func (c *comparison) pairedExactly(n *sameName) bool {
	a, s := n[adSide][0], n[scimSide][0]
	if n[adSide][1] != a+1 || n[scimSide][1] != s+1 || len(c.apart) > 0 ||
		!c.lists[adSide].fates[a].open() || !c.lists[scimSide].fates[s].open() {
		return false
	}
	c.pairPlaces(a, s, names.Difference{Score: 1})
	return true
}

// dropClosed removes the sides of a name that have no open group, and reports whether one
// side remains.
func (c *comparison) dropClosed(n *sameName) bool {
	for side := range n {
		p := &n[side]
		if p[0] < p[1] && !c.marked.Load() && mayBeMarked(c.lists[side].name(p[0])) {
			c.marked.Store(true)
		}
		if c.lists[side].openFrom(p[0], p[1]) == 0 {
			p[1] = p[0]
		}
	}
	return n.sides() > 0
}

// firstFrom returns the first place whose name is not less than name.
func (l *list) firstFrom(name string) int {
	return sort.Search(len(l.sorted), func(p int) bool { return l.name(int32(p)) >= name })
}

// sameName returns the place after the last group with the name of the one at
// place.
func (l *list) sameName(place int32) int32 {
	name := l.name(place)
	place++
	for int(place) < len(l.sorted) && l.name(place) == name {
		place++
	}
	return place
}

// openFrom counts the open groups from first up to end.
func (l *list) openFrom(first, end int32) int32 {
	open := int32(0)
	for p := first; p < end; p++ {
		if l.fates[p].open() {
			open++
		}
	}
	return open
}

// newNode makes a node of the groups from first up to end.
func (c *comparison) newNode(side int, first, end int32) node {
	a, l := &c.affixes[side], &c.lists[side]
	return node{
		name: a.bare(l.name(first)), first: first, end: end, side: int8(side), sideWide: !a.empty(),
		open: l.openFrom(first, end),
	}
}
