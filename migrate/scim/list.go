package scim

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ad2scim/migrate"
)

const (
	pageSize     = 200
	maxPages     = 100_000
	maxResources = 5_000_000
	readings     = 3 // how often a list that will not hold still is read
)

// identified is a resource of a list.
type identified interface{ id() string }

// kind is what is listed: where, and under which words.
type kind struct {
	path    string // "/Groups"
	many    string // "groups"
	exclude string // attributes that are not wanted, if the provider can leave them out
}

var (
	groupsAlone       = kind{"/Groups", "groups", "members"}
	groupsWithMembers = kind{"/Groups", "groups", ""}
	users             = kind{"/Users", "users", ""}
)

// list reads every resource of a kind. A list of which the provider says that
// it is longer than what it sent, and one that changes while it is read, is
// read again. In the end it returns the whole list or a Problem.
func list[T identified](ctx context.Context, c *Client, k kind, report migrate.Report) ([]T, error) {
	config, err := c.serviceConfig(ctx)
	if err != nil {
		return nil, err
	}
	how := &asking{cursor: config.cursor(), count: config.pageSize(), exclude: k.exclude}
	var last *reading[T]
	for try := range readings {
		r := &reading[T]{client: c, kind: k, how: how, first: 1 - try%2, report: report}
		err := r.run(ctx)
		if r.first == 0 && r.pages == 0 && statusOf(err) != 0 {
			continue // it does not take 0 for 1
		}
		if err != nil && !errors.Is(err, errStartAgain) {
			return nil, err
		}
		switch {
		case err != nil:
			r.changed = true
		case r.whole():
			if last != nil && last.changed {
				c.note("the list of %s changed while it was read, so it was read again", k.many)
			}
			r.noteRepeats()
			return r.items, nil
		case last != nil && r.agrees(last):
			c.note("the provider says that there are %d %s and sends %d, twice the same ones: its count is taken for wrong", r.total, k.many, len(r.items))
			r.noteRepeats()
			return r.items, nil
		}
		last = r
		if try < readings-1 {
			report.Send(migrate.Progress{Doing: k.doing(), Note: "starting over: " + r.trouble()})
		}
	}
	next := "wait until nothing is being provisioned, then try again; a list that is not whole cannot be compared"
	return nil, c.problem("read "+k.path, fmt.Sprintf("%s, %d times", last.trouble(), readings), next, nil)
}

func (k kind) doing() string { return "reading provisioned " + k.many }

// errStartAgain means that the provider has forgotten its cursor (RFC 9865
// section 2.2.1).
var errStartAgain = errors.New("the provider has forgotten where the reading was")

// waiting turns a wait into a note of progress.
func waiting(report migrate.Report, now func() migrate.Progress) func(time.Duration) {
	return func(d time.Duration) {
		p := now()
		p.Note = fmt.Sprintf("the server asks to wait %d s", int((d+time.Second-1)/time.Second))
		report.Send(p)
	}
}
