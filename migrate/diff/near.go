package diff

import (
	"cmp"
	"math"
	"slices"

	"ad2scim/migrate/names"
)

// mostNear is how many near names a row lists.
const mostNear = 5

// findNear finds, for each unpaired group, the groups on the other side with nearly the same
// name: one letter differs, a few letters in one word, or the code that all names of the
// side have.
func (c *comparison) findNear() {
	c.near = [2]map[int32][]Near{{}, {}}
	ads, scims := c.openNodes(adSide), c.openNodes(scimSide)
	scims = slices.DeleteFunc(scims, c.isVariant)
	if len(ads) == 0 || len(scims) == 0 {
		return
	}
	seen := map[[2]int32]bool{}
	add := func(ad, scim int32, score float64) {
		if seen[[2]int32{ad, scim}] || c.nodes[ad].open == 0 || c.nodes[scim].open == 0 || c.isVariant(scim) {
			return
		}
		seen[[2]int32{ad, scim}] = true
		c.addNear(ad, scim, score)
		c.addNear(scim, ad, score)
	}
	for _, t := range c.typos {
		add(t.ad, t.scim, t.Score)
	}
	c.eachWordApart(ads, scims, add)
	c.eachCodeApart(ads, scims, add)
	for side := range c.near {
		for place, list := range c.near[side] {
			slices.SortStableFunc(list, func(a, b Near) int {
				return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Group.Name, b.Group.Name),
					cmp.Compare(a.Group.ID, b.Group.ID))
			})
			c.near[side][place] = list[:min(len(list), mostNear)]
		}
	}
}

// isVariant reports whether a provisioned name is a variant of a name that has a partner, and
// so is explained already.
func (c *comparison) isVariant(scim int32) bool {
	return c.lists[scimSide].fates[c.openPlaces(scim)[0]].variant != none
}

// addNear lists the groups of two nodes as near each other.
func (c *comparison) addNear(of, near int32, score float64) {
	side := c.nodes[of].side
	for _, p := range c.openPlaces(of) {
		for _, q := range c.openPlaces(near) {
			if len(c.apart) > 0 && c.apart[pairOfPlaces(side, p, q)] || len(c.near[side][p]) == fewNear {
				continue
			}
			c.near[side][p] = append(c.near[side][p], Near{sides[1-side], c.lists[1-side].at(q), score})
		}
	}
}

func pairOfPlaces(side int8, p, q int32) [2]int32 {
	if side == adSide {
		return [2]int32{p, q}
	}
	return [2]int32{q, p}
}

// eachWordApart calls f for names that are equal except for the end or the beginning of one
// word.
func (c *comparison) eachWordApart(ads, scims []int32, f func(ad, scim int32, score float64)) {
	spelledA, keysA := c.spellWith(ads, (*names.Spelling).AppendWordKeys)
	spelledS, keysS := c.spellWith(scims, (*names.Spelling).AppendWordKeys)
	x := indexOf(keysA)
	for j := range scims {
		if c.canceled() {
			return
		}
		for _, k := range keysS[j] {
			left := fewNear
			x.each(k, func(i int32) bool {
				if score, ok := names.WordApart(&spelledA[i], &spelledS[j]); ok {
					f(ads[i], scims[j], score)
				}
				left--
				return left > 0
			})
		}
	}
}

// eachCodeApart calls f for names that are the same without the codes of their sides, such
// as UK_Sales and US_Sales.
func (c *comparison) eachCodeApart(ads, scims []int32, f func(ad, scim int32, score float64)) {
	if c.alike == [2]affix{} {
		return
	}
	var folder names.Folder
	var keys []uint64
	sameKey := map[uint64][]int32{}
	for _, ad := range ads {
		keys = folder.AppendKeys(keys[:0], c.alike[adSide].bare(c.nodes[ad].name), names.Foldable)
		for _, k := range keys {
			if len(sameKey[k]) < fewNear {
				sameKey[k] = append(sameKey[k], ad)
			}
		}
	}
	for _, scim := range scims {
		if c.canceled() {
			return
		}
		rest := c.alike[scimSide].bare(c.nodes[scim].name)
		keys = folder.AppendKeys(keys[:0], rest, names.Foldable)
		for _, k := range keys {
			for _, ad := range sameKey[k] {
				if _, ok := folder.Fold(c.alike[adSide].bare(c.nodes[ad].name), rest); ok && rest != "" {
					longest := max(len(c.nodes[ad].name), len(c.nodes[scim].name))
					f(ad, scim, math.Round(1000*float64(len(rest))/float64(longest))/1000)
				}
			}
		}
	}
}
