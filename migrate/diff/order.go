package diff

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// ranked is a group in the order of its list by name. It includes the name, because in the
// order of names, groups are scattered over memory.
type ranked struct {
	// A window of the name, for sorting: fifteen bytes, then how many bytes are left from the
	// window's start, at most sixteen.
	high, low uint64
	name      string
	index     int32 // in the list as it was given
}

// byName returns the groups in the order of name, then id, then DN; names as bytes. It is a
// radix sort on fifteen bytes at a time, so that a long common beginning isn't read again and
// again. If canceled returns true, the rest stays unsorted.
func byName(groups []migrate.Group, canceled func() bool) []ranked {
	list := make([]ranked, len(groups))
	for i := range groups {
		r := &list[i]
		r.name, r.index = groups[i].Name, int32(i)
		r.high, r.low = windowOf(r.name, 0)
	}
	s := sorter{groups: groups, canceled: canceled}
	s.radix(list, 0)
	return list
}

const windowSize = 15

func (a *ranked) before(b *ranked) bool {
	return a.high < b.high || a.high == b.high && a.low < b.low
}

func (a *ranked) sameWindow(b *ranked) bool { return a.high == b.high && a.low == b.low }

// ends reports whether the name ends in the window.
func (a *ranked) ends() bool { return a.low&0xff <= windowSize }

// digit returns one of the sixteen bytes of a window.
func (a *ranked) digit(at int) uint8 {
	if at < 8 {
		return uint8(a.high >> (56 - 8*at))
	}
	return uint8(a.low >> (120 - 8*at))
}

// windowOf returns the window of a name from depth on.
func windowOf(name string, depth int) (high, low uint64) {
	left := len(name) - depth
	switch {
	case left > windowSize:
		return eight(name[depth:]), eight(name[depth+8:])&^0xff | (windowSize + 1)
	case left > 8:
		return eight(name[depth:]), eight(name[len(name)-8:])<<(8*(16-left)) | uint64(left)
	case left == 8:
		return eight(name[depth:]), 8
	case left > 0 && len(name) >= 8:
		return eight(name[len(name)-8:]) << (8 * (8 - left)), uint64(left)
	}
	for i := range left {
		high |= uint64(name[depth+i]) << (56 - 8*i)
	}
	return high, uint64(left)
}

// eight returns the first eight bytes of s, which must have that many.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
		uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
}

type sorter struct {
	groups   []migrate.Group
	canceled func() bool
	stopped  bool
}

const (
	// fewEnough is the size up to which a list is sorted by comparing.
	fewEnough = 48
	// manyToSort is the size from which a list is worth a check for cancellation.
	manyToSort = 10_000
)

// radix sorts groups whose names are the same up to depth, by their windows from there:
// by the first byte in which the windows differ, then each part by its own.
func (s *sorter) radix(list []ranked, depth int) {
	for len(list) > fewEnough {
		if s.stopped = s.stopped || len(list) >= manyToSort && s.canceled(); s.stopped {
			return
		}
		if at := differAt(list); at <= windowSize {
			var starts [257]int32
			partition(list, at, &starts)
			for d := range 256 {
				if part := list[starts[d]:starts[d+1]]; len(part) > 1 {
					s.radix(part, depth)
				}
			}
			return
		}
		if list[0].ends() {
			s.twins(list)
			return
		}
		depth += windowSize
		readWindows(list, depth)
	}
	s.insert(list, depth)
}

// readWindows reads the windows of names that are the same up to depth.
func readWindows(list []ranked, depth int) {
	for i := range list {
		list[i].high, list[i].low = windowOf(list[i].name, depth)
	}
}

// differAt returns the index of the first byte in which the windows of a list differ, or a
// larger number if they are equal.
func differAt(list []ranked) int {
	var high, low uint64
	firstHigh, firstLow := list[0].high, list[0].low
	for i := range list {
		high |= list[i].high ^ firstHigh
		low |= list[i].low ^ firstLow
	}
	if high != 0 {
		return bits.LeadingZeros64(high) / 8
	}
	return 8 + bits.LeadingZeros64(low)/8
}

// partition sorts a list by one byte, in place. starts says where the part of each byte
// begins, and where the list ends.
func partition(list []ranked, at int, starts *[257]int32) {
	var next [256]int32 // how many have a byte; then where the next one goes
	for i := range list {
		next[list[i].digit(at)]++
	}
	from := int32(0)
	for d, count := range next {
		starts[d], next[d] = from, from
		from += count
	}
	starts[256] = from
	for d := range next {
		for end := starts[d+1]; next[d] < end; {
			one := list[next[d]]
			for to := one.digit(at); int(to) != d; to = one.digit(at) {
				one, list[next[to]] = list[next[to]], one
				next[to]++
			}
			list[next[d]] = one
			next[d]++
		}
	}
}

// insert sorts a few names by their windows, and names with equal windows by what follows.
func (s *sorter) insert(list []ranked, depth int) {
	for i := 1; i < len(list); i++ {
		if !list[i].before(&list[i-1]) {
			continue
		}
		one, j := list[i], i
		for ; j > 0 && one.before(&list[j-1]); j-- {
			list[j] = list[j-1]
		}
		list[j] = one
	}
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].sameWindow(&list[from]) {
			to++
		}
		switch same := list[from:to]; {
		case len(same) == 1:
		case same[0].ends():
			s.twins(same)
		default:
			readWindows(same, depth+windowSize)
			s.insert(same, depth+windowSize)
		}
		from = to
	}
}

// twins sorts groups with the same name.
func (s *sorter) twins(list []ranked) {
	slices.SortFunc(list, func(x, y ranked) int {
		a, b := &s.groups[x.index], &s.groups[y.index]
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.DN, b.DN),
			strings.Compare(a.ExternalID(), b.ExternalID()), strings.Compare(a.ADID(), b.ADID()),
			strings.Compare(a.ADSID(), b.ADSID()), strings.Compare(a.Source, b.Source))
	})
}
