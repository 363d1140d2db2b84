package scim

import (
	"context"
	"errors"
	"fmt"

	"ad2scim/migrate"
)

// reading is one passage through a whole list.
type reading[T identified] struct {
	client *Client
	kind   kind
	how    *asking
	report migrate.Report
	// first is the startIndex of the first page: 1, or 0 in every second
	// reading. RFC 7644 takes 0 for 1. A provider that counts from 0 sends its
	// first resource only then, and for any other the pages begin elsewhere, so
	// that one that loses resources between two pages is found out.
	first int

	items   []T
	page    map[string]int // the page on which an id was first seen
	pages   int
	total   int  // the last totalResults; -1 if none was sent
	changed bool // totalResults was not the same all the time
	inPage  int  // repeats within one page
	across  int  // repeats of an earlier page's
}

// run reads the list from its start to its end.
func (r *reading[T]) run(ctx context.Context) error {
	r.page, r.total = map[string]int{}, -1
	start, cursor, seen := r.first, "", map[string]bool{}
	for r.pages < maxPages && len(r.items) < maxResources {
		p, err := r.ask(ctx, start, cursor)
		if err != nil {
			return r.settle(err)
		}
		r.pages++
		fresh := r.take(p)
		r.report.Send(r.progress())
		next := string(p.NextCursor)
		if r.how.cursor || r.pages == 1 && p.TotalResults == nil && next != "" {
			r.how.cursor = true
			if next == "" {
				return nil
			}
			if seen[next] {
				return r.client.problem("read "+r.kind.path, "the provider sends the same cursor again and again", askMaker, nil)
			}
			seen[next], cursor = true, next
			continue
		}
		start += len(p.Resources)
		if fresh == 0 || start > r.total && !r.totalIsOfPage(p) {
			return nil
		}
	}
	return r.client.problem("read "+r.kind.path, "the list does not end", askMaker, nil)
}

// ask gets one page; the first one as often as parameters can be given up.
func (r *reading[T]) ask(ctx context.Context, start int, cursor string) (page[T], error) {
	var refused error
	for {
		body, err := r.client.get(ctx, r.kind.path, r.how.query(start, cursor), waiting(r.report, r.progress))
		if err == nil {
			p, err := decodePage[T](body)
			if err == nil {
				err = missingID(p.Resources)
			}
			if err != nil {
				return p, r.client.problem("read "+r.kind.path, err.Error(), askMaker, err)
			}
			return p, nil
		}
		if refused == nil {
			refused = err
		}
		if r.pages > 0 || r.first == 0 || !r.how.yield(err) {
			return page[T]{}, refused
		}
	}
}

func missingID[T identified](items []T) error {
	for _, item := range items {
		if item.id() == "" {
			return errors.New("a resource has no id")
		}
	}
	return nil
}

// settle decides what an error in mid-list means. Some providers refuse a
// startIndex behind the end, where there is nothing more to ask for.
func (r *reading[T]) settle(err error) error {
	refused, ok := errors.AsType[*statusError](err)
	if !ok || r.pages == 0 || refused.code >= 500 || refused.code == 401 || refused.code == 403 || refused.code == 429 {
		return err
	}
	if r.how.cursor {
		if refused.scimType == "invalidCursor" || refused.scimType == "expiredCursor" {
			return errStartAgain
		}
		return err
	}
	if r.total >= 0 && len(r.items) >= r.total {
		return nil
	}
	return err
}

// take adds one page and returns how many of its resources are new. A page of
// nothing new is not counted as repeats: some providers answer a startIndex
// behind the end with the list from its start.
func (r *reading[T]) take(p page[T]) int {
	fresh, inPage, across := 0, 0, 0
	for _, item := range p.Resources {
		switch on, seen := r.page[item.id()]; {
		case !seen:
			r.page[item.id()] = r.pages
			r.items = append(r.items, item)
			fresh++
		case on == r.pages:
			inPage++
		default:
			across++
		}
	}
	if fresh > 0 {
		r.inPage += inPage
		r.across += across
	}
	if p.TotalResults == nil {
		return fresh
	}
	total := int(*p.TotalResults)
	if r.total >= 0 && total != r.total && !r.totalIsOfPage(p) {
		r.changed = true
	}
	r.total = total
	return fresh
}

// totalIsOfPage says that totalResults may be no more than the page's size, as
// some providers have it: then the next page tells.
func (r *reading[T]) totalIsOfPage(p page[T]) bool {
	return p.TotalResults == nil || int(*p.TotalResults) == len(p.Resources)
}

// whole says that nothing is missing, as far as the provider's count tells.
func (r *reading[T]) whole() bool {
	return !r.changed && len(r.items)+r.inPage >= r.total
}

// agrees says that two readings found the same resources though the count says
// otherwise, and that repeats explain what is missing of it.
func (r *reading[T]) agrees(other *reading[T]) bool {
	if len(r.items) != len(other.items) || len(r.items)+r.inPage+r.across < r.total || len(other.items)+other.inPage+other.across < other.total {
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
	if r.changed {
		return fmt.Sprintf("the list of %s changed while it was read", r.kind.many)
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

func (r *reading[T]) progress() migrate.Progress {
	return migrate.Progress{Doing: r.kind.doing(), Done: len(r.items), Total: max(r.total, 0)}
}
