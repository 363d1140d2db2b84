package diff

import (
	"cmp"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// byName returns the places of the groups in the order of name, then id, then
// DN; names as bytes. It is a quicksort that looks at fifteen bytes at a time, so
// that a long common beginning is not compared over and over.
func byName(groups []migrate.Group) []int32 {
	list := make([]sortable, len(groups))
	for i := range groups {
		list[i].place = int32(i)
	}
	s := sorter{groups}
	s.window(list, 0)
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

func (a *sortable) before(high, low uint64) bool {
	return a.high < high || a.high == high && a.low < low
}

func (a *sortable) after(high, low uint64) bool {
	return a.high > high || a.high == high && a.low > low
}

type sorter struct{ groups []migrate.Group }

// window sorts groups whose names are the same up to depth.
func (s sorter) window(list []sortable, depth int) {
	for i := range list {
		name := s.groups[list[i].place].Name[depth:]
		if len(name) < 16 {
			list[i].high, list[i].low = short(name)
			continue
		}
		list[i].high, list[i].low = eight(name), eight(name[8:])&^0xff|(windowSize+1)
	}
	s.quick(list, depth)
}

const fewEnough = 12

// short returns the window of a name of fewer than sixteen bytes.
func short(name string) (high, low uint64) {
	n := len(name)
	if n >= 8 {
		high, name = eight(name), name[8:]
		for i := range len(name) {
			low |= uint64(name[i]) << (56 - 8*i)
		}
		return high, low | uint64(n)
	}
	for i := range n {
		high |= uint64(name[i]) << (56 - 8*i)
	}
	return high, uint64(n)
}

// eight returns the first eight bytes of s, which has as many.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
		uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
}

func (s sorter) quick(list []sortable, depth int) {
	for len(list) > fewEnough {
		pivot := middle(list[0], list[len(list)/2], list[len(list)-1])
		less, i, more := 0, 0, len(list)
		for i < more {
			switch {
			case list[i].before(pivot.high, pivot.low):
				list[less], list[i] = list[i], list[less]
				less++
				i++
			case list[i].after(pivot.high, pivot.low):
				more--
				list[more], list[i] = list[i], list[more]
			default:
				i++
			}
		}
		s.quick(list[:less], depth)
		s.same(list[less:more], depth)
		list = list[more:]
	}
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && s.less(&list[j], &list[j-1], depth); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// same sorts groups with the same window.
func (s sorter) same(list []sortable, depth int) {
	switch {
	case len(list) < 2:
	case list[0].low&0xff > windowSize:
		s.window(list, depth+windowSize)
	default:
		s.twins(list)
	}
}

func (s sorter) less(a, b *sortable, depth int) bool {
	if a.high != b.high || a.low != b.low {
		return a.before(b.high, b.low)
	}
	return s.compare(a.place, b.place, depth) < 0
}

func (s sorter) compare(i, j int32, depth int) int {
	a, b := &s.groups[i], &s.groups[j]
	return cmp.Or(strings.Compare(a.Name[depth:], b.Name[depth:]), strings.Compare(a.ID, b.ID),
		strings.Compare(a.DN, b.DN), strings.Compare(a.ExternalID, b.ExternalID))
}

// middle returns the median of three.
func middle(a, b, c sortable) sortable {
	if b.before(a.high, a.low) {
		a, b = b, a
	}
	if c.before(b.high, b.low) {
		b = c
		if b.before(a.high, a.low) {
			b = a
		}
	}
	return b
}

// twins sorts groups with the same name.
func (s sorter) twins(list []sortable) {
	slices.SortFunc(list, func(a, b sortable) int {
		return s.compare(a.place, b.place, len(s.groups[a.place].Name))
	})
}
