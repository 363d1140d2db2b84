package diff

import (
	"maps"
	"runtime"
	"slices"
	"sync"

	"ad2scim/migrate/names"
)

// pairFolded pairs names that folding makes equal. Names that share a key with
// all layers folded make a family; mostly a family is one name on each side.
func (c *comparison) pairFolded() {
	all := c.families()
	more := make(map[int][][]int32)
	var lock sync.Mutex
	share(len(all), func(from, to int) {
		mine := c.pairCouples(all[from:to])
		lock.Lock()
		defer lock.Unlock()
		more[from] = mine
	})
	for _, from := range slices.Sorted(maps.Keys(more)) {
		for _, family := range more[from] {
			c.pairFamily(family)
		}
	}
	c.forgetPaired()
}

// pairCouples pairs the families of one name on each side, and returns the others that
// have names on both. Nothing else may touch the nodes of these families meanwhile.
func (c *comparison) pairCouples(all [][]int32) (others [][]int32) {
	var f names.Folder
	for i, family := range all {
		if c.canceled() {
			break
		}
		if i%fetchAhead == 0 {
			c.fetchFamilies(all[i:])
		}
		ads, scims := 0, 0
		for _, n := range family {
			if c.nodes[n].side == adSide {
				ads++
			} else {
				scims++
			}
		}
		switch {
		case ads == 0 || scims == 0:
		case len(family) == 2 && len(c.apart) == 0 && c.nodes[family[0]].open == 1 && c.nodes[family[1]].open == 1:
			a, s := family[0], family[1]
			if c.nodes[a].side == scimSide {
				a, s = s, a
			}
			if kinds, ok := f.Fold(c.nodes[a].name, c.nodes[s].name); ok {
				c.pairNodes(a, s, names.Difference{Kinds: kinds, Score: 1})
			}
		default:
			others = append(others, family)
		}
	}
	return others
}

// forgetPaired drops the nodes from the list of open ones that are no longer.
func (c *comparison) forgetPaired() {
	if c.left == nil {
		c.left = make([]int32, 0, len(c.nodes)/16)
		for n := range c.nodes {
			if c.nodes[n].open > 0 {
				c.left = append(c.left, int32(n))
			}
		}
		return
	}
	c.left = slices.DeleteFunc(c.left, func(n int32) bool { return c.nodes[n].open == 0 })
}

// families returns the open nodes in sets that share a key with all layers
// folded, each set in the order of names; single nodes are left out.
func (c *comparison) families() [][]int32 {
	if c.left != nil {
		return c.sharingKeys(c.left, names.Foldable)
	}
	open := make([]int32, 0, len(c.nodes))
	for n := range c.nodes {
		if c.nodes[n].open > 0 {
			open = append(open, int32(n))
		}
	}
	return c.sharingKeys(open, names.Foldable)
}

// sharingKeys returns the nodes in sets that share a key under the layers.
func (c *comparison) sharingKeys(nodes []int32, kinds names.Kinds) [][]int32 {
	keys, ends := c.keysOf(nodes, kinds)
	x := newIndex(len(keys))
	parent := make([]int32, len(nodes))
	find := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	start := int32(0)
	for i := range nodes {
		parent[i] = int32(i)
		for _, key := range keys[start:ends[i]] {
			if before := x.add(key, int32(i)); before != none {
				// The earlier node leads, so that sets come in order.
				p, q := find(before), find(int32(i))
				parent[max(p, q)] = min(p, q)
			}
		}
		start = ends[i]
	}
	size := make([]int32, len(nodes))
	for i := range nodes {
		size[find(int32(i))]++
	}
	sets := make([][]int32, 0, len(nodes)/2)
	room := make([]int32, 0, len(nodes))
	at := make([]int32, len(nodes)) // set of a leader, plus 1
	for i, n := range nodes {
		leader := find(int32(i))
		if size[leader] < 2 {
			continue
		}
		if at[leader] == 0 {
			from := len(room)
			room = room[:from+int(size[leader])]
			sets = append(sets, room[from:from:len(room)])
			at[leader] = int32(len(sets))
		}
		sets[at[leader]-1] = append(sets[at[leader]-1], n)
	}
	return sets
}

// keysOf returns the keys of nodes one after another, and where each node's
// keys end.
func (c *comparison) keysOf(nodes []int32, kinds names.Kinds) (keys []uint64, ends []int32) {
	counts := make([]int32, len(nodes))
	type part struct {
		from int
		keys []uint64
	}
	parts := make(chan part, runtime.GOMAXPROCS(0))
	share(len(nodes), func(from, to int) {
		var f names.Folder
		mine := make([]uint64, 0, (to-from)*5/4)
		for i := from; i < to && !c.canceled(); i++ {
			if i%fetchAhead == 0 {
				c.fetchNodes(nodes[i:to])
			}
			before := len(mine)
			mine = f.AppendKeys(mine, c.nodes[nodes[i]].name, kinds)
			counts[i] = int32(len(mine) - before)
		}
		parts <- part{from, mine}
	})
	close(parts)
	ends = make([]int32, len(nodes))
	total := int32(0)
	for i, n := range counts {
		total += n
		ends[i] = total
	}
	keys = make([]uint64, total)
	for p := range parts {
		start := int32(0)
		if p.from > 0 {
			start = ends[p.from-1]
		}
		copy(keys[start:], p.keys)
	}
	return keys, ends
}

// fewPairs bounds the pairs of a family that are compared one by one. Beyond,
// every name is taken to belong to every other; they end up in one conflict in any
// case.
const fewPairs = 4096

// pairFamily settles a family of more than one name on a side: those with the
// fewest kinds first. No layer is likelier than another, so of two candidates
// that differ in one kind each, none is better.
func (c *comparison) pairFamily(family []int32) {
	var ads, scims []int32
	for _, n := range family {
		if c.nodes[n].side == adSide {
			ads = append(ads, n)
		} else {
			scims = append(scims, n)
		}
	}
	if len(ads)*len(scims) > fewPairs {
		c.tie(family)
		return
	}
	var byCount [int(names.Similar) + 1][]edge
	var f names.Folder
	for _, a := range ads {
		for _, s := range scims {
			if c.canceled() {
				return
			}
			if kinds, ok := f.Fold(c.nodes[a].name, c.nodes[s].name); ok {
				byCount[kinds.Len()] = append(byCount[kinds.Len()], edge{ad: a, scim: s, Difference: names.Difference{
					Kinds: kinds,
					Score: 1,
				}})
			}
		}
	}
	for _, edges := range byCount {
		c.settleEdges(edges)
	}
}
