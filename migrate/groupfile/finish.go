package groupfile

import (
	"fmt"
	"hash/maphash"
	"math/bits"
	"runtime"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// finish drops repeats, leaves out the types of groups that are not wanted, and
// notes what is odd about the rest. A name that is too long is a problem: cut,
// it would be another name.
func (d *document) finish(c *content) *migrate.Problem {
	repeats := d.dropRepeats(c)
	if problem := d.leaveOut(c); problem != nil {
		return problem
	}
	var n nameFaults
	for i := range c.groups {
		name := c.groups[i].Name
		if len(name) > migrate.MaxNameBytes {
			return d.unfit(fmt.Sprintf("the name of group %d is longer than %d KiB", i+1, migrate.MaxNameBytes>>10),
				"export the groups again: no group in Active Directory has such a name")
		}
		n.count(name)
	}
	n.note(d)
	if !repeats {
		return nil
	}
	if n := repeated(c.groups, nil); n > 0 {
		d.notef("%s an id that an earlier one has under another name", render.Count(n, "group has", "groups have"))
	}
	return nil
}

// dropRepeats drops each group that an earlier one repeats with id and name: a
// provider's pages may overlap. It reports whether an id stood there twice at all.
func (d *document) dropRepeats(c *content) bool {
	twice := make([]int, 0)
	n := repeated(c.groups, func(earlier, later int) {
		if c.groups[earlier].Name == c.groups[later].Name {
			twice = append(twice, later)
		}
	})
	if len(twice) == 0 {
		return n > 0
	}
	next := 0
	c.keep(func(i int) bool {
		if next < len(twice) && twice[next] == i {
			next++
			return false
		}
		return true
	})
	d.notef("%s an earlier one, with the same id and name: taken once", render.Count(len(twice), "group repeats",
		"groups repeat"))
	return true
}

// keep keeps the groups for which wanted holds, and their members.
func (c *content) keep(wanted func(i int) bool) {
	places := make([]int, 0, len(c.groups))
	groups := make([]migrate.Group, 0, len(c.groups))
	for i, g := range c.groups {
		if wanted(i) {
			places, groups = append(places, i), append(groups, g)
		}
	}
	if members := c.members; members != nil {
		c.members = func(i int) ([]migrate.Member, error) { return members(places[i]) }
	}
	c.groups = groups
}

// leaveOut drops the groups whose type the connection does not want. A file that tells
// no type is refused: nothing would be left out of it.
func (d *document) leaveOut(c *content) *migrate.Problem {
	without := d.conn.Without
	if len(without) == 0 {
		return nil
	}
	if !slices.ContainsFunc(c.groups, func(g migrate.Group) bool { return g.Type != "" }) {
		return d.unfit("no group in it has a type, so none can be left out by its type",
			"export groupType or GroupCategory too; where other sources tell types, give --ad-without after their --ad")
	}
	before := len(c.groups)
	c.keep(func(i int) bool {
		kind := c.groups[i].Type
		return kind == "" || !slices.Contains(without, kind)
	})
	if n := before - len(c.groups); n > 0 {
		d.notef("%s of an excluded type: left out", render.Count(n, "group is", "groups are"))
	}
	return nil
}

// repeated counts the groups whose id an earlier one has, and calls each with
// the two places, if it is given. The table of slots holds half a hash and an
// index in place of strings: at 100,000 groups that is a quarter of a map's time
// and memory.
func repeated(groups []migrate.Group, each func(earlier, later int)) int {
	type slot struct {
		hash  uint32
		index int32 // plus 1; 0 is free
	}
	slots := make([]slot, 1<<bits.Len(uint(3*len(groups)/2)))
	mask := uint64(len(slots) - 1)
	seed := maphash.MakeSeed()
	n := 0
	var hashes [32]uint64
	for i := range groups {
		if i%len(hashes) == 0 {
			// The slots of the next groups are read first, so that these reads, which lie
			// all over the memory, wait for it at once.
			sum := int32(0)
			for k := range min(len(hashes), len(groups)-i) {
				hashes[k] = maphash.String(seed, groups[i+k].ID)
				sum += slots[hashes[k]&mask].index
			}
			runtime.KeepAlive(sum)
		}
		id := groups[i].ID
		if id == "" {
			continue
		}
		hash := hashes[i%len(hashes)]
		half, at := uint32(hash>>32), hash&mask
		for slots[at].index != 0 && (slots[at].hash != half || groups[slots[at].index-1].ID != id) {
			at = (at + 1) & mask
		}
		if slots[at].index == 0 {
			slots[at] = slot{half, int32(i) + 1}
			continue
		}
		n++
		if each != nil {
			each(int(slots[at].index)-1, i)
		}
	}
	return n
}
