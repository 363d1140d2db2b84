package okta

import (
	"context"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// appUser is a user of an app (Application Users API).
type appUser struct {
	ID          string `json:"id"`
	Scope       string `json:"scope"` // USER, or GROUP where a group brought it
	Status      string `json:"status"`
	Credentials struct {
		UserName string `json:"userName"`
	} `json:"credentials"`
	Profile struct {
		Email string `json:"email"`
	} `json:"profile"`
}

// AssignedUsers lists the users of the app, those that a group brings too, with
// the user name that the app has for them.
func (p *Provider) AssignedUsers(ctx context.Context, a idp.App, report migrate.Report) ([]idp.User, error) {
	list, err := list[appUser](ctx, p, "read the users of the app "+migrate.Quote(a.Name), appPath(a)+"/users",
		url.Values{"limit": {"500"}}, report)
	if err != nil {
		return nil, err
	}
	all := make([]idp.User, len(list))
	for i, u := range list {
		gone := u.Status == "SUSPENDED" || u.Status == "DEPROVISIONED" || u.Status == "INACTIVE"
		all[i] = idp.User{
			ID: u.ID, Login: u.Credentials.UserName, Mail: u.Profile.Email, ByGroup: u.Scope == "GROUP",
			Active: !gone,
		}
	}
	return all, nil
}
