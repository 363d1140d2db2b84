package diff

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// Compare pairs the groups of two lists: first those that an identity provider
// says are one, then by name: exact names first, then by the smallest difference
// over the whole lists. The outcome does not depend on the
// order of the lists. The rows point into the lists. It fails only if ctx is
// done.
func Compare(ctx context.Context, ad, scim []migrate.Group, o Options) (*Result, error) {
	c := newComparison(ctx, ad, scim)
	if c.canceled() { // the lists may not be in order
		return nil, ctx.Err()
	}
	c.members, c.decisions = o.Members, slices.Clone(o.Decisions)
	c.findAffixes()
	c.decide(o.Decisions)
	steps := []func(){
		c.pairIdentities, c.pairExact, c.pairFolded, c.pairDamaged, c.pairSimilar, c.findVariants,
		c.leaveTwins, c.findNear,
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

// canceled reports whether the comparison is given up. Each loop over names asks: a
// single name can take a while.
func (c *comparison) canceled() bool { return c.ctx.Err() != nil }

// The two lists of a comparison.
const (
	adSide = iota
	scimSide
)

// none is no place, node or knot.
const none = int32(-1)

// comparison is the work on two lists. A place is a group's position in the
// order of its list by name.
type comparison struct {
	ctx   context.Context
	lists [2]list
	ahead []int32 // by provisioned place: the first AD place whose name is not before its name
	nodes []node
	left  []int32 // nodes that may be open, in their order; nil before folding
	knots []knot
	apart map[[2]int32]bool // places of groups that a person marked as different
	// marked says that a name that is not paired exactly may have marks of a spreadsheet.
	marked atomic.Bool
	notes  []string

	decisions []Decision

	affixes  [2]affix
	alike    [2]affix // codes without which most names are the same, but maybe of other groups
	sideWide []SideWide
	members  func(ad, scim *migrate.Group) (same, known bool, err error)
	typos    []nearNames // names that are one letter apart
	// sameMembers are the nodes of similar names whose groups have the same members, and
	// witnessed is how many of them are pairs.
	sameMembers map[[2]int32]bool
	witnessed   int
	near        [2]map[int32][]Near
}

type list struct {
	groups []migrate.Group
	sorted []ranked // by place
	fates  []fate   // by place
	// identified says that a provisioned group tells from which group it was made.
	identified bool
}

func (l *list) at(place int32) *migrate.Group { return &l.groups[l.sorted[place].index] }

func (l *list) name(place int32) string { return l.sorted[place].name }

// fate is what became of one group.
type fate struct {
	score   float64
	partner int32 // place on the other side
	knot    int32
	variant int32 // place of the AD group of whose name this is a variant
	kinds   names.Kinds
	by      PairedBy
	// identity is what made the pair where by is ByIdentity.
	identity Identity
}

// open reports whether nothing became of the group yet.
func (f *fate) open() bool { return f.partner == none && f.knot == none }

// node is a name that is not paired exactly, with all its groups on one side:
// the places from first up to end.
type node struct {
	name       string // without what the whole side has
	first, end int32
	side       int8
	sideWide   bool  // the name is not the groups' own
	open       int32 // groups that are open
}

// knot is a set of names that belong together without a single best pair.
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

// pairPlaces makes a pair of two groups.
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

// pairNodes makes a pair of two nodes of one open group each.
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

// leaveTwins makes a knot of each name that several Active Directory groups
// have and that nothing belongs to: nobody can tell them apart by name.
func (c *comparison) leaveTwins() {
	for _, n := range c.left {
		if c.nodes[n].side == adSide && c.nodes[n].open > 1 {
			c.tie([]int32{n})
		}
	}
}
