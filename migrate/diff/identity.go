package diff

import (
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// pairIdentities pairs groups that are the same whatever their names, because the identity
// provider knows from which AD group it created a group. An identity that several groups of a
// side have is ignored.
func (c *comparison) pairIdentities() {
	if !c.lists[scimSide].identified {
		return
	}
	claims := map[identityKey]int32{}
	for p := range int32(len(c.lists[scimSide].sorted)) {
		for _, key := range identities(c.lists[scimSide].at(p)) {
			claim(claims, key, p)
		}
	}
	owners := map[identityKey]int32{}
	for p := range int32(len(c.lists[adSide].sorted)) {
		g := c.lists[adSide].at(p)
		for _, key := range []identityKey{guidKey(g.ID), sidKey(g.ADSID())} {
			if _, asked := claims[key]; asked {
				claim(owners, key, p)
			}
		}
	}
	paired := 0
	for s := range int32(len(c.lists[scimSide].sorted)) {
		for _, key := range identities(c.lists[scimSide].at(s)) {
			a, known := owners[key]
			if !known || a == ambiguous || claims[key] == ambiguous || c.apart[[2]int32{a, s}] ||
				!c.lists[adSide].fates[a].open() || !c.lists[scimSide].fates[s].open() {
				continue
			}
			c.pairIdentified(a, s, c.difference(a, s), key.of)
			paired++
		}
	}
	if paired > 0 {
		c.notes = append(c.notes,
			render.Count(paired, "group is", "groups are")+
				" paired by identity: the identity provider reports which Active Directory group each came from")
	}
}

// anyIdentity reports whether a provisioned group has the id of its AD group.
func anyIdentity(groups []migrate.Group) bool {
	for i := range groups {
		if groups[i].ADID() != "" || groups[i].ADSID() != "" {
			return true
		}
	}
	return false
}

// identityKey is a value by which a group of AD is known.
type identityKey struct {
	of    Identity
	value string
}

func identities(g *migrate.Group) []identityKey {
	var keys []identityKey
	if id := g.ADID(); id != "" {
		keys = append(keys, guidKey(id))
	}
	if id := g.ADSID(); id != "" {
		keys = append(keys, sidKey(id))
	}
	return keys
}

func guidKey(id string) identityKey {
	return identityKey{ObjectGUID, strings.ToLower(strings.Trim(id, "{}"))}
}

func sidKey(id string) identityKey { return identityKey{ObjectSID, strings.ToUpper(id)} }

func claim(m map[identityKey]int32, key identityKey, place int32) {
	if other, has := m[key]; has && other != place {
		place = ambiguous
	}
	m[key] = place
}
