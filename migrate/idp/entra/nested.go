package entra

import (
	"context"
	"net/http"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// member is a member of a group: a user, a group or something else.
type member struct {
	Type string `json:"@odata.type"`
	user
}

func (m member) isUser() bool { return m.Type == "#microsoft.graph.user" }

const memberFields = "?$select=id,displayName,userPrincipalName,mail,accountEnabled&$top=999"

// Nested returns the users who are only in these groups through nested groups and aren't assigned to the app
// otherwise. Only direct members of an assigned group are provisioned (Microsoft Entra, "How application
// provisioning works").
func (c *Client) Nested(ctx context.Context, app idp.App, groups []idp.Group,
	report migrate.Report,
) ([]idp.NestedMember, error) {
	_, direct, err := c.assignments(ctx, app, nil)
	if err != nil {
		return nil, err
	}
	reached := map[string]bool{}
	for _, id := range direct {
		reached[id] = true
	}
	var with []idp.Group
	lists, err := c.members(ctx, groups, report)
	for i, list := range lists {
		nests := false
		for _, m := range list {
			reached[m.ID] = reached[m.ID] || m.isUser()
			nests = nests || m.Type == "#microsoft.graph.group"
		}
		if nests {
			with = append(with, groups[i])
		}
	}
	if err != nil {
		return nil, err
	}
	var all []idp.NestedMember
	for _, g := range with {
		list, err := pages[member](ctx, c, "read the members of nested groups",
			groupPath(g.ID)+"/transitiveMembers"+memberFields, report)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if m.isUser() && !reached[m.ID] {
				reached[m.ID] = true
				all = append(all, idp.NestedMember{User: m.user.user(), Group: g})
			}
		}
	}
	return all, nil
}

// members reads the direct members of groups, in the order of the groups.
func (c *Client) members(ctx context.Context, groups []idp.Group, report migrate.Report) ([][]member, error) {
	const doing = "read the members of the assigned groups"
	paths := make([]string, len(groups))
	for i, g := range groups {
		paths[i] = groupPath(g.ID) + "/members" + memberFields
	}
	parts, err := c.batch(ctx, doing, paths, report)
	if err != nil {
		return nil, err
	}
	lists := make([][]member, len(groups))
	for i, p := range parts {
		if p.Status == http.StatusNotFound {
			continue // it was deleted meanwhile
		}
		if p.Status != http.StatusOK {
			return nil, refusedPart(doing, p)
		}
		var page struct {
			Value []member `json:"value"`
			Next  string   `json:"@odata.nextLink"`
		}
		if err := read(doing, p.Body, &page); err != nil {
			return nil, err
		}
		lists[i] = page.Value
		if page.Next != "" {
			rest, err := pages[member](ctx, c, doing, page.Next, report)
			if err != nil {
				return nil, err
			}
			lists[i] = append(lists[i], rest...)
		}
	}
	return lists, nil
}
