package okta

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// appUser is a user of an app (Application Users API).
type appUser struct {
	ID          string `json:"id"`
	Scope       string `json:"scope"` // USER, or GROUP if assigned by a group
	Status      string `json:"status"`
	Credentials struct {
		UserName string `json:"userName"`
	} `json:"credentials"`
	Profile struct {
		Email string `json:"email"`
	} `json:"profile"`
}

// AssignedUsers returns the users of the app, also those assigned by a group, with their user name in the app.
func (p *Provider) AssignedUsers(ctx context.Context, a idp.App, report migrate.Report) ([]idp.User, error) {
	list, err := list[appUser](ctx, p, "read the users of the app "+migrate.Quote(a.Name), appPath(a)+"/users",
		url.Values{"limit": {"500"}}, report)
	if err != nil {
		return nil, err
	}
	all := make([]idp.User, len(list))
	for i, u := range list {
		all[i] = idp.User{
			ID: u.ID, Login: u.Credentials.UserName, Mail: u.Profile.Email, ByGroup: u.Scope == "GROUP",
			Active: !slices.Contains(goneStates, u.Status),
		}
	}
	return all, nil
}

// member is a user in a group (Users API).
type member struct {
	ID      string `json:"id"`
	Status  string `json:"status"`
	Profile struct {
		Login string `json:"login"`
		Email string `json:"email"`
	} `json:"profile"`
}

// goneStates are the states of users who can't sign in.
var goneStates = []string{"SUSPENDED", "DEPROVISIONED", "INACTIVE"}

func (m member) user() idp.User {
	return idp.User{
		ID: m.ID, Login: m.Profile.Login, Mail: m.Profile.Email, Active: !slices.Contains(goneStates, m.Status),
	}
}

// Members returns the users in a group.
func (p *Provider) Members(ctx context.Context, groupID string, report migrate.Report) ([]idp.User, error) {
	members, err := list[member](ctx, p, "read the members of a group", groupPath(groupID)+"/users",
		url.Values{"limit": {"200"}}, report)
	all := make([]idp.User, len(members))
	for i, m := range members {
		all[i] = m.user()
	}
	return all, err
}

// addressesAtOnce is the number of addresses in one search, which is part of the request's URL.
const addressesAtOnce = 20

// FindUsers finds users by their login or email address.
func (p *Provider) FindUsers(ctx context.Context, addresses []string, report migrate.Report) (map[string][]idp.User,
	error,
) {
	found := map[string][]idp.User{}
	for chunk := range slices.Chunk(addresses, addressesAtOnce) {
		var terms []string
		for _, address := range chunk {
			terms = append(terms, "profile.login eq "+strconv.Quote(address), "profile.email eq "+strconv.Quote(address))
		}
		some, err := list[member](ctx, p, "find the users", "/api/v1/users",
			url.Values{"limit": {"200"}, "search": {strings.Join(terms, " or ")}}, report)
		if _, refused := refusedWith(err, http.StatusForbidden); refused {
			return nil, &migrate.Problem{
				Class: migrate.Unreachable, What: "cannot find the users (Okta)", Why: "the account may not read users",
				Next: "grant the API Services app the scope " + usersScope +
					" and an admin role that sees them, such as Read-Only Administrator; an API token needs that role too",
				Err: err,
			}
		}
		if err != nil {
			return nil, err
		}
		for _, m := range some {
			u := m.user()
			for _, address := range chunk {
				if strings.EqualFold(address, u.Login) || strings.EqualFold(address, u.Mail) {
					found[strings.ToLower(address)] = append(found[strings.ToLower(address)], u)
				}
			}
		}
	}
	return found, nil
}

func appUserPath(a idp.App, id string) string { return appPath(a) + "/users/" + url.PathEscape(id) }

// AssignUser assigns a user to the app and reads that back.
func (p *Provider) AssignUser(ctx context.Context, a idp.App, id string) error {
	doing := "assign a user to the app " + migrate.Quote(a.Name)
	if direct, err := p.assignedDirectly(ctx, a, id); direct || err != nil {
		return err
	}
	if _, err := p.api.Do(ctx, doing, rest.Request{
		Method: http.MethodPost, Path: appPath(a) + "/users", Body: map[string]string{"id": id, "scope": "USER"},
	}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) { return p.assignedDirectly(ctx, a, id) },
		notDone("cannot "+doing, "Okta accepted the assignment, but doesn't show it",
			"check the app's Assignments tab in the Admin Console"))
}

func (p *Provider) assignedDirectly(ctx context.Context, a idp.App, id string) (bool, error) {
	var u appUser
	_, err := p.api.JSON(ctx, "read the assignment of a user", rest.Request{
		Method: http.MethodGet, Path: appUserPath(a, id),
	}, &u)
	if errors.Is(err, migrate.ErrGone) {
		return false, nil
	}
	return err == nil && u.Scope == "USER", err
}

// UnassignUser removes the assignment. While Deactivate Users is on, Okta would deactivate the user at Dashlane at
// once, so that it is left to the admin.
func (p *Provider) UnassignUser(ctx context.Context, a idp.App, id string) error {
	direct, err := p.assignedDirectly(ctx, a, id)
	if !direct || err != nil {
		return err
	}
	now, err := p.app(ctx, a)
	if err != nil {
		return err
	}
	if now.has(pushDeactivation) {
		return &idp.ByHandError{
			Do: "The users stay assigned, for Okta would deactivate them at Dashlane: clear Deactivate Users (Provisioning tab, To App), then run this again.",
		}
	}
	doing := "remove the assignment of a user"
	if _, err := p.api.Do(ctx, doing, rest.Request{Method: http.MethodDelete, Path: appUserPath(a, id)}); err != nil {
		return err
	}
	return rest.Settle(ctx, p.settle, func() (bool, error) {
		direct, err := p.assignedDirectly(ctx, a, id)
		return !direct, err
	}, notDone("cannot "+doing, "Okta accepted it, but still shows the assignment", "check the app's Assignments tab"))
}
