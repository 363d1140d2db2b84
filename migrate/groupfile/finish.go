package groupfile

import (
	"fmt"
	"math/bits"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// LongNameError says that a name is longer than migrate.MaxNameBytes. It is the cause of a
// migrate.Problem.
type LongNameError struct {
	Group int // its place in the file, from 1
}

// Error names the place.
func (e *LongNameError) Error() string { return fmt.Sprintf("name %d is too long", e.Group) }

// finish drops repeats, leaves out the types of groups that are not wanted, and
// notes what is odd about the rest. A name that is too long is a problem: cut,
// it would be another name.
func (d *document) finish(c *content) *migrate.Problem {
	repeats := d.dropRepeats(c)
	if problem := d.leaveOut(c); problem != nil {
		return problem
	}
	if d.scan.faults.longest > migrate.MaxNameBytes {
		return d.longName(c.groups)
	}
	d.scan.faults.note(d)
	if !repeats {
		return nil
	}
	if n := repeated(c.groups, d.scan.hashes, nil); n > 0 {
		d.notef("%s an id that an earlier one has under another name", render.Count(n, "group has", "groups have"))
	}
	return nil
}

// longName is the problem of a name that is too long.
func (d *document) longName(groups []migrate.Group) *migrate.Problem {
	i := slices.IndexFunc(groups, func(g migrate.Group) bool { return len(g.Name) > migrate.MaxNameBytes })
	problem := d.unfit(fmt.Sprintf("the name of group %d is longer than %d KiB", i+1, migrate.MaxNameBytes>>10),
		"export the groups again: no group in Active Directory has such a name")
	problem.Err = &LongNameError{Group: i + 1}
	return problem
}

// dropRepeats drops each group that an earlier one repeats with id and name: a
// provider's pages may overlap. It reports whether an id stood there twice at all.
func (d *document) dropRepeats(c *content) bool {
	d.scan.upTo(c.groups)
	twice := make([]int, 0)
	n := repeated(c.groups, d.scan.hashes, func(earlier, later int) {
		if c.groups[earlier].Name == c.groups[later].Name {
			twice = append(twice, later)
		}
	})
	if len(twice) == 0 {
		return n > 0
	}
	next := 0
	d.keep(c, func(i int) bool {
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

// keep keeps the groups for which wanted holds, and their members, and scans them anew.
func (d *document) keep(c *content, wanted func(i int) bool) {
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
	c.groups, d.scan = groups, listScan{}
	d.scan.upTo(groups)
}

// leaveOut drops the groups whose type the connection does not want. A file that tells
// no type is refused: nothing would be left out of it.
func (d *document) leaveOut(c *content) *migrate.Problem {
	without := d.conn.Without
	if len(without) == 0 {
		return nil
	}
	if !slices.ContainsFunc(c.groups, func(g migrate.Group) bool { return g.Type() != "" }) {
		return d.unfit("no group in it has a type, so none can be left out by its type",
			"export groupType or GroupCategory too; where other sources tell types, give --ad-without after their --ad")
	}
	before := len(c.groups)
	d.keep(c, func(i int) bool {
		kind := c.groups[i].Type()
		return kind == "" || !slices.Contains(without, kind)
	})
	if n := before - len(c.groups); n > 0 {
		d.notef("%s of an excluded type: left out", render.Count(n, "group is", "groups are"))
	}
	return nil
}

// repeated counts the groups whose id an earlier one has, and calls each with
// the two places, if it is given. hashes are those of listScan. Mostly no id repeats: so a
// set of bits, small enough to stay near the processor, first says which few may.
func repeated(groups []migrate.Group, hashes []uint32, each func(earlier, later int)) int {
	seen, suspects := newBitSet(len(groups)), []uint32(nil)
	for _, hash := range hashes {
		if hash != noID && !seen.add(hash) {
			suspects = append(suspects, hash)
		}
	}
	if len(suspects) == 0 {
		return 0
	}
	twice := newBitSet(len(suspects))
	for _, hash := range suspects {
		twice.add(hash)
	}
	n, first := 0, make(map[string]int, len(suspects)) // id to place
	for i, hash := range hashes {
		if hash == noID || !twice.has(hash) {
			continue
		}
		id := groups[i].ID
		earlier, has := first[id]
		if !has {
			first[id] = i
			continue
		}
		n++
		if each != nil {
			each(earlier, i)
		}
	}
	return n
}

// bitSet says of a hash that it was not added, or that it may have been: each has two bits
// of one word (a blocked Bloom filter).
type bitSet []uint64

// newBitSet makes a set for n hashes, with at least sixteen bits for each.
func newBitSet(n int) bitSet { return make(bitSet, 1<<bits.Len(uint(n/4))) }

func (s bitSet) place(hash uint32) (word *uint64, two uint64) {
	return &s[int(hash)&(len(s)-1)], 1<<(hash>>20&63) | 1<<(hash>>26)
}

// add reports whether the hash was certainly not there before.
func (s bitSet) add(hash uint32) bool {
	word, two := s.place(hash)
	isNew := *word&two != two
	*word |= two
	return isNew
}

func (s bitSet) has(hash uint32) bool {
	word, two := s.place(hash)
	return *word&two == two
}
