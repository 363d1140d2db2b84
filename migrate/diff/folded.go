package diff

import (
	"maps"
	"runtime"
	"slices"
	"sync"

	"ad2scim/migrate/names"
)

// pairFolded pairs names that folding makes equal. Names that share a key with all layers
// folded are a family, which usually has one name on each side.
func (c *comparison) pairFolded() {
	all := c.families()
	more := make(map[int][][]int32)
	var lock sync.Mutex
	share(len(all.ends), func(from, to int) {
		mine := c.pairCouples(&all, from, to)
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

// pairCouples pairs the families of a stretch that have one name on each side, and returns
// the other families that have names on both sides. No other goroutine may use the nodes of
// these families at the same time.
func (c *comparison) pairCouples(all *nodeSets, from, to int) (others [][]int32) {
	var f names.Folder
	for i := from; i < to && !c.canceled(); i++ {
		family := all.at(i)
		if (i-from)%fetchAhead == 0 {
			c.fetchFamilies(all, i)
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

// forgetPaired removes nodes that are no longer open from the list of open ones.
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

// families returns the open nodes in sets that share a key with all layers folded, each set
// in the order of names. Nodes that share their key with no other are left out.
func (c *comparison) families() nodeSets {
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

// sharingKeys returns the nodes in sets that share a key with these layers folded.
func (c *comparison) sharingKeys(nodes []int32, kinds names.Kinds) nodeSets {
	keys, ends := c.keysOf(nodes, kinds)
	joined := apart(len(nodes))
	for _, part := range withOneKey(keys, ends) {
		for _, two := range part {
			joined.join(two[0], two[1])
		}
	}
	size := make([]int32, len(nodes))
	for i := range nodes {
		size[joined.leader(int32(i))]++
	}
	sets := nodeSets{nodes: make([]int32, 0, len(nodes)), ends: make([]int32, 0, len(nodes)/2)}
	next := make([]int32, len(nodes)) // by leader: where the next node of its set goes, plus 1
	for i, n := range nodes {
		leader := joined.leader(int32(i))
		if size[leader] < 2 {
			continue
		}
		if next[leader] == 0 {
			next[leader] = int32(len(sets.nodes)) + 1
			sets.nodes = sets.nodes[:len(sets.nodes)+int(size[leader])]
			sets.ends = append(sets.ends, int32(len(sets.nodes)))
		}
		sets.nodes[next[leader]-1] = n
		next[leader]++
	}
	return sets
}

// nodeSets are sets of nodes, one after the other.
type nodeSets struct{ nodes, ends []int32 }

func (s *nodeSets) at(i int) []int32 {
	if i == 0 {
		return s.nodes[:s.ends[0]:s.ends[0]]
	}
	return s.nodes[s.ends[i-1]:s.ends[i]:s.ends[i]]
}

// withOneKey returns, for each key that several of a list have, the first of them paired with
// each other one, by their places in the list. keys are the keys of all, and ends says where
// the keys of each end. Each processor handles a part of the keys, by their hashes.
func withOneKey(keys []uint64, ends []int32) [][][2]int32 {
	parts := make([][][2]int32, max(min(runtime.GOMAXPROCS(0), len(ends)/worthIt), 1))
	together(len(parts), func(p int) {
		mine := make([]keyed, 0, len(keys)/len(parts)*9/8)
		start := int32(0)
		for i, end := range ends {
			for _, key := range keys[start:end] {
				if int(key>>32)%len(parts) == p {
					mine = append(mine, keyed{key, int32(i)})
				}
			}
			start = end
		}
		first := newKeyTable(len(mine))
		for i, k := range mine {
			if i%fetchAhead == 0 {
				first.fetch(mine[i:])
			}
			if s := first.slot(k.key); s.head == 0 {
				*s = slot{k.key, k.node + 1}
			} else if s.head != k.node+1 {
				parts[p] = append(parts[p], [2]int32{s.head - 1, k.node})
			}
		}
	})
	return parts
}

// keysOf returns the keys of nodes one after another, and where each node's
// keys end.
func (c *comparison) keysOf(nodes []int32, kinds names.Kinds) (keys []uint64, ends []int32) {
	parts, ends := make([][]uint64, pieces(len(nodes))), make([]int32, len(nodes))
	piece := func(p int) (from, to int) { return len(nodes) * p / len(parts), len(nodes) * (p + 1) / len(parts) }
	together(len(parts), func(p int) {
		var f names.Folder
		from, to := piece(p)
		mine, canceled := make([]uint64, 0, (to-from)*5/4), false
		for i := from; i < to; i++ {
			if canceled = canceled || c.canceled(); !canceled {
				if (i-from)%fetchAhead == 0 {
					c.fetchNodes(nodes[i:to])
				}
				mine = f.AppendKeys(mine, c.nodes[nodes[i]].name, kinds)
			}
			ends[i] = int32(len(mine))
		}
		parts[p] = mine
	})
	starts := make([]int32, len(parts)+1)
	for p := range parts {
		starts[p+1] = starts[p] + int32(len(parts[p]))
	}
	keys = make([]uint64, starts[len(parts)])
	together(len(parts), func(p int) {
		copy(keys[starts[p]:], parts[p])
		from, to := piece(p)
		for i := from; i < to; i++ {
			ends[i] += starts[p]
		}
	})
	return keys, ends
}

// fewPairs limits the pairs of a family that are compared one by one. In a larger family,
// every name is assumed to belong to every other; they end up in one conflict anyway.
const fewPairs = 4096

// pairFamily pairs the names of a family with more than one name on a side, those with the
// fewest kinds first. No layer is more likely than another, so of two candidates that differ
// in one kind each, neither is better.
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
