package scim

import "context"

// prove tries to show that the one page of a reading is the whole list, or to
// get the rest of it, where the provider counts no more than a page and what
// comes next repeats it: with half the count, which shows whether totalResults
// and startIndex mean what RFC 7644 says; by cursor, as AWS wants it; and with
// a larger count. It returns nil where neither shows it.
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

// holds says that everything in other is in r.
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

// byCursor asks for the first page by cursor, whatever the provider declares.
func (l *lister[T]) byCursor(ctx context.Context, r *reading[T]) (*reading[T], error) {
	if l.how.cursor || l.how.noCursor {
		return nil, nil
	}
	how := *l.how
	how.cursor = true
	better, err := l.pass(ctx, &how, 1)
	// One page is the whole list where the answer shows that the cursor was
	// understood: AWS leaves totalResults out then.
	if better.pages == 1 && (better.said >= 0 || r.said < 0) {
		return nil, err
	}
	return better, err
}

// byMore asks for more at once than the provider sent.
func (l *lister[T]) byMore(ctx context.Context, r *reading[T]) (*reading[T], error) {
	if l.how.count == 0 || r.longest < l.how.count {
		return nil, nil
	}
	how := *l.how
	how.count = onePageAtMost
	better, err := l.pass(ctx, &how, 1)
	if err == nil && better.verdict() == unsure && !better.mayBeCap() {
		better.total = len(better.items)
	}
	return better, err
}
