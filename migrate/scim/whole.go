package scim

import "fmt"

// verdict is whether a reading is the complete list.
type verdict int

const (
	whole   verdict = iota
	changed         // the list changed while it was read
	short           // fewer resources than the provider says
	overlap         // pages overlap, and there is no count that shows whether a resource is missing
	unsure          // a single page that may not be everything
)

// verdict judges a reading by the provider's count, or, if that only counts a page, by whether the pages were
// followed to the end.
func (r *reading[T]) verdict() verdict {
	switch {
	case r.end == endFound:
		return whole
	case r.changed:
		return changed
	case r.total >= 0 && len(r.items)+r.inPage >= r.total:
		return whole
	case r.total >= 0:
		return short
	case r.end == endCursor, len(r.items) == 0:
		return whole
	case r.across > 0:
		return overlap
	case r.fresh > 1 && (r.end != endRefused || r.last < r.longest):
		return whole
	case r.fresh == 1 && r.end == endEmpty && !r.mayBeCap():
		return whole
	}
	return unsure
}

// mayBeCap reports whether the list has a length at which providers limit a page: the requested count, the declared
// maximum, or a multiple of 50.
func (r *reading[T]) mayBeCap() bool {
	n := r.longest
	if r.inPage > 0 {
		n = len(r.items)
	}
	return n == r.how.count || n == r.client.maxResults() || n%50 == 0
}

// agrees reports whether two readings found the same resources.
func (r *reading[T]) agrees(other *reading[T]) bool {
	if len(r.items) != len(other.items) {
		return false
	}
	for id := range r.page {
		if _, found := other.page[id]; !found {
			return false
		}
	}
	return true
}

// trouble returns why a reading doesn't count.
func (r *reading[T]) trouble() string {
	switch r.verdict() {
	case changed:
		return fmt.Sprintf("the list of %s changed while it was read", r.kind.many)
	case overlap:
		return fmt.Sprintf("the pages of the list of %s overlap, so some may be missing", r.kind.many)
	case unsure:
		return fmt.Sprintf("the server sends %d %s and counts no more than it sends; whether there are more can't be told",
			len(r.items), r.kind.many)
	}
	return fmt.Sprintf("the server says that there are %d %s but sends %d", r.total, r.kind.many, len(r.items))
}

func (r *reading[T]) noteRepeats() {
	repeats := r.inPage + r.across
	if r.first == 0 && r.across > 0 {
		repeats-- // caused by requesting startIndex 0, see first
	}
	if repeats > 0 {
		r.client.note("the provider sent %s more than once (%d times); each counts once", r.kind.many, repeats)
	}
}
