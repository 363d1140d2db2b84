package diff

import (
	"cmp"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// byName returns the places of the groups in the order of name, then id, then
// DN; names as bytes. It is a quicksort that looks at seven bytes at a time, so
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

const windowSize = 7

// sortable is a group with a window of its name: seven bytes, then how many
// bytes are left from the window's start, at most eight.
type sortable struct {
	window uint64
	place  int32
}

type sorter struct{ groups []migrate.Group }

// window sorts groups whose names are the same up to depth.
func (s sorter) window(list []sortable, depth int) {
	for i := range list {
		name := s.groups[list[i].place].Name[depth:]
		var w uint64
		if len(name) > windowSize {
			w = uint64(name[0])<<48 | uint64(name[1])<<40 | uint64(name[2])<<32 | uint64(name[3])<<24 | uint64(name[4])<<16 | uint64(name[5])<<8 | uint64(name[6])
		} else {
			for j := range len(name) {
				w |= uint64(name[j]) << (48 - 8*j)
			}
		}
		list[i].window = w<<8 | uint64(min(len(name), windowSize+1))
	}
	s.quick(list, depth)
}

const fewEnough = 12

func (s sorter) quick(list []sortable, depth int) {
	for len(list) > fewEnough {
		pivot := middle(list[0].window, list[len(list)/2].window, list[len(list)-1].window)
		less, i, more := 0, 0, len(list)
		for i < more {
			switch w := list[i].window; {
			case w < pivot:
				list[less], list[i] = list[i], list[less]
				less++
				i++
			case w > pivot:
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
		for j := i; j > 0 && s.before(list[j], list[j-1], depth); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// same sorts groups with the same window.
func (s sorter) same(list []sortable, depth int) {
	switch {
	case len(list) < 2:
	case list[0].window&0xff > windowSize:
		s.window(list, depth+windowSize)
	default:
		s.twins(list)
	}
}

func (s sorter) before(a, b sortable, depth int) bool {
	if a.window != b.window {
		return a.window < b.window
	}
	return s.compare(a.place, b.place, depth) < 0
}

func (s sorter) compare(i, j int32, depth int) int {
	a, b := &s.groups[i], &s.groups[j]
	return cmp.Or(strings.Compare(a.Name[depth:], b.Name[depth:]), strings.Compare(a.ID, b.ID),
		strings.Compare(a.DN, b.DN), strings.Compare(a.ExternalID, b.ExternalID))
}

func middle(a, b, c uint64) uint64 { return max(min(a, b), min(max(a, b), c)) }

// twins sorts groups with the same name.
func (s sorter) twins(list []sortable) {
	slices.SortFunc(list, func(a, b sortable) int {
		return s.compare(a.place, b.place, len(s.groups[a.place].Name))
	})
}
