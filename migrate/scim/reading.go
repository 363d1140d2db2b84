package scim

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
)

// reading is one passage through a whole list.
type reading[T identified] struct {
	client *Client
	kind   kind
	how    *asking
	report migrate.Report
	// first is the startIndex of the first page: 1, or 0 in every second
	// reading. RFC 7644 takes 0 for 1. A provider that counts from 0 sends its
	// first resource only then, and for any other the pages begin elsewhere.
	first int

	// wanted are the ids that are looked for: once all are found the rest of the
	// list is not read. nil: all of the list is wanted.
	wanted map[string]bool

	items   []T
	page    map[string]int // the page on which an id was first seen
	pages   int
	fresh   int    // pages that brought something new
	said    int    // the last totalResults; -1 if none was sent
	total   int    // the last one that counts more than its page; -1 if there is none
	changed bool   // total was not the same all the time
	tooLow  int    // a total that more resources came than; 0: none
	inPage  int    // repeats within one page
	across  int    // repeats of an earlier page's
	longest int    // resources on the fullest page
	last    int    // resources on the last page that brought something new
	end     ending // why the reading ended
	refused error  // with which the provider ended the list
}

// ending says where a reading ended.
type ending int

const (
	endCounted ending = iota // totalResults is reached
	endCursor                // a page without nextCursor
	endEmpty                 // a page without resources
	endRepeat                // a page of what had come before
	endRefused               // the next page was refused
	endFound                 // all that is wanted is found
)

// run reads the list from its start to its end.
func (r *reading[T]) run(ctx context.Context) error {
	r.page, r.total, r.said = map[string]int{}, -1, -1
	start, cursor, byCursor, seen := r.first, "", r.how.cursor, map[string]bool{}
	for r.pages < maxPages && len(r.items) < maxResources {
		p, err := r.ask(ctx, start, byCursor, cursor)
		if err != nil {
			return r.settle(err, byCursor)
		}
		byCursor = byCursor && (r.how.cursor || cursor != "")
		r.pages++
		fresh := r.take(p)
		r.report.Send(r.progress())
		if r.wanted != nil && len(r.wanted) == 0 {
			r.end = endFound
			return nil
		}
		if next := string(p.NextCursor); next != "" && !r.how.noCursor {
			if seen[next] {
				return r.client.problem("read "+r.kind.path, "the provider sends the same cursor again and again", "", nil, askMaker)
			}
			seen[next], cursor, byCursor = true, next, true
			continue
		}
		if byCursor && (cursor != "" || !p.firm()) {
			r.end = endCursor
			return nil
		}
		byCursor = false // asked for by cursor, and the provider pages by index
		start += len(p.Resources)
		switch {
		case r.total >= 0 && start > r.total:
			r.end = endCounted
			return nil
		case len(p.Resources) == 0:
			r.end = endEmpty
			return nil
		case fresh == 0, r.how.noIndex: // without startIndex the next page would be this one
			r.end = endRepeat
			return nil
		}
	}
	return r.client.problem("read "+r.kind.path, "the list does not end", "", nil, askMaker)
}

// ask gets one page: the first one without what the provider refuses, and any
// one smaller where it is too large for the server.
func (r *reading[T]) ask(ctx context.Context, start int, byCursor bool, cursor string) (page[T], error) {
	var refused error
	var others []asking
	for shrunk := 0; ; {
		q := r.how.query(start, byCursor && (cursor != "" || r.how.cursor), cursor)
		body, err := r.client.getPage(ctx, r.kind, q, waiting(r.report, r.progress))
		if err == nil {
			p, err := decodePage[T](body)
			if err == nil {
				err = missingID(p.Resources)
			}
			if errors.Is(err, errNoText) {
				r.pages++ // a list it is
			}
			if err != nil {
				return p, r.client.problem("read "+r.kind.path, err.Error(), "", err, askMaker)
			}
			return p, nil
		}
		if r.pages == 0 && statusOf(err) == http.StatusNotFound && r.client.declares(ctx, r.kind) {
			return page[T]{Resources: []T{}}, nil
		}
		if r.how.count > leastCount && tooLarge(err) && shrunk < mostShrinks && !(neterror.IsTimeout(err) && shrunk >= 2) {
			r.how.count, shrunk = max(r.how.count/2, leastCount), shrunk+1
			p := r.progress()
			p.Note = fmt.Sprintf("the page is too large for the server: asking for %d at a time", r.how.count)
			r.report.Send(p)
			continue
		}
		if refused == nil {
			refused = err
			if r.pages == 0 && r.first > 0 {
				others = r.how.alternatives(err)
			}
		}
		if len(others) == 0 || statusOf(err) == 0 {
			return page[T]{}, refused
		}
		*r.how, others = others[0], others[1:]
	}
}

// Pages are made smaller where a server cannot send them, down to leastCount.
const (
	leastCount  = 10
	mostShrinks = 6
)

// tooLarge says that a smaller page may get through.
func tooLarge(err error) bool {
	code := statusOf(err)
	return code == http.StatusGatewayTimeout || code == http.StatusRequestEntityTooLarge || errors.Is(err, errTooLarge) ||
		code == 0 && neterror.IsTimeout(err)
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
func (r *reading[T]) settle(err error, byCursor bool) error {
	refused, ok := errors.AsType[*statusError](err)
	if !ok || r.pages == 0 || refused.code >= 500 && refused.code != http.StatusNotImplemented || refused.code == 401 ||
		refused.code == 403 || refused.code == 429 {
		return err
	}
	if byCursor {
		switch {
		case refused.scimType == "invalidCursor", refused.scimType == "expiredCursor":
			return errStartAgain
		case !r.how.cursor: // it offered one and does not take it
			r.how.noCursor = true
			return errStartAgain
		}
		return err
	}
	r.end, r.refused = endRefused, err
	return nil
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
			delete(r.wanted, item.id())
			fresh++
		case on == r.pages:
			inPage++
		default:
			across++
		}
	}
	r.longest = max(r.longest, len(p.Resources))
	if fresh > 0 {
		r.fresh, r.last = r.fresh+1, len(p.Resources)
		r.inPage += inPage
		r.across += across
	}
	if p.TotalResults == nil {
		return fresh
	}
	r.said = int(*p.TotalResults)
	if p.firm() && r.tooLow == 0 {
		r.changed = r.changed || r.total >= 0 && r.said != r.total
		r.total = r.said
	}
	if r.total >= 0 && len(r.items) > r.total { // a wrong count ends no list
		r.tooLow, r.total = max(r.total, 1), -1
	}
	return fresh
}

func (r *reading[T]) progress() migrate.Progress {
	return migrate.Progress{Doing: r.kind.doing(), Done: len(r.items), Total: max(r.said, r.total, 0)}
}
