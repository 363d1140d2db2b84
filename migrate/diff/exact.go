package diff

import (
	"cmp"
	"strings"

	"ad2scim/migrate/names"
)

// pairExact walks both lists by name, pairs the names that stand once on each
// side, and makes nodes of all others.
func (c *comparison) pairExact() {
	ad, scim := &c.lists[adSide], &c.lists[scimSide]
	var i, j int32
	for int(i) < len(ad.order) || int(j) < len(scim.order) {
		order := 0
		switch {
		case int(i) == len(ad.order):
			order = 1
		case int(j) == len(scim.order):
			order = -1
		default:
			order = compareNames(ad.at(i).Name, scim.at(j).Name)
		}
		iEnd, jEnd := i, j
		if order <= 0 {
			iEnd = ad.sameName(i)
		}
		if order >= 0 {
			jEnd = scim.sameName(j)
		}
		c.pairName(i, iEnd, j, jEnd)
		i, j = iEnd, jEnd
	}
}

func compareNames(a, b string) int {
	if a == b {
		return 0
	}
	return cmp.Or(strings.Compare(a, b))
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

// pairName settles one name: the places from..to of each side have it.
func (c *comparison) pairName(i, iEnd, j, jEnd int32) {
	if iEnd == i+1 && jEnd == j+1 && len(c.apart) == 0 &&
		c.lists[adSide].fates[i].open() && c.lists[scimSide].fates[j].open() {
		c.pairPlaces(i, j, names.Difference{Score: 1})
		return
	}
	a := c.addNode(adSide, i, iEnd)
	s := c.addNode(scimSide, j, jEnd)
	if a != none && s != none {
		c.settle([]int32{a, s})
	}
}

// addNode makes a node of the open groups from first up to end, or none if there
// are none.
func (c *comparison) addNode(side int8, first, end int32) int32 {
	n := node{first: first, end: end, side: side}
	for p := first; p < end; p++ {
		if c.lists[side].fates[p].open() {
			n.open++
		}
	}
	if n.open == 0 {
		return none
	}
	n.name = c.lists[side].at(first).Name
	c.nodes = append(c.nodes, n)
	return int32(len(c.nodes) - 1)
}
