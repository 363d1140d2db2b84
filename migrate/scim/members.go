package scim

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// Members returns the members of a group (RFC 7643 section 4.2), each with its
// userName and primary e-mail. With nested, groups inside it are followed;
// a group that contains itself is followed once.
func (c *Client) Members(ctx context.Context, id string, nested bool) ([]migrate.Member, error) {
	walk := &memberWalk{client: c, nested: nested, groups: map[string]bool{}, found: map[string]bool{}}
	if err := walk.group(ctx, id, nil); err != nil {
		return nil, err
	}
	return walk.members, nil
}

type memberWalk struct {
	client  *Client
	nested  bool
	groups  map[string]bool // visited
	found   map[string]bool
	members []migrate.Member
}

func (w *memberWalk) group(ctx context.Context, id string, via []string) error {
	w.groups[id] = true
	body, err := w.client.get(ctx, "/Groups/"+url.PathEscape(id), nil)
	if err != nil {
		return err
	}
	var g struct {
		DisplayName text `json:"displayName"`
		Members     []struct {
			Value   text   `json:"value"`
			Display text   `json:"display"`
			Type    string `json:"type"`
			Ref     string `json:"$ref"`
		} `json:"members"`
	}
	if err := json.Unmarshal(body, &g); err != nil {
		return w.client.problem("/Groups", "a group cannot be read ("+err.Error()+")", "the provider's answer breaks RFC 7643: ask its maker", err)
	}
	if via == nil {
		via = []string{}
	} else {
		via = append(slices.Clone(via), string(g.DisplayName))
	}
	for _, m := range g.Members {
		id := string(m.Value)
		isGroup := strings.EqualFold(m.Type, "group") || strings.Contains(m.Ref, "/Groups/")
		if !w.found[id] {
			w.found[id] = true
			member := migrate.Member{ID: id, Kind: migrate.GroupMember, Name: string(m.Display), Via: slices.Clone(via)}
			if !isGroup {
				if member, err = w.user(ctx, id, string(m.Display), via); err != nil {
					return err
				}
			}
			w.members = append(w.members, member)
		}
		if isGroup && w.nested && !w.groups[id] {
			if err := w.group(ctx, id, via); err != nil {
				return err
			}
		}
	}
	return nil
}

// user resolves a member; one that the provider no longer knows stays in the
// list as deleted.
func (w *memberWalk) user(ctx context.Context, id, display string, via []string) (migrate.Member, error) {
	m := migrate.Member{ID: id, Kind: migrate.DeletedMember, Name: cmp.Or(display, id), Via: slices.Clone(via)}
	body, err := w.client.get(ctx, "/Users/"+url.PathEscape(id), nil)
	if statusOf(err) == 404 {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	u, err := decodeUser(body)
	if err != nil {
		return m, w.client.problem("/Users", "a user cannot be read ("+err.Error()+")", "the provider's answer breaks RFC 7643: ask its maker", err)
	}
	m.Kind, m.Name, m.Mail, m.UPN = migrate.UserMember, cmp.Or(u.Display, display, u.UserName), u.Mail, u.UserName
	return m, nil
}
