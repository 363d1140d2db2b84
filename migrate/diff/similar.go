package diff

import (
	"cmp"
	"runtime"
	"slices"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// pairSimilar pairs open names that certainly differ by a typing error. The words of all
// paired names tell which words are correct: a variant of such a name is never a typing
// error.
func (c *comparison) pairSimilar() {
	ads, scims := c.openNodes(adSide), c.openNodes(scimSide)
	if len(ads) == 0 || len(scims) == 0 {
		return
	}
	c.typos = c.findTypos(ads, scims)
	vocabulary := c.vocabulary(c.typos, ads)
	edges := c.beyondDoubt(vocabulary)
	slices.SortStableFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.Kinds.Len(), b.Kinds.Len()), cmp.Compare(b.Score, a.Score))
	})
	for len(edges) > 0 {
		n := 1
		for n < len(edges) && edges[n].Kinds.Len() == edges[0].Kinds.Len() && edges[n].Score == edges[0].Score {
			n++
		}
		c.settleEdges(slices.Clone(edges[:n]))
		edges = edges[n:]
	}
	if c.witnessed > 0 {
		c.notes = append(c.notes, render.Count(c.witnessed, "pair of similar names is", "pairs of similar names are")+
			" treated as the same group because they have the same members")
	}
}

// beyondDoubt returns the pairs of names that certainly differ by a typing error, or have the
// same members.
func (c *comparison) beyondDoubt(vocabulary *names.Vocabulary) (edges []edge) {
	type judged struct {
		kinds              names.Kinds
		explained, certain bool
	}
	all := make([]judged, len(c.typos))
	share(len(all), func(from, to int) {
		for i := from; i < to && !c.canceled(); i++ {
			t, j := &c.typos[i], &all[i]
			j.kinds, j.explained = t.Kinds(c.nodes[t.ad].name, c.nodes[t.scim].name)
			j.certain = t.Certain(vocabulary)
		}
	})
	verdicts := c.askMembers()
	c.sameMembers = map[[2]int32]bool{}
	if c.canceled() {
		return nil
	}
	for i, t := range c.typos {
		verdict := verdicts[i]
		if verdict == otherGroup || verdict == notKnown && !all[i].certain {
			continue
		}
		if all[i].explained {
			edges = append(edges, edge{t.ad, t.scim, names.Difference{Kinds: all[i].kinds, Score: t.Score}})
			if verdict == sameGroup {
				c.sameMembers[[2]int32{t.ad, t.scim}] = true
			}
		}
	}
	return edges
}

// nearNames is a pair of names that differ by one letter.
type nearNames struct {
	ad, scim int32
	names.Typo
}

// fewNear limits how many names with the same key are compared.
const fewNear = 32

// findTypos returns the pairs of nodes whose names differ by one letter, in the order of the
// provisioned names, then of the AD names.
func (c *comparison) findTypos(ads, scims []int32) []nearNames {
	spelledS, keysS := c.spellWith(scims, (*names.Spelling).AppendKeys)
	wanted := newSieve(keysS)
	spelledA, keysA := c.spellWith(ads, func(s *names.Spelling, keys []uint64) []uint64 {
		return slices.DeleteFunc(s.AppendKeys(keys), func(k uint64) bool { return !wanted.has(k) })
	})
	x := indexOf(keysA)
	parts := make([][]nearNames, pieces(len(scims)))
	together(len(parts), func(p int) {
		var near []int32
		for j := len(scims) * p / len(parts); j < len(scims)*(p+1)/len(parts) && !c.canceled(); j++ {
			near = near[:0]
			for _, k := range keysS[j] {
				left := fewNear
				x.each(k, func(i int32) bool {
					near = append(near, i)
					left--
					return left > 0
				})
			}
			slices.Sort(near)
			for _, i := range slices.Compact(near) {
				if t, ok := names.FindTypo(&spelledA[i], &spelledS[j]); ok {
					parts[p] = append(parts[p], nearNames{ads[i], scims[j], t})
				}
			}
		}
	})
	return slices.Concat(parts...)
}

// spellWith returns the spellings of nodes, and the keys of the spellings.
func (c *comparison) spellWith(nodes []int32, appendKeys func(*names.Spelling, []uint64) []uint64) ([]names.Spelling,
	[][]uint64,
) {
	spelled, keys := make([]names.Spelling, len(nodes)), make([][]uint64, len(nodes))
	share(len(nodes), func(from, to int) {
		var room []uint64
		for i := from; i < to && !c.canceled(); i++ {
			spelled[i] = names.Spell(c.nodes[nodes[i]].name)
			room = appendKeys(&spelled[i], room[:0])
			keys[i] = slices.Clone(room)
		}
	})
	return spelled, keys
}

// vocabulary counts how often the words of the typos occur in AD names that are not open.
func (c *comparison) vocabulary(typos []nearNames, open []int32) *names.Vocabulary {
	words := names.NewVocabulary()
	if len(typos) == 0 {
		return words
	}
	for _, t := range typos {
		words.Watch(t.Typo)
	}
	groups := c.lists[adSide].groups
	counted := make(chan *names.Vocabulary, runtime.GOMAXPROCS(0)) // vocabularies that a worker can continue with
	for range cap(counted) {
		counted <- words.Clone()
	}
	share(len(groups), func(from, to int) {
		mine := <-counted
		for i := from; i < to && !c.canceled(); i++ {
			mine.Count(c.affixes[adSide].bare(groups[i].Name))
		}
		counted <- mine
	})
	for range cap(counted) {
		words.Add(<-counted, 1)
	}
	suspect := words.Clone()
	for _, n := range open {
		for range c.nodes[n].open {
			suspect.Count(c.nodes[n].name)
		}
	}
	words.Add(suspect, -1)
	return words
}

// sieve is a quick test that most keys that aren't in a set fail.
type sieve struct {
	bits []uint64
	mask uint64
}

func newSieve(sets [][]uint64) sieve {
	n := 1
	for _, keys := range sets {
		n += len(keys)
	}
	size := uint64(1) << 6
	for size < uint64(n)*8 {
		size <<= 1
	}
	s := sieve{make([]uint64, size/64), size - 1}
	for _, keys := range sets {
		for _, k := range keys {
			s.bits[k&s.mask/64] |= 1 << (k & 63)
		}
	}
	return s
}

func (s sieve) has(key uint64) bool { return s.bits[key&s.mask/64]&(1<<(key&63)) != 0 }
