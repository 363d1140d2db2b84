package entra

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

// FindUsers finds users by their mail or userPrincipalName, twenty at a time.
func (c *Client) FindUsers(ctx context.Context, addresses []string, report migrate.Report) (map[string][]idp.User,
	error,
) {
	const doing = "find the users"
	paths := make([]string, len(addresses))
	for i, address := range addresses {
		text := "'" + strings.ReplaceAll(address, "'", "''") + "'"
		paths[i] = "/users?" + userFields + "&$filter=" + url.PathEscape("mail eq "+text+" or userPrincipalName eq "+text)
	}
	type page struct{ Value []user }
	list, err := readAll[page](ctx, c, doing, paths, report)
	if err != nil {
		return nil, err
	}
	found := map[string][]idp.User{}
	for _, one := range list {
		for _, u := range one.Value {
			for _, address := range addresses {
				if strings.EqualFold(address, u.Login) || strings.EqualFold(address, u.Mail) {
					key := strings.ToLower(address)
					if !slices.ContainsFunc(found[key], func(other idp.User) bool { return other.ID == u.ID }) {
						found[key] = append(found[key], u.user())
					}
				}
			}
		}
	}
	return found, nil
}

func (u user) user() idp.User {
	return idp.User{ID: u.ID, Name: u.Name, Login: u.Login, Mail: u.Mail, Active: u.Enabled}
}

// AssignUser assigns the app's user role to a user.
func (c *Client) AssignUser(ctx context.Context, app idp.App, id string) error {
	return c.assign(ctx, app, id, "user")
}

// UnassignUser removes a user's direct assignments. Provisioning must be paused before, because otherwise the next
// cycle deactivates the user at Dashlane.
func (c *Client) UnassignUser(ctx context.Context, app idp.App, id string) error {
	list, err := c.assignmentsOf(ctx, app, nil)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.PrincipalID != id || a.PrincipalType != "User" {
			continue
		}
		if _, err := c.do(ctx, "remove the assignment of a user", rest.Request{
			Method: http.MethodDelete, Path: principal(app.ID, "/appRoleAssignedTo/"+url.PathEscape(a.ID)),
		}); err != nil {
			return err
		}
	}
	return c.until(ctx, func() (bool, error) {
		_, users, err := c.assignments(ctx, app, nil)
		return !slices.Contains(users, id), err
	}, failed("can't verify that the user is no longer assigned", "Entra accepted it, but still shows it",
		"read again in a minute",
		migrate.ErrOutcomeUnknown))
}
