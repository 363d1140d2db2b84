package jumpcloud

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// users returns all users of the organization.
func (p *Provider) users(ctx context.Context, report migrate.Report) ([]user, error) {
	return list(ctx, p, "read the users", "/systemusers",
		url.Values{"sort": {"_id"}, "fields": {"_id username email state"}}, func(u user) string { return u.ID }, report)
}

// in returns the user as an idp.User.
func (u user) in(byGroup bool) idp.User {
	return idp.User{ID: u.ID, Login: u.Name, Mail: u.Email, ByGroup: byGroup, Active: u.State == activated}
}

const activated = "ACTIVATED"

// AssignedUsers returns the users who are bound to the application, directly or by a group.
func (p *Provider) AssignedUsers(ctx context.Context, a idp.App, report migrate.Report) ([]idp.User, error) {
	bound, err := list(ctx, p, "read the users of the application "+migrate.Quote(a.Name), appPath(a)+"/users", nil,
		vertexID, report)
	if err != nil || len(bound) == 0 {
		return nil, err
	}
	direct, err := p.direct(ctx, a)
	if err != nil {
		return nil, err
	}
	mine := map[string]bool{}
	for _, v := range bound {
		mine[v.ID] = true
	}
	users, err := p.users(ctx, report)
	var all []idp.User
	for _, u := range users {
		if mine[u.ID] {
			all = append(all, u.in(!slices.Contains(direct, u.ID)))
		}
	}
	return all, err
}

// direct returns the ids of the users who are bound to the application directly.
func (p *Provider) direct(ctx context.Context, a idp.App) (ids []string, err error) {
	type edge struct {
		To vertex `json:"to"`
	}
	edges, err := list(ctx, p, "read who is assigned to the application by themselves", appPath(a)+"/associations",
		url.Values{"targets": {"user"}}, func(e edge) string { return e.To.ID }, nil)
	for _, e := range edges {
		ids = append(ids, e.To.ID)
	}
	return ids, err
}

// FindUsers finds users by their email address or user name in the list of all users.
func (p *Provider) FindUsers(ctx context.Context, addresses []string, report migrate.Report) (map[string][]idp.User,
	error,
) {
	wanted := map[string]bool{}
	for _, address := range addresses {
		wanted[strings.ToLower(address)] = true
	}
	users, err := p.users(ctx, report)
	found := map[string][]idp.User{}
	for _, u := range users {
		for _, text := range slices.Compact([]string{strings.ToLower(u.Email), strings.ToLower(u.Name)}) {
			if wanted[text] {
				found[text] = append(found[text], u.in(false))
			}
		}
	}
	return found, err
}

// AssignUser binds a user to the application and reads that back.
func (p *Provider) AssignUser(ctx context.Context, a idp.App, id string) error {
	return p.bindUser(ctx, a, id, "add")
}

// UnassignUser removes the binding. JumpCloud then deactivates the user at Dashlane if it provisions, which its API
// doesn't report, so that it is only called after an admin has confirmed that it doesn't.
func (p *Provider) UnassignUser(ctx context.Context, a idp.App, id string) error {
	return p.bindUser(ctx, a, id, "remove")
}

func (p *Provider) bindUser(ctx context.Context, a idp.App, id, op string) error {
	is := func() (bool, error) {
		direct, err := p.direct(ctx, a)
		return slices.Contains(direct, id) == (op == "add"), err
	}
	doing := map[string]string{
		"add": "assign a user to the application ", "remove": "remove the assignment of a user from the application ",
	}[op] + migrate.Quote(a.Name)
	return p.bind(ctx, doing, a, association{Op: op, Type: "user", ID: id}, is)
}

// bind changes a binding of an application, unless it is already so, and waits until it shows.
func (p *Provider) bind(ctx context.Context, doing string, a idp.App, change association,
	is func() (bool, error),
) error {
	if done, err := is(); done || err != nil {
		return err
	}
	if _, err := p.api.Do(ctx, doing, rest.Request{
		Method: http.MethodPost, Path: appPath(a) + "/associations", Body: change,
	}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, is, notDone("cannot "+doing, "JumpCloud accepted it, but doesn't show it",
		"check the application in the Admin Portal"))
}
