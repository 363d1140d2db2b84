package groupfile

import (
	"fmt"
	"math/bits"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// LongNameError means that a name is longer than migrate.MaxNameBytes. It is the cause of a migrate.Problem.
type LongNameError struct {
	Group int // its position in the file, from 1
}

// Error returns the position of the name.
func (e *LongNameError) Error() string { return fmt.Sprintf("name %d is too long", e.Group) }

// finish removes repeats, leaves out unwanted types of groups, and notes what is odd about the rest. A name that is
// too long is an error, because a shortened name would be another one.
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

// longName returns the problem of a name that is too long.
func (d *document) longName(groups []migrate.Group) *migrate.Problem {
	i := slices.IndexFunc(groups, func(g migrate.Group) bool { return len(g.Name) > migrate.MaxNameBytes })
	problem := d.unfit(fmt.Sprintf("the name of group %d is longer than %d KiB", i+1, migrate.MaxNameBytes>>10),
		"export the groups again: no group in Active Directory has such a name")
	problem.Err = &LongNameError{Group: i + 1}
	return problem
}

// dropRepeats removes each group that repeats the id and name of an earlier one, because a provider's pages may
// overlap. It reports whether any id occurred twice.
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

// keep keeps the groups for which wanted returns true, with their members, and scans them again.
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

// leaveOut removes groups of types that the connection excludes. It returns an error if the file has no types,
// because nothing would be removed.
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

// repeated returns the number of groups whose id an earlier one has, and calls each, if it isn't nil, with both
// positions. hashes are from listScan. Mostly no id repeats, so that a bit set that fits into the processor's cache
// first finds the few candidates.
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
	n, first := 0, make(map[string]int, len(suspects)) // position by id
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

// bitSet tells of a hash that it wasn't added or that it may have been: each has two bits of one word (a blocked
// Bloom filter).
type bitSet []uint64

// newBitSet returns a set for n hashes, with at least sixteen bits for each.
func newBitSet(n int) bitSet { return make(bitSet, 1<<bits.Len(uint(n/4))) }

func (s bitSet) place(hash uint32) (word *uint64, two uint64) {
	return &s[int(hash)&(len(s)-1)], 1<<(hash>>20&63) | 1<<(hash>>26)
}

// add adds a hash and reports whether it certainly wasn't in the set.
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
