package scim

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
)

// reading is one pass through a list.
type reading[T identified] struct {
	client *Client
	kind   kind
	how    *pageParams
	report migrate.Report
	// first is the startIndex of the first page: 1, or 0 in every second reading. RFC 7644 treats 0 as 1. A provider
	// that counts from 0 only sends its first resource then; with any other, the page boundaries are shifted.
	first int

	// wanted are the ids to find. After all are found, the rest of the list isn't read. nil means the whole list.
	wanted map[string]bool

	items   []T
	page    map[string]int // the page on which an id was first seen
	pages   int
	fresh   int    // pages with new resources
	said    int    // the last totalResults; -1 if none was sent
	total   int    // the last totalResults that counts more than its page; -1 if there is none
	changed bool   // total changed during the read
	tooLow  int    // a total that was exceeded; 0 for none
	inPage  int    // repeats within a page
	across  int    // repeats of an earlier page
	longest int    // resources on the largest page
	last    int    // resources on the last page with new ones
	end     ending // why the reading ended
	refused error  // the error with which the provider ended the list
}

// ending is why a reading ended.
type ending int

const (
	endCounted ending = iota // totalResults is reached
	endCursor                // a page without nextCursor
	endEmpty                 // a page without resources
	endRepeat                // a page without new resources
	endRefused               // the next page was refused
	endFound                 // all wanted resources are found
)

// run reads the list from start to end.
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
				return r.client.problem("read "+r.kind.path, "the provider sends the same cursor again and again", "", nil,
					askMaker)
			}
			seen[next], cursor, byCursor = true, next, true
			continue
		}
		if byCursor && (cursor != "" || !p.firm()) {
			r.end = endCursor
			return nil
		}
		byCursor = false // the provider ignores the cursor and pages by index
		start += len(p.Resources)
		switch {
		case r.total >= 0 && start > r.total:
			r.end = endCounted
			return nil
		case len(p.Resources) == 0:
			r.end = endEmpty
			return nil
		case fresh == 0, r.how.noIndex: // without startIndex the next page would be the same
			r.end = endRepeat
			return nil
		}
	}
	return r.client.problem("read "+r.kind.path, "the list does not end", "", nil, askMaker)
}

// ask requests one page: without the parameters that the provider refuses, and smaller if it is too large for the
// server.
func (r *reading[T]) ask(ctx context.Context, start int, byCursor bool, cursor string) (page[T], error) {
	var refused error
	var others []pageParams
	for shrunk := 0; ; {
		q := r.how.query(start, byCursor && (cursor != "" || r.how.cursor), cursor)
		body, err := r.client.getPage(ctx, r.kind, q, waiting(r.report, r.progress))
		if err == nil {
			p, err := decodePage[T](body)
			if err == nil {
				err = missingID(p.Resources)
			}
			if errors.Is(err, errNotString) {
				r.pages++ // the answer is a list
			}
			if err != nil {
				return p, r.client.problem("read "+r.kind.path, err.Error(), "", err, askMaker)
			}
			return p, nil
		}
		if r.pages == 0 && statusOf(err) == http.StatusNotFound && r.client.declares(ctx, r.kind) {
			return page[T]{Resources: []T{}}, nil
		}
		if r.how.count > minCount && tooLarge(err) && shrunk < maxShrinks && !(neterror.IsTimeout(err) && shrunk >= 2) {
			r.how.count, shrunk = max(r.how.count/2, minCount), shrunk+1
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

// Limits for requesting smaller pages if the server can't send large ones.
const (
	minCount   = 10
	maxShrinks = 6
)

// tooLarge reports whether a smaller page may succeed.
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

// settle decides what an error in the middle of a list means. Some providers refuse a startIndex after the end.
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
		case !r.how.cursor: // the provider offered a cursor and refuses it
			r.how.noCursor = true
			return errStartAgain
		}
		return err
	}
	r.end, r.refused = endRefused, err
	return nil
}

// take adds one page and returns the number of new resources. A page without new ones doesn't count as repeats,
// because some providers answer a startIndex after the end with the start of the list.
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
	if r.total >= 0 && len(r.items) > r.total { // the count is wrong, so it doesn't end the list
		r.tooLow, r.total = max(r.total, 1), -1
	}
	return fresh
}

func (r *reading[T]) progress() migrate.Progress {
	return migrate.Progress{Doing: r.kind.doing(), Done: len(r.items), Total: max(r.said, r.total, 0)}
}
