package groupfile

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"ad2scim/migrate"
)

// finish leaves out the types of groups that are not wanted, and notes what is
// odd about the rest.
func (d *document) finish(c *content) {
	d.leaveOut(c)
	empty, broken, null := 0, 0, 0
	for i := range c.groups {
		name := c.groups[i].Name
		if name == "" {
			empty++
		}
		if !utf8.ValidString(name) {
			broken++
		}
		if strings.IndexByte(name, 0) >= 0 {
			null++
		}
	}
	if broken > 0 {
		d.notef("%s not UTF-8 and kept byte for byte, so equal to no clean one: the file may be in the encoding of an older Windows; export it as UTF-8 (in Excel: CSV UTF-8; in PowerShell: -Encoding utf8)", plural(broken, "name is", "names are"))
	}
	if null > 0 {
		d.notef("%s a NUL byte", plural(null, "name holds", "names hold"))
	}
	if empty > 0 {
		d.notef("%s an empty name", plural(empty, "group has", "groups have"))
	}
	if n := repeated(c.groups); n > 0 {
		d.notef("%s an id that an earlier one has", plural(n, "group has", "groups have"))
	}
}

// leaveOut drops the groups whose type the connection does not want.
func (d *document) leaveOut(c *content) {
	without := d.conn.Without
	if len(without) == 0 {
		return
	}
	keep := make([]int, 0, len(c.groups))
	groups := make([]migrate.Group, 0, len(c.groups))
	for i, g := range c.groups {
		if g.Type == "" || !slices.Contains(without, g.Type) {
			keep, groups = append(keep, i), append(groups, g)
		}
	}
	if n := len(c.groups) - len(groups); n > 0 {
		d.notef("%s of a type that is not wanted: left out", plural(n, "group is", "groups are"))
	}
	if members := c.members; members != nil {
		c.members = func(i int) ([]migrate.Member, error) { return members(keep[i]) }
	}
	c.groups = groups
}

// repeated counts the groups whose id an earlier one has. The table of slots
// holds indices in place of strings: at 100,000 groups that is a quarter of a
// map's time and memory.
func repeated(groups []migrate.Group) int {
	slots := make([]int32, 1<<bits.Len(uint(2*len(groups))))
	mask := uint64(len(slots) - 1)
	seed := maphash.MakeSeed()
	n := 0
	for i := range groups {
		id := groups[i].ID
		if id == "" {
			continue
		}
		at := maphash.String(seed, id) & mask
		for slots[at] != 0 && groups[slots[at]-1].ID != id {
			at = (at + 1) & mask
		}
		if slots[at] != 0 {
			n++
		} else {
			slots[at] = int32(i) + 1
		}
	}
	return n
}
