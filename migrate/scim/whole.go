package scim

import "fmt"

// verdict says whether a reading holds the whole list.
type verdict int

const (
	whole   verdict = iota
	changed         // the list changed while it was read
	short           // fewer than the provider says that there are
	overlap         // pages overlap, and no count tells whether something fell between them
	unsure          // one page, and it is not shown that it is all
)

// verdict judges a reading by the provider's count, or, where that counts no
// more than a page, by whether the pages were followed to their end.
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

// mayBeCap says that the list has a length at which providers cut a page: what
// was asked for, what the provider declares, or a multiple of 50.
func (r *reading[T]) mayBeCap() bool {
	n := r.longest
	if r.inPage > 0 {
		n = len(r.items)
	}
	return n == r.how.count || n == r.client.maxResults() || n%50 == 0
}

// agrees says that two readings found the same resources.
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

// trouble says why a reading does not count.
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
		repeats-- // our own doing: see first
	}
	if repeats > 0 {
		r.client.note("the provider sent %s more than once (%d times); each counts once", r.kind.many, repeats)
	}
}
