package diff

import (
	"runtime"

	"ad2scim/migrate"
)

// In the order of names, groups are scattered over memory, and each read waits for it.
// Reading one byte of the next groups first lets many reads wait at the same time.

// fetchAhead is how many groups are read ahead.
const fetchAhead = 16

func fetchRows(rows []Row) {
	sum := 0
	for i := range rows {
		for _, g := range [2]*migrate.Group{rows[i].AD, rows[i].SCIM} {
			if g != nil {
				sum += firstByte(g.ID) + lastByte(g.Name) + firstByte(g.DN)
			}
		}
	}
	runtime.KeepAlive(sum)
}

// fetchNames reads ahead the names from a place on.
func (l *list) fetchNames(place int32) {
	sum := 0
	next := l.sorted[place:min(int(place)+fetchAhead, len(l.sorted))]
	for i := range next {
		sum += bothEnds(next[i].name)
	}
	runtime.KeepAlive(sum)
}

func (c *comparison) fetchNodes(nodes []int32) {
	sum := 0
	for _, n := range nodes[:min(len(nodes), fetchAhead)] {
		sum += bothEnds(c.nodes[n].name)
	}
	runtime.KeepAlive(sum)
}

// fetchFamilies reads ahead the names of the sets from one on.
func (c *comparison) fetchFamilies(all *nodeSets, from int) {
	sum := 0
	for i := from; i < min(from+fetchAhead, len(all.ends)); i++ {
		family := all.at(i)
		for _, n := range family[:min(len(family), 2)] {
			sum += bothEnds(c.nodes[n].name)
		}
	}
	runtime.KeepAlive(sum)
}

// fetch reads ahead the slots of keys.
func (t *keyTable) fetch(keys []keyed) {
	sum := int32(0)
	for _, k := range keys[:min(len(keys), fetchAhead)] {
		sum += t.slots[k.key&t.mask].head
	}
	runtime.KeepAlive(sum)
}

func firstByte(s string) int {
	if s == "" {
		return 0
	}
	return int(s[0])
}

// lastByte returns the last byte of a name, which in a table often follows the id.
func lastByte(s string) int {
	if s == "" {
		return 0
	}
	return int(s[len(s)-1])
}

// bothEnds reads a name at both ends: many names cross the boundary of a cache line.
func bothEnds(s string) int {
	if s == "" {
		return 0
	}
	return int(s[0]) + int(s[len(s)-1])
}
