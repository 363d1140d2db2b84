package diff

import (
	"cmp"
	"slices"
	"sync"

	"ad2scim/migrate/names"
)

// fewVariants limits how many AD names with the same key are compared with a provisioned
// variant.
const fewVariants = 32

// findVariants finds, for each unpaired provisioned group, the paired AD group whose name it
// is a variant of.
func (c *comparison) findVariants() {
	scims := c.openNodes(scimSide)
	if len(scims) == 0 {
		return
	}
	keys, ends := c.keysOf(scims, names.Foldable)
	x := newIndex(len(keys))
	for i := len(scims) - 1; i >= 0; i-- {
		start := int32(0)
		if i > 0 {
			start = ends[i-1]
		}
		for _, key := range keys[start:ends[i]] {
			x.add(key, scims[i])
		}
	}
	best := make(map[int32]variant)
	seen := make(map[uint64]int)
	for _, h := range c.namesWithKey(x) {
		if c.canceled() {
			return
		}
		if seen[h.key]++; seen[h.key] > fewVariants {
			continue
		}
		ad := c.affixes[adSide].bare(c.lists[adSide].name(h.place))
		x.each(h.key, func(n int32) bool {
			if len(c.apart) > 0 && c.apart[[2]int32{h.place, c.openPlaces(n)[0]}] {
				return true
			}
			kinds, ok := names.Fold(ad, c.nodes[n].name)
			v := variant{h.place, kinds, c.lists[adSide].fates[h.place].kinds.Without(names.SideWide).Empty()}
			if old, has := best[n]; ok && (!has || v.nearer(old)) {
				best[n] = v
			}
			return true
		})
	}
	for n, v := range best {
		for _, p := range c.openPlaces(n) {
			c.lists[scimSide].fates[p].variant = v.place
		}
	}
}

// variant is an AD group whose name another name is a variant of.
type variant struct {
	place int32
	kinds names.Kinds
	exact bool // the AD group's own partner has exactly its name
}

func (v variant) nearer(w variant) bool {
	if n := v.kinds.Compare(w.kinds); n != 0 {
		return n < 0
	}
	return v.exact && !w.exact
}

// openNodes returns the nodes of a side with open groups, in the order of names.
func (c *comparison) openNodes(side int8) []int32 {
	var list []int32
	for _, n := range c.left {
		if c.nodes[n].side == side && c.nodes[n].open > 0 {
			list = append(list, n)
		}
	}
	return list
}

// hit is an AD group that shares a key with an index.
type hit struct {
	place int32
	key   uint64
}

// namesWithKey returns the Active Directory groups that are not open and have a
// key in x, in the order of names.
func (c *comparison) namesWithKey(x *index) []hit {
	ad := &c.lists[adSide]
	var lock sync.Mutex
	var all []hit
	share(len(ad.groups), func(from, to int) {
		var f names.Folder
		var keys []uint64
		var hits []hit
		// In the order of the original list, which is the order in memory.
		for i := from; i < to && !c.canceled(); i++ {
			keys = f.AppendKeys(keys[:0], c.affixes[adSide].bare(ad.groups[i].Name), names.Foldable)
			for _, key := range keys {
				if x.has(key) {
					hits = append(hits, hit{int32(i), key})
				}
			}
		}
		lock.Lock()
		defer lock.Unlock()
		all = append(all, hits...)
	})
	if len(all) == 0 {
		return nil
	}
	places := ad.places()
	for i := range all {
		all[i].place = places[all[i].place]
	}
	all = slices.DeleteFunc(all, func(h hit) bool { return ad.fates[h.place].open() })
	slices.SortFunc(all, func(a, b hit) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.key, b.key)) })
	return all
}

// places returns the place of each group.
func (l *list) places() []int32 {
	places := make([]int32, len(l.sorted))
	for p := range l.sorted {
		places[l.sorted[p].index] = int32(p)
	}
	return places
}
