package pingone

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate/idp"
)

// state is the state that a plan is made from.
type state struct {
	store    *store // nil if it doesn't exist yet
	rules    []rule // the connection's rules
	others   int    // number of enabled rules of other connections
	plan     *plan
	revision revision
	mappings map[string][]mapping // by rule
}

func (p *Provider) state(ctx context.Context, a idp.App) (s state, err error) {
	if s.store, err = p.find(ctx, a); err != nil {
		return s, err
	}
	if s.plan, err = p.plan(ctx); err != nil {
		return s, err
	}
	if s.revision, err = p.revision(ctx); err != nil {
		return s, err
	}
	id := newID
	if s.store != nil {
		id = s.store.ID
	}
	if s.rules, s.others, err = p.rules(ctx, id); err != nil {
		return s, err
	}
	s.mappings = map[string][]mapping{}
	for _, r := range s.rules {
		if s.mappings[r.ID], err = p.mappings(ctx, r); err != nil {
			return s, err
		}
	}
	return s, nil
}

// rule returns the connection's only rule, or nil if there is none or several.
func (s state) rule() *rule {
	if len(s.rules) != 1 {
		return nil
	}
	return &s.rules[0]
}

func (s state) config() config {
	if s.store == nil {
		return nil
	}
	return s.store.Configuration
}

func (s state) active() bool {
	return slices.ContainsFunc(s.rules, func(r rule) bool { return r.Active })
}

func (s state) selected() int {
	n := 0
	for _, r := range s.rules {
		n += len(r.Groups)
	}
	return n
}

// filter returns who is provisioned, in PingOne's words, or "" if a rule doesn't say.
func (s state) filter() string {
	var all []string
	for _, r := range s.rules {
		switch {
		case r.Filter != "":
			all = append(all, r.Filter)
		case len(r.Populations) > 0:
			all = append(all, fmt.Sprintf("%d populations", len(r.Populations)))
		default:
			return ""
		}
	}
	return strings.Join(all, "; ")
}

// lag is how much later than its revision a setting may appear to be changed, because making a revision may count
// as a change.
const lag = time.Minute

// outdated reports whether a rule was changed after the newest revision, or, withStore, the connection, which may
// count as changed whenever PingOne syncs. It is false if PingOne doesn't return the times.
func (s state) outdated(withStore bool) bool {
	var last time.Time
	for _, r := range s.rules {
		if r.UpdatedAt.After(last) {
			last = r.UpdatedAt
		}
	}
	if withStore && s.store != nil && s.store.UpdatedAt.After(last) {
		last = s.store.UpdatedAt
	}
	return s.revision.ID != "" && last.Sub(s.revision.CreatedAt) > lag
}

// seen returns a fingerprint of what a step uses, or "" if it doesn't exist yet.
func (s state) seen(id idp.StepID) string {
	c := s.config()
	if s.store == nil {
		return ""
	}
	switch id {
	case idp.StepEndpoint:
		return mark(s.store.ID, len(s.rules), c.before(endpointKeys))
	case idp.StepUsers:
		return mark(c.before(forUsers()))
	case idp.StepGroups, idp.StepStart:
		r := s.rule()
		if r == nil {
			return ""
		}
		if id == idp.StepGroups {
			return mark(r.ids())
		}
		status := ""
		if s.plan != nil {
			status = s.plan.Status
		}
		return mark(status, s.store.Status, r.Active)
	}
	return ""
}

func mark(parts ...any) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic(err) // can't happen: it was read as JSON
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}
