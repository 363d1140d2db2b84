package diff

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate/names"
)

// An edge says that two nodes may belong together.
type edge struct {
	ad, scim int32
	names.Difference
}

// settleEdges pairs or ties nodes by edges that are all equally good. An edge that shares no
// node with another makes a pair; edges that share nodes make a knot.
func (c *comparison) settleEdges(edges []edge) {
	edges = slices.DeleteFunc(edges, func(e edge) bool {
		return c.nodes[e.ad].open == 0 || c.nodes[e.scim].open == 0 ||
			c.setApart(e)
	})
	edges = c.settleByID(edges)
	for _, group := range connected(edges) {
		e := edges[group[0]]
		if len(group) == 1 && c.nodes[e.ad].open == 1 && c.nodes[e.scim].open == 1 {
			c.pairNodes(e.ad, e.scim, e.Difference)
			if c.sameMembers[[2]int32{e.ad, e.scim}] {
				c.witnessed++
			}
			continue
		}
		var nodes []int32
		for _, i := range group {
			nodes = append(nodes, edges[i].ad, edges[i].scim)
		}
		slices.Sort(nodes)
		c.tie(slices.Compact(nodes))
	}
}

// sideWideToo returns the difference of an edge, together with the side-wide one.
func (c *comparison) sideWideToo(e edge) names.Difference {
	if c.nodes[e.ad].sideWide || c.nodes[e.scim].sideWide {
		e.Kinds = e.Kinds.With(names.SideWide)
	}
	return e.Difference
}

// setApart reports whether a person marked every pair of groups of two nodes as
// different groups.
func (c *comparison) setApart(e edge) bool {
	if len(c.apart) == 0 {
		return false
	}
	for _, a := range c.openPlaces(e.ad) {
		for _, s := range c.openPlaces(e.scim) {
			if !c.apart[[2]int32{a, s}] {
				return false
			}
		}
	}
	return true
}

// connected returns the edges in groups that have nodes in common, in the order
// of the edges.
func connected(edges []edge) [][]int {
	groupOf := map[int32]int{} // by node
	var groups [][]int
	for i, e := range edges {
		a, okA := groupOf[e.ad]
		s, okS := groupOf[e.scim]
		switch {
		case !okA && !okS:
			a = len(groups)
			groups = append(groups, nil)
		case !okA:
			a = s
		case okS && a != s: // the edge connects two groups
			if len(groups[a]) < len(groups[s]) {
				a, s = s, a
			}
			for _, j := range groups[s] {
				groupOf[edges[j].ad], groupOf[edges[j].scim] = a, a
			}
			groups[a] = append(groups[a], groups[s]...)
			groups[s] = nil
		}
		groups[a] = append(groups[a], i)
		groupOf[e.ad], groupOf[e.scim] = a, a
	}
	groups = slices.DeleteFunc(groups, func(g []int) bool { return len(g) == 0 })
	for _, g := range groups {
		slices.Sort(g)
	}
	return groups
}

// settleByID decides by identity between equally good edges: if the externalId of a
// provisioned group is the objectGUID of exactly one of the groups that it could belong to,
// they are a pair. It returns the remaining edges. AD groups with the same name stay in
// conflict, because the next sync can't tell them apart either.
func (c *comparison) settleByID(edges []edge) []edge {
	if len(edges) < 2 && !slices.ContainsFunc(edges, func(e edge) bool { return c.nodes[e.scim].open > 1 }) {
		return edges
	}
	for _, e := range edges {
		if c.nodes[e.ad].open != 1 || c.nodes[e.scim].open == 0 {
			continue
		}
		ad := c.openPlaces(e.ad)[0]
		id, ok := guid(c.lists[adSide].at(ad).ID)
		if !ok {
			continue
		}
		var match []int32
		for _, s := range c.openPlaces(e.scim) {
			if other, ok := guid(c.lists[scimSide].at(s).ExternalID()); ok && other == id && !c.apart[[2]int32{ad, s}] {
				match = append(match, s)
			}
		}
		if len(match) == 1 {
			c.pairIdentified(ad, match[0], c.sideWideToo(e), ObjectGUID)
			c.nodes[e.ad].open--
			c.nodes[e.scim].open--
		}
	}
	return slices.DeleteFunc(edges, func(e edge) bool { return c.nodes[e.ad].open == 0 || c.nodes[e.scim].open == 0 })
}

// guid reads an objectGUID as text, with or without braces, or as the base64 of
// its bytes (the immutable id), which have the first three fields in little-endian
// order (MS-DTYP section 2.3.4).
func guid(s string) (uuid.UUID, bool) {
	if raw, err := base64.StdEncoding.DecodeString(s); err == nil && len(raw) == 16 && len(s) == 24 {
		slices.Reverse(raw[0:4])
		slices.Reverse(raw[4:6])
		slices.Reverse(raw[6:8])
		return uuid.UUID(raw), true
	}
	id, err := uuid.Parse(strings.TrimSpace(s))
	return id, err == nil
}
