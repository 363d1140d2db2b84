package scim

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"ad2scim/migrate"
)

const (
	pageSize      = 200
	maxPages      = 100_000
	maxResources  = 5_000_000
	maxReadings   = 3    // how often an inconsistent list is read
	maxSinglePage = 5000 // maximum number of resources to request in a single page
)

// identified is a resource of a list.
type identified interface{ id() string }

// kind is a kind of list: its path and the words for it.
type kind struct {
	path    string // "/Groups"
	many    string // "groups"
	typ     string // name in ResourceTypes
	exclude string // attributes to exclude, if the provider supports that
}

var (
	groupsAlone       = kind{"/Groups", "groups", "Group", "members"}
	groupsWithMembers = kind{"/Groups", "groups", "Group", ""}
	users             = kind{"/Users", "users", "User", ""}
)

func (k kind) doing() string { return "reading provisioned " + k.many }

// errStartAgain means that the provider no longer accepts its cursor (RFC 9865 section 2.2.1).
var errStartAgain = errors.New("the provider lost the position in the list")

// lister reads one list as often as necessary until it is complete.
type lister[T identified] struct {
	client *Client
	kind   kind
	how    *pageParams
	report migrate.Report
	wanted map[string]bool // as in reading
	past   []*reading[T]
	pages  int // pages that the provider has answered
}

// list reads every resource of a kind. It reads the list again, with other page boundaries, if it is shorter than
// the provider says, if its pages overlap, or if it changes during the read. It returns the complete list or a
// Problem.
func list[T identified](ctx context.Context, c *Client, k kind, report migrate.Report) ([]T, error) {
	note := func(text string) { report.Send(migrate.Progress{Doing: k.doing(), Note: text}) }
	config, err := c.serviceConfig(context.WithValue(ctx, notesKey{}, note))
	if err != nil {
		return nil, err
	}
	l := &lister[T]{client: c, kind: k, how: c.pageParams(k, config), report: report}
	return l.read(ctx)
}

// pageParams returns how the first page is requested.
func (c *Client) pageParams(k kind, config serviceConfig) *pageParams {
	return &pageParams{cursor: config.cursor(), count: c.pageSize(config), exclude: k.exclude}
}

func (l *lister[T]) read(ctx context.Context) ([]T, error) {
	for try := range maxReadings {
		r, err := l.cut(ctx, try)
		if err != nil {
			return nil, err
		}
		switch v := r.verdict(); {
		case v == whole, v == overlap && l.agreed(r):
			return l.accept(r), nil
		case v == unsure:
			if r, err = l.prove(ctx, r); r != nil || err != nil {
				return l.accept(r), err
			}
			return nil, l.refuse()
		}
		l.past = append(l.past, r)
		if r := l.together(); r != nil {
			return l.accept(r), nil
		}
		if try < maxReadings-1 {
			l.report.Send(migrate.Progress{Doing: l.kind.doing(), Note: "starting over: " + r.trouble()})
		}
	}
	return nil, l.refuse()
}

// cut reads the list once. The second and third attempts use other page boundaries: the second requests everything
// in one page, if that isn't too large, and the third a fixed order, which some providers only have on request.
func (l *lister[T]) cut(ctx context.Context, try int) (*reading[T], error) {
	how, first := l.how, 1
	if try > 0 && how.count > 0 {
		last := l.past[len(l.past)-1]
		other := *how
		other.count = max(1, min(how.count, last.longest)*2/3)
		if first = 1 - try%2; first == 0 && last.total > 0 && last.total < maxSinglePage {
			other.count = last.total + 1
		}
		if first == 1 {
			other.sort = "id"
		}
		how = &other
	} else if try > 0 {
		first = 1 - try%2
	}
	r, err := l.pass(ctx, how, first)
	if first == 0 && r.pages == 0 && statusOf(err) != 0 { // the provider doesn't treat startIndex 0 as 1
		r, err = l.pass(ctx, how, 1)
	}
	if r.pages == 0 && statusOf(err) != 0 && how != l.how { // the provider refuses this count
		r, err = l.pass(ctx, l.how, 1)
	}
	l.how.noCursor = l.how.noCursor || how.noCursor
	return r, err
}

// pass reads the list once. If the provider lost the position in it, the list has changed.
func (l *lister[T]) pass(ctx context.Context, how *pageParams, first int) (*reading[T], error) {
	r := &reading[T]{
		client: l.client, kind: l.kind, how: how, first: first, report: l.report,
		wanted: maps.Clone(l.wanted),
	}
	err := r.run(ctx)
	l.pages += r.pages
	if errors.Is(err, errStartAgain) {
		r.changed, err = true, nil
	}
	return r, err
}

func (l *lister[T]) accept(r *reading[T]) []T {
	if r == nil {
		return nil
	}
	if len(l.past) > 0 && l.past[len(l.past)-1].changed {
		l.client.note("the list of %s changed while it was read, so it was read again", l.kind.many)
	}
	r.noteRepeats()
	if r.tooLow > 0 {
		l.client.note("the provider counts %d %s and sends %d", r.tooLow, l.kind.many, len(r.items))
	}
	if r.items == nil {
		r.items = []T{}
	}
	return r.items
}

// agreed reports whether the previous reading, with other page boundaries, found the same resources.
func (l *lister[T]) agreed(r *reading[T]) bool {
	if len(l.past) == 0 {
		return false
	}
	last := l.past[len(l.past)-1]
	return last.verdict() == overlap && last.longest != r.longest && last.agrees(r)
}

// together merges several readings, if the order of the list depends on the page boundaries and each reading misses
// others. It returns nil unless the result has exactly the number that the provider reported each time.
func (l *lister[T]) together() *reading[T] {
	all := &reading[T]{client: l.client, kind: l.kind, page: map[string]int{}, first: 1}
	for _, r := range l.past {
		if r.verdict() != short || r.end == endRefused || r.total != l.past[0].total {
			return nil
		}
		for _, item := range r.items {
			if _, seen := all.page[item.id()]; !seen {
				all.page[item.id()] = 1
				all.items = append(all.items, item)
			}
		}
	}
	if len(l.past) < 2 || len(all.items) != l.past[0].total {
		return nil
	}
	l.client.note("the order of the provider's list changes from page to page; %d readings together hold all %d %s",
		len(l.past), len(all.items), l.kind.many)
	return all
}

// refuse returns why the list can't be used.
func (l *lister[T]) refuse() error {
	last := l.past[len(l.past)-1]
	for _, r := range l.past {
		if r.verdict() == last.verdict() && len(r.items) > len(last.items) {
			last = r
		}
	}
	if last.refused != nil && last.verdict() != unsure {
		return last.refused
	}
	why, next := fmt.Sprintf("%s, %d times", last.trouble(), len(l.past)),
		"wait until nothing is being provisioned, then try again; an incomplete list can't be compared"
	if last.verdict() == unsure {
		why = last.trouble()
		if last.refused != nil {
			why += ", and it refuses the next page: " + whyOf(last.refused)
		}
		next = "give a page size that holds all of them (--scim-page-size), or export the groups at the provider and compare the file; an incomplete list can't be compared"
	}
	return l.client.problem("read "+l.kind.path, why, next, nil)
}

// waiting returns a function that adds notes to the progress.
func waiting(report migrate.Report, now func() migrate.Progress) func(string) {
	return func(note string) {
		p := now()
		p.Note = note
		report.Send(p)
	}
}
