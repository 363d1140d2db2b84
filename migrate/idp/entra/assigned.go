package entra

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// assignment is an appRoleAssignment. Its principalType is User, Group or
// ServicePrincipal.
type assignment struct {
	ID            string `json:"id"`
	PrincipalID   string `json:"principalId"`
	PrincipalType string `json:"principalType"`
}

// assignments returns the groups and users that the app is assigned to, each once (Graph, "List appRoleAssignments
// granted for a service principal").
func (c *Client) assignments(ctx context.Context, app idp.App, report migrate.Report) (groups, users []string,
	err error,
) {
	list, err := c.assignmentsOf(ctx, app, report)
	seen := map[string]bool{}
	for _, a := range list {
		if seen[a.PrincipalID] {
			continue // it has several roles
		}
		seen[a.PrincipalID] = true
		switch a.PrincipalType {
		case "Group":
			groups = append(groups, a.PrincipalID)
		case "User":
			users = append(users, a.PrincipalID)
		}
	}
	return groups, users, err
}

func (c *Client) assignmentsOf(ctx context.Context, app idp.App, report migrate.Report) ([]assignment, error) {
	return pages[assignment](ctx, c, "read who is assigned to the app "+migrate.Quote(app.Name),
		principal(app.ID, "/appRoleAssignedTo?$top=999"), report)
}

// Assigned returns the assigned groups with their own names, because principalDisplayName of an assignment is
// updated late. Groups that were deleted meanwhile are left out.
func (c *Client) Assigned(ctx context.Context, app idp.App, report migrate.Report) ([]idp.Group, error) {
	attribute, err := c.sentAttribute(ctx, app)
	if err != nil {
		return nil, err
	}
	list, err := c.assignedGroups(ctx, app, report)
	if err != nil {
		return nil, err
	}
	all := make([]idp.Group, len(list))
	for i, g := range list {
		if all[i], err = g.group(attribute); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (c *Client) assignedGroups(ctx context.Context, app idp.App, report migrate.Report) ([]group, error) {
	ids, _, err := c.assignments(ctx, app, report)
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = groupPath(id) + "?" + groupFields
	}
	return readAll[group](ctx, c, "read the names of the assigned groups", paths, report)
}

// sentAttribute returns the attribute that provisioning sends as a group's displayName. It returns "" if there is
// no job, or if no group is sent and the mapping doesn't show it.
func (c *Client) sentAttribute(ctx context.Context, app idp.App) (string, error) {
	j, err := c.job(ctx, app)
	if err != nil || j == nil {
		return "", err
	}
	s, err := c.schema(ctx, app, j.ID)
	attribute, other := s.source("Group", "displayName")
	switch {
	case err != nil || attribute == "" && !anyOn(s.enabled("Group")):
		return "", err
	case other != "":
		return "", unnamed("displayName is made from " + migrate.Quote(other))
	case attribute == "":
		return "", unnamed("no displayName is sent at all")
	}
	return attribute, nil
}

// user is a user who is assigned to an app directly.
type user struct {
	ID   string `json:"id"`
	Name string `json:"displayName"`
	// Login is the userPrincipalName, and Mail the email address.
	Login   string `json:"userPrincipalName"`
	Mail    string `json:"mail"`
	Enabled bool   `json:"accountEnabled"`
}

// userFields selects the fields, because accountEnabled isn't returned by default.
const userFields = "$select=id,displayName,userPrincipalName,mail,accountEnabled"

// AssignedUsers returns the users who are assigned to the app directly. Users who were deleted meanwhile are left
// out.
func (c *Client) AssignedUsers(ctx context.Context, app idp.App, report migrate.Report) ([]idp.User, error) {
	_, ids, err := c.assignments(ctx, app, report)
	if err != nil {
		return nil, err
	}
	list, err := c.users(ctx, ids, report)
	all := make([]idp.User, len(list))
	for i, u := range list {
		all[i] = u.user()
	}
	return all, err
}

func (c *Client) users(ctx context.Context, ids []string, report migrate.Report) ([]user, error) {
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = "/users/" + url.PathEscape(id) + "?" + userFields
	}
	return readAll[user](ctx, c, "read the assigned users", paths, report)
}

// readAll reads objects in batches. Objects that don't exist are left out.
func readAll[T any](ctx context.Context, c *Client, doing string, paths []string, report migrate.Report) ([]T, error) {
	parts, err := c.batch(ctx, doing, paths, report)
	if err != nil {
		return nil, err
	}
	var all []T
	for _, p := range parts {
		if p.Status == http.StatusNotFound {
			continue
		}
		if p.Status != http.StatusOK {
			return nil, refusedPart(doing, p)
		}
		var one T
		if err := read(doing, p.Body, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// refusedPart returns why a part of a batch was refused.
func refusedPart(doing string, p part) error {
	why, next := explain(p.Status, p.Body)
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing, Why: migrate.Quote(why),
		Next: cmp.Or(next, "grant GroupMember.Read.All and User.Read.All with admin consent"), Err: migrate.ErrDenied,
	}
}
