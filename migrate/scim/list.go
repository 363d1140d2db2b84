package scim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"ad2scim/migrate"
)

const (
	pageSize = 200
	maxPages = 100_000
	readings = 3 // how often a list that changes while it is read is read anew
)

// listing is one reading of a whole list.
type listing struct {
	resources []json.RawMessage
	ids       []string
	seen      map[string]bool
	received  int // resources sent, repeats included
	total     int // the last totalResults
	changed   bool
}

func (l *listing) whole() bool { return len(l.ids) >= l.total && !l.changed }

// list reads every resource of a type, as often as it takes for the list to
// hold still. It never returns fewer resources than the server says there are.
func (c *Client) list(ctx context.Context, path, doing string, query url.Values, report migrate.Report) ([]json.RawMessage, error) {
	config := c.serviceProviderConfig(ctx)
	var l *listing
	for try := range readings {
		if try > 0 {
			report.Send(migrate.Progress{Doing: doing, Note: "starting over: the list changed while it was read"})
		}
		var err error
		l, err = c.readOnce(ctx, path, doing, query, config.byCursor(), report)
		if err != nil && query.Has("excludedAttributes") && statusOf(err) == http.StatusBadRequest {
			query.Del("excludedAttributes")
			l, err = c.readOnce(ctx, path, doing, query, config.byCursor(), report)
		}
		if err != nil {
			return nil, err
		}
		if l.whole() {
			return l.resources, nil
		}
	}
	if l.received < l.total {
		return nil, c.problem(path, fmt.Sprintf("the server says that there are %d but sent %d", l.total, l.received), "try again when nothing is being provisioned; a list that is cut short cannot be compared", nil)
	}
	if repeats := l.received - len(l.ids); repeats > 0 {
		c.note("the provider sent %d resources of %s more than once; each counts once", repeats, path)
	}
	if l.changed {
		c.note("the list of %s kept changing while it was read", path)
	}
	return l.resources, nil
}

func (c *Client) readOnce(ctx context.Context, path, doing string, query url.Values, cursor bool, report migrate.Report) (*listing, error) {
	l := &listing{seen: map[string]bool{}}
	start, next := 1, ""
	for n := range maxPages {
		q := url.Values{"count": {strconv.Itoa(pageSize)}}
		for k, v := range query {
			q[k] = v
		}
		if cursor {
			q.Set("cursor", next)
		} else {
			q.Set("startIndex", strconv.Itoa(start))
		}
		c.waited = func(d time.Duration) {
			report.Send(migrate.Progress{Doing: doing, Done: len(l.ids), Total: l.total, Note: fmt.Sprintf("the server asks to wait %.0f s", d.Seconds())})
		}
		body, err := c.get(ctx, path, q)
		if err != nil {
			// Some servers refuse a startIndex behind the end, which is asked
			// for only to see whether totalResults was the page's size.
			if n > 0 && !cursor && len(l.ids) >= l.total && statusOf(err) == http.StatusBadRequest {
				return l, nil
			}
			return nil, err
		}
		var p page
		if err := json.Unmarshal(body, &p); err != nil {
			return nil, c.problem(path, "the answer is not a SCIM list ("+err.Error()+")", "check the address with `ad2scim probe`", err)
		}
		if p.TotalResults == nil && p.Resources == nil {
			return nil, c.problem(path, "the answer is not a SCIM list", "check the address; Dashlane's self-hosted endpoint ends in /scim/2.0", nil)
		}
		fresh, err := l.add(p)
		if err != nil {
			return nil, c.problem(path, err.Error(), "the provider's answer breaks RFC 7643: ask its maker", err)
		}
		report.Send(migrate.Progress{Doing: doing, Done: len(l.ids), Total: l.total})
		if cursor {
			if p.NextCursor == "" || fresh == 0 {
				return l, nil
			}
			next = p.NextCursor
			continue
		}
		start += len(p.Resources)
		// totalResults may be the page's size: one more request tells.
		pageIsAll := l.total == len(p.Resources)
		if fresh == 0 || start > l.total && !pageIsAll {
			return l, nil
		}
	}
	return nil, c.problem(path, "the list does not end", "ask the provider's maker", nil)
}

// add takes in one page and returns how many of its resources are new.
func (l *listing) add(p page) (int, error) {
	fresh := 0
	for _, raw := range p.Resources {
		var r struct {
			ID text `json:"id"`
		}
		if err := json.Unmarshal(raw, &r); err != nil || r.ID == "" {
			return 0, fmt.Errorf("a resource has no id")
		}
		l.received++
		if l.seen[string(r.ID)] {
			continue
		}
		l.seen[string(r.ID)] = true
		l.ids = append(l.ids, string(r.ID))
		l.resources = append(l.resources, raw)
		fresh++
	}
	if p.TotalResults != nil {
		total := int(*p.TotalResults)
		// Where totalResults is the page's size it only seems to change.
		if l.total != 0 && total != l.total && total != len(p.Resources) {
			l.changed = true
		}
		l.total = total
	}
	return fresh, nil
}
