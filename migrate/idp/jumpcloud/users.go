package jumpcloud

import (
	"context"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// AssignedUsers lists the users who are bound to the application, by a group or
// by themselves: which of the two, JumpCloud does not tell here.
func (p *Provider) AssignedUsers(ctx context.Context, a idp.App, report migrate.Report) ([]idp.User, error) {
	bound, err := list(ctx, p, "read the users of the application "+migrate.Quote(a.Name), appPath(a)+"/users", nil,
		vertexID, report)
	if err != nil || len(bound) == 0 {
		return nil, err
	}
	mine := map[string]bool{}
	for _, v := range bound {
		mine[v.ID] = true
	}
	users, err := list(ctx, p, "read the users", "/systemusers",
		url.Values{"sort": {"_id"}, "fields": {"_id username email state"}}, func(u user) string { return u.ID }, report)
	var all []idp.User
	for _, u := range users {
		if mine[u.ID] {
			all = append(all, idp.User{ID: u.ID, Login: u.Name, Mail: u.Email, ByGroup: true, Active: u.State == "ACTIVATED"})
		}
	}
	return all, err
}
