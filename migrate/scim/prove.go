package scim

import "context"

// prove tries to show that a single page is the whole list, or to get the rest, if the provider only counts a page
// and the next page repeats the first. It requests half the count, which shows whether totalResults and startIndex
// mean what RFC 7644 says; then by cursor, as AWS requires; and then a larger count. It returns nil if nothing is
// conclusive.
func (l *lister[T]) prove(ctx context.Context, r *reading[T]) (*reading[T], error) {
	l.past = append(l.past, r)
	for _, way := range []func(context.Context, *reading[T]) (*reading[T], error){l.byHalf, l.byCursor, l.byMore} {
		better, err := way(ctx, r)
		if err != nil && statusOf(err) == 0 {
			return nil, err
		}
		if better != nil && err == nil && better.verdict() == whole && better.holds(r) {
			return better, nil
		}
	}
	if r.fresh > 1 || r.mayBeCap() {
		return nil, nil
	}
	l.client.note("the provider does not page the list of %s: all %d come at once", l.kind.many, len(r.items))
	return r, nil
}

// holds reports whether r contains everything in other.
func (r *reading[T]) holds(other *reading[T]) bool {
	for id := range other.page {
		if _, found := r.page[id]; !found {
			return false
		}
	}
	return true
}

// byHalf reads with half the count.
func (l *lister[T]) byHalf(ctx context.Context, r *reading[T]) (*reading[T], error) {
	if len(r.items) < 2 || l.how.count == 0 {
		return nil, nil
	}
	how := *l.how
	how.count = r.longest / 2
	return l.pass(ctx, &how, 1)
}

// byCursor requests the first page by cursor, whatever the provider declares.
func (l *lister[T]) byCursor(ctx context.Context, r *reading[T]) (*reading[T], error) {
	if l.how.cursor || l.how.noCursor {
		return nil, nil
	}
	how := *l.how
	how.cursor = true
	better, err := l.pass(ctx, &how, 1)
	// A single page is the whole list if the answer shows that the cursor was understood: AWS then omits totalResults.
	if better.pages == 1 && (better.said >= 0 || r.said < 0) {
		return nil, err
	}
	return better, err
}

// byMore requests more resources than the provider sent.
func (l *lister[T]) byMore(ctx context.Context, r *reading[T]) (*reading[T], error) {
	if l.how.count == 0 || r.longest < l.how.count {
		return nil, nil
	}
	how := *l.how
	how.count = maxSinglePage
	better, err := l.pass(ctx, &how, 1)
	if err == nil && better.verdict() == unsure && !better.mayBeCap() {
		better.total = len(better.items)
	}
	return better, err
}
