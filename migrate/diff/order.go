package diff

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// byName returns the places of the groups in the order of name, then id, then
// DN; names as bytes. It is a radix sort that looks at fifteen bytes at a time, so
// that a long common beginning is not read over and over.
func byName(groups []migrate.Group) []int32 {
	list := make([]sortable, len(groups))
	for i := range groups {
		list[i].place = int32(i)
	}
	s := sorter{groups}
	s.window(list, 0)
	s.radix(list, 0)
	order := make([]int32, len(list))
	for i := range list {
		order[i] = list[i].place
	}
	return order
}

const windowSize = 15

// sortable is a group with a window of its name: fifteen bytes, then how many
// bytes are left from the window's start, at most sixteen.
type sortable struct {
	high, low uint64
	place     int32
}

func (a *sortable) before(b *sortable) bool {
	return a.high < b.high || a.high == b.high && a.low < b.low
}

// digit returns one of the sixteen bytes of a window.
func (a *sortable) digit(at int) uint8 {
	if at < 8 {
		return uint8(a.high >> (56 - 8*at))
	}
	return uint8(a.low >> (120 - 8*at))
}

type sorter struct{ groups []migrate.Group }

// window reads the windows of groups whose names are the same up to depth.
func (s sorter) window(list []sortable, depth int) {
	for i := range list {
		list[i].high, list[i].low = windowOf(s.groups[list[i].place].Name, depth)
	}
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

// eight returns the first eight bytes of s, which has as many.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
		uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
}

// fewEnough is how many are sorted by comparing them.
const fewEnough = 32

// radix sorts groups whose names are the same up to depth: by the first byte in which
// their windows differ, then each part by its own.
func (s sorter) radix(list []sortable, depth int) {
	for len(list) > fewEnough {
		if at := differAt(list); at <= windowSize {
			for _, part := range partition(list, at) {
				if part[1]-part[0] > 1 {
					s.radix(list[part[0]:part[1]], depth)
				}
			}
			return
		}
		if list[0].low&0xff <= windowSize {
			s.twins(list)
			return
		}
		depth += windowSize
		s.window(list, depth)
	}
	s.insert(list, depth)
}

// differAt returns in which byte the windows of a list differ first; more than there
// are where they are the same.
func differAt(list []sortable) int {
	var high, low uint64
	first := list[0]
	for i := range list {
		high |= list[i].high ^ first.high
		low |= list[i].low ^ first.low
	}
	if high != 0 {
		return bits.LeadingZeros64(high) / 8
	}
	return 8 + bits.LeadingZeros64(low)/8
}

// partition brings a list into the order of one byte, in place, and returns where the
// part of each byte begins and ends.
func partition(list []sortable, at int) (parts [256][2]int32) {
	for i := range list {
		parts[list[i].digit(at)][1]++
	}
	from := int32(0)
	var next [256]int32
	for d := range parts {
		next[d] = from
		parts[d] = [2]int32{from, from + parts[d][1]}
		from = parts[d][1]
	}
	for d := range parts {
		for end := parts[d][1]; next[d] < end; {
			one := list[next[d]]
			for to := one.digit(at); int(to) != d; to = one.digit(at) {
				one, list[next[to]] = list[next[to]], one
				next[to]++
			}
			list[next[d]] = one
			next[d]++
		}
	}
	return parts
}

func (s sorter) insert(list []sortable, depth int) {
	for i := 1; i < len(list); i++ {
		one := list[i]
		j := i
		for ; j > 0 && s.less(&one, &list[j-1], depth); j-- {
			list[j] = list[j-1]
		}
		list[j] = one
	}
}

func (s sorter) less(a, b *sortable, depth int) bool {
	if a.high != b.high || a.low != b.low {
		return a.before(b)
	}
	return s.compare(a.place, b.place, depth) < 0
}

func (s sorter) compare(i, j int32, depth int) int {
	a, b := &s.groups[i], &s.groups[j]
	return cmp.Or(strings.Compare(a.Name[depth:], b.Name[depth:]), strings.Compare(a.ID, b.ID),
		strings.Compare(a.DN, b.DN), strings.Compare(a.ExternalID, b.ExternalID))
}

// twins sorts groups with the same name.
func (s sorter) twins(list []sortable) {
	slices.SortFunc(list, func(a, b sortable) int {
		return s.compare(a.place, b.place, len(s.groups[a.place].Name))
	})
}
