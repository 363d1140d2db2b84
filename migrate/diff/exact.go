package diff

import (
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"ad2scim/migrate/names"
)

// pairExact walks both lists by name, pairs the names that stand once on each
// side, and makes nodes of all others.
func (c *comparison) pairExact() {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	c.ahead = make([]int32, len(scim.order))
	workers := max(min(runtime.GOMAXPROCS(0), len(ad.order)/worthIt), 1)
	rest := make([][]sameName, workers)
	var wait sync.WaitGroup
	fromA, fromS := 0, 0
	for w := range workers {
		// A stretch ends where a new name begins in both lists.
		toA, toS := len(ad.order), len(scim.order)
		if w < workers-1 && fromA < toA {
			toA = int(ad.sameName(int32(max(toA*(w+1)/workers, fromA))))
			if toA < len(ad.order) {
				toS = scim.firstFrom(ad.at(int32(toA)).Name)
			}
		}
		i, j := int32(fromA), int32(fromS)
		wait.Go(func() { rest[w] = c.walk(i, int32(toA), j, int32(toS)) })
		fromA, fromS = toA, toS
	}
	wait.Wait()
	c.makeNodes(rest)
}

// makeNodes makes nodes of all names that are not paired, in their order, and pairs the
// groups of those that both sides have.
func (c *comparison) makeNodes(rest [][]sameName) {
	made, both := make([][]node, len(rest)), make([][][2]int32, len(rest))
	var wait sync.WaitGroup
	for w := range rest {
		wait.Go(func() { made[w], both[w] = c.nodesOf(rest[w]) })
	}
	wait.Wait()
	c.nodes = slices.Concat(made...)
	before := int32(0)
	for w := range rest {
		for _, n := range both[w] {
			c.pairFamily([]int32{before + n[0], before + n[1]})
		}
		before += int32(len(made[w]))
	}
}

// nodesOf returns the nodes of names, and which two of them have one name.
func (c *comparison) nodesOf(rest []sameName) (nodes []node, both [][2]int32) {
	nodes = make([]node, 0, len(rest))
	for _, n := range rest {
		before := int32(len(nodes))
		nodes = c.addNode(nodes, adSide, n.ad, n.adEnd)
		between := int32(len(nodes))
		nodes = c.addNode(nodes, scimSide, n.scim, n.scimEnd)
		if before < between && between < int32(len(nodes)) {
			both = append(both, [2]int32{before, between})
		}
	}
	return nodes, both
}

// sameName is the places on both sides that have one name.
type sameName struct{ ad, adEnd, scim, scimEnd int32 }

// walk pairs what stands once on each side in a stretch of both lists, and
// returns all else.
func (c *comparison) walk(i, iTo, j, jTo int32) []sameName {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	rest := make([]sameName, 0, (iTo-i+jTo-j)/2)
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
			order = strings.Compare(ad.at(i).Name, scim.at(j).Name)
		}
		n := sameName{ad: i, adEnd: i, scim: j, scimEnd: j}
		if order >= 0 {
			n.scimEnd = scim.sameName(j)
		}
		if order <= 0 {
			n.adEnd = ad.sameName(i)
		}
		for ; j < n.scimEnd; j++ {
			c.ahead[j] = i
		}
		i = n.adEnd
		if n.adEnd == n.ad+1 && n.scimEnd == n.scim+1 && len(c.apart) == 0 && ad.fates[n.ad].open() &&
			scim.fates[n.scim].open() {
			c.pairPlaces(n.ad, n.scim, names.Difference{Score: 1})
		} else {
			rest = append(rest, n)
		}
	}
	return rest
}

// firstFrom returns the first place whose name is not before name.
func (l *list) firstFrom(name string) int {
	return sort.Search(len(l.order), func(p int) bool { return l.at(int32(p)).Name >= name })
}

// sameName returns the place after the last group with the name of the one at
// place.
func (l *list) sameName(place int32) int32 {
	name := l.at(place).Name
	place++
	for int(place) < len(l.order) && l.at(place).Name == name {
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
		name: a.bare(c.lists[side].at(first).Name), first: first, end: end, side: side, sideWide: !a.empty(), open: open,
	})
}
