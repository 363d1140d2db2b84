package diff

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// Compare pairs the groups of two lists: first groups that are the same according to the
// identity provider, then by name: equal names first, then the smallest differences over both
// lists. The result doesn't depend on the order of the lists. Its rows point into the lists.
// It fails only if ctx is done.
func Compare(ctx context.Context, ad, scim []migrate.Group, o Options) (*Result, error) {
	c := newComparison(ctx, ad, scim)
	if c.canceled() { // the lists may not be sorted
		return nil, ctx.Err()
	}
	c.members, c.decisions = o.Members, slices.Clone(o.Decisions)
	c.findAffixes()
	c.decide(o.Decisions)
	steps := []func(){
		c.pairIdentities, c.pairExact, c.repairEncodedTwice, c.pairFolded, c.pairDamaged, c.pairSimilar,
		c.findVariants, c.leaveTwins, c.findNear,
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		step()
	}
	r := c.result()
	return r, ctx.Err()
}

// canceled reports whether the comparison was canceled. Each loop over names calls it,
// because a single name can take a while.
func (c *comparison) canceled() bool { return c.ctx.Err() != nil }

// The two lists of a comparison.
const (
	adSide = iota
	scimSide
)

// none is the number for no place, no node or no knot.
const none = int32(-1)

// comparison is the state of comparing two lists. A place is a group's position in its list
// when sorted by name.
type comparison struct {
	ctx   context.Context
	lists [2]list
	ahead []int32 // by provisioned place: the first AD place whose name is not before its name
	nodes []node
	left  []int32 // nodes that may still be open, in order; nil before folding
	knots []knot
	apart map[[2]int32]bool // places of groups that a person marked as different
	// marked says that some name without an exact partner may contain characters that a
	// spreadsheet added.
	marked atomic.Bool
	notes  []string

	decisions []Decision

	affixes  [2]affix
	alike    [2]affix // codes without which most names are the same, but maybe of other groups
	sideWide []SideWide
	members  func(ad, scim *migrate.Group) (same, known bool, err error)
	typos    []nearNames // names that are one letter apart
	// sameMembers are the nodes with similar names whose groups have the same members, and
	// witnessed is how many of them became pairs.
	sameMembers map[[2]int32]bool
	witnessed   int
	near        [2]map[int32][]Near
}

type list struct {
	groups []migrate.Group
	sorted []ranked // by place
	fates  []fate   // by place
	// identified says that some provisioned group has the id of its AD group.
	identified bool
}

func (l *list) at(place int32) *migrate.Group { return &l.groups[l.sorted[place].index] }

func (l *list) name(place int32) string { return l.sorted[place].name }

// fate is the result for one group.
type fate struct {
	score   float64
	partner int32 // place of the partner on the other side
	knot    int32
	variant int32 // place of the AD group of whose name this is a variant
	kinds   names.Kinds
	by      PairedBy
	// identity is what made the pair where by is ByIdentity.
	identity Identity
}

// open reports whether the group has no result yet.
func (f *fate) open() bool { return f.partner == none && f.knot == none }

// node is a name without an exact partner, with all its groups on one side: the places from
// first up to end.
type node struct {
	name       string // without the side-wide affixes
	first, end int32
	side       int8
	sideWide   bool  // the name was changed for a side-wide difference
	open       int32 // number of open groups
}

// knot is a set of names that belong together without a single best pair: a conflict.
type knot struct{ nodes []int32 }

func newComparison(ctx context.Context, ad, scim []migrate.Group) *comparison {
	c := &comparison{ctx: ctx}
	var wait sync.WaitGroup
	for side, groups := range [2][]migrate.Group{ad, scim} {
		wait.Go(func() {
			l := &c.lists[side]
			l.groups, l.sorted = groups, byName(groups, c.canceled)
			l.fates = make([]fate, len(groups))
			for i := range l.fates {
				l.fates[i] = fate{partner: none, knot: none, variant: none}
			}
			l.identified = side == scimSide && anyIdentity(groups)
		})
	}
	wait.Wait()
	return c
}

// pairPlaces pairs two groups.
func (c *comparison) pairPlaces(ad, scim int32, d names.Difference) {
	c.lists[adSide].fates[ad] = fate{partner: scim, knot: none, variant: none, kinds: d.Kinds, score: d.Score, by: ByName}
	c.lists[scimSide].fates[scim] = fate{
		partner: ad, knot: none, variant: none, kinds: d.Kinds, score: d.Score,
		by: ByName,
	}
}

// pairIdentified makes a pair of two groups by identity.
func (c *comparison) pairIdentified(ad, scim int32, d names.Difference, by Identity) {
	c.pairPlaces(ad, scim, d)
	for _, f := range []*fate{&c.lists[adSide].fates[ad], &c.lists[scimSide].fates[scim]} {
		f.by, f.identity = ByIdentity, by
	}
}

// pairNodes pairs two nodes with one open group each.
func (c *comparison) pairNodes(ad, scim int32, d names.Difference) {
	c.pairPlaces(c.openPlace(ad), c.openPlace(scim), c.sideWideToo(edge{ad, scim, d}))
	c.nodes[ad].open, c.nodes[scim].open = 0, 0
}

// openPlace returns the place of a node's first open group; it has one.
func (c *comparison) openPlace(n int32) int32 {
	place := c.nodes[n].first
	for !c.lists[c.nodes[n].side].fates[place].open() {
		place++
	}
	return place
}

// openPlaces returns the places of a node's open groups.
func (c *comparison) openPlaces(n int32) []int32 {
	var places []int32
	node := &c.nodes[n]
	for p := node.first; p < node.end; p++ {
		if c.lists[node.side].fates[p].open() {
			places = append(places, p)
		}
	}
	return places
}

// tie makes a knot of nodes.
func (c *comparison) tie(nodes []int32) {
	for _, n := range nodes {
		for _, p := range c.openPlaces(n) {
			c.lists[c.nodes[n].side].fates[p].knot = int32(len(c.knots))
		}
		c.nodes[n].open = 0
	}
	c.knots = append(c.knots, knot{nodes: nodes})
}

// leaveTwins makes a knot of each name that several AD groups have and that no provisioned
// group has: they can't be told apart by name.
func (c *comparison) leaveTwins() {
	for _, n := range c.left {
		if c.nodes[n].side == adSide && c.nodes[n].open > 1 {
			c.tie([]int32{n})
		}
	}
}
