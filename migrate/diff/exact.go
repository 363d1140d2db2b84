package diff

import (
	"slices"
	"sort"
	"strings"

	"ad2scim/migrate/names"
)

// pairExact walks both lists by name, pairs the names that stand once on each
// side, and makes nodes of all others.
func (c *comparison) pairExact() {
	c.ahead = make([]int32, len(c.lists[scimSide].sorted))
	cuts := c.cuts(pieces(len(c.lists[adSide].sorted)))
	made, both := make([][]node, len(cuts)-1), make([][][2]int32, len(cuts)-1)
	together(len(made), func(p int) { made[p], both[p] = c.walk(cuts[p], cuts[p+1]) })
	c.nodes = slices.Concat(made...)
	before := int32(0)
	for p := range made {
		for _, n := range both[p] {
			c.pairFamily([]int32{before + n[0], before + n[1]})
		}
		before += int32(len(made[p]))
	}
}

// cut is a place in each of the two lists, by side.
type cut [2]int32

// cuts cuts both lists into n stretches, where a new name begins in both. It returns where
// each begins, and at last where the lists end.
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

// walk pairs what stands once on each side in a stretch of both lists, and makes nodes of
// all else. both tells which two of them have one name.
func (c *comparison) walk(from, to cut) (nodes []node, both [][2]int32) {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	i, j, iTo, jTo := from[adSide], from[scimSide], to[adSide], to[scimSide]
	nodes = make([]node, 0, (iTo-i+jTo-j)/2)
	fetchedA, fetchedS := i, j
	for i < iTo || j < jTo {
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
		iNext, jNext := i, j
		if order >= 0 {
			jNext = scim.sameName(j)
		}
		if order <= 0 {
			iNext = ad.sameName(i)
		}
		for p := j; p < jNext; p++ {
			c.ahead[p] = i
		}
		if iNext == i+1 && jNext == j+1 && len(c.apart) == 0 && ad.fates[i].open() && scim.fates[j].open() {
			c.pairPlaces(i, j, names.Difference{Score: 1})
		} else {
			before := int32(len(nodes))
			nodes = c.addNode(nodes, adSide, i, iNext)
			between := int32(len(nodes))
			nodes = c.addNode(nodes, scimSide, j, jNext)
			if before < between && between < int32(len(nodes)) {
				both = append(both, [2]int32{before, between})
			}
		}
		i, j = iNext, jNext
	}
	return nodes, both
}

// firstFrom returns the first place whose name is not before name.
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

// addNode adds a node of the open groups from first up to end, if there are any.
func (c *comparison) addNode(nodes []node, side int8, first, end int32) []node {
	open := int32(0)
	for p := first; p < end; p++ {
		if c.lists[side].fates[p].open() {
			open++
		}
	}
	if open == 0 {
		return nodes
	}
	a := &c.affixes[side]
	return append(nodes, node{
		name: a.bare(c.lists[side].name(first)), first: first, end: end, side: side, sideWide: !a.empty(), open: open,
	})
}
