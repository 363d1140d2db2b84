package scim

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"ad2scim/migrate"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/scim/jsontext"
)

// fullGroup is a group with its members (RFC 7643 section 4.2).
type fullGroup struct {
	ID          jsontext.String `json:"id"`
	DisplayName jsontext.String `json:"displayName"`
	Members     *[]memberItem   `json:"members"` // nil if not sent
}

func (g fullGroup) id() string { return string(g.ID) }

type memberItem struct {
	Value   jsontext.String `json:"value"`
	Display jsontext.String `json:"display"`
	Type    jsontext.String `json:"type"`
	Ref     jsontext.String `json:"$ref"`
}

// kind returns the member's kind as the server reports it, which is often missing.
func (m memberItem) kind() migrate.MemberKind {
	switch ref := "/" + string(m.Ref); {
	case strings.EqualFold(string(m.Type), "group"), m.Type == "" && strings.Contains(ref, "/Groups/"):
		return migrate.GroupMember
	case strings.EqualFold(string(m.Type), "user"), m.Type == "" && strings.Contains(ref, "/Users/"):
		return migrate.UserMember
	}
	return migrate.UnknownMember
}

// Members returns the members of a group, each with its userName and primary email address. With nested, the
// members of groups inside it follow, each once, with the shortest path to it; cycles of groups are handled. A
// member that the provider no longer knows is listed as deleted. A group that doesn't exist is migrate.ErrGone.
func (c *Client) Members(ctx context.Context, id string, nested bool) ([]migrate.Member, error) {
	m := newMembership(c)
	if err := m.read(ctx, []string{id}, nested, nil); err != nil {
		return nil, err
	}
	if m.groups[id] == nil {
		return nil, c.gone(id)
	}
	if err := m.identify(ctx, nil); err != nil {
		return nil, err
	}
	return m.of(id, nested), nil
}

// MembersOf returns the members of many groups, by id, with two lists instead of many requests. A group without
// members has an empty list; one that doesn't exist anymore has no entry. If one membership can't be read
// completely, the call fails.
func (c *Client) MembersOf(ctx context.Context, ids []string, nested bool,
	report migrate.Report,
) (map[string][]migrate.Member, error) {
	m := newMembership(c)
	if len(ids) > fewGroups {
		if err := m.listAll(ctx, report); err != nil {
			return nil, err
		}
	}
	if err := m.read(ctx, ids, nested, report); err != nil {
		return nil, err
	}
	if err := m.identify(ctx, report); err != nil {
		return nil, err
	}
	all := make(map[string][]migrate.Member, len(ids))
	for _, id := range ids {
		if m.groups[id] != nil {
			all[id] = m.of(id, nested)
		}
	}
	return all, nil
}

func (c *Client) gone(id string) error {
	return c.problem("find the group "+migrate.Quote(id), migrate.ErrGone.Error(), "read the list of groups again",
		migrate.ErrGone)
}

const (
	fewGroups = 20 // up to this many groups are requested one by one
	fewAlone  = 30
	atOnce    = 4 // concurrent requests
)

// fetch requests single resources concurrently. A 404 is no error; found is called for the others, one at a time.
func fetch[T any](ctx context.Context, c *Client, kind string, ids []string, found func(id string, v *T)) error {
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, id := range ids {
		g.Go(func() error {
			path, err := resource(kind, id)
			if err != nil {
				return nil // an invalid id from the server, which can't be requested
			}
			body, err := c.get(ctx, path, nil, nil)
			if statusOf(err) == http.StatusNotFound {
				return nil
			}
			if err != nil {
				return err
			}
			v := new(T)
			if err := json.Unmarshal(body, v); err != nil {
				return c.problem("read "+path, "the answer cannot be read ("+neterror.Reason(err)+")", "", err, askMaker)
			}
			mu.Lock()
			defer mu.Unlock()
			found(id, v)
			return nil
		})
	}
	return g.Wait()
}
