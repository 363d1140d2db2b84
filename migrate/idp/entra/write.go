package entra

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// noRole is the role id for an app without roles (Graph, appRoleAssignment).
const noRole = "00000000-0000-0000-0000-000000000000"

// Assign assigns the app's user role to a group.
func (c *Client) Assign(ctx context.Context, app idp.App, id string) error {
	return c.assign(ctx, app, id, "group")
}

// assign assigns the app's user role to a group or a user, and reads it back.
func (c *Client) assign(ctx context.Context, app idp.App, id, kind string) error {
	has := func() (bool, error) {
		groups, users, err := c.assignments(ctx, app, nil)
		return slices.Contains(groups, id) || slices.Contains(users, id), err
	}
	if done, err := has(); done || err != nil {
		return err
	}
	var roles struct {
		AppRoles []struct {
			ID, DisplayName    string
			IsEnabled          bool
			AllowedMemberTypes []string
		}
	}
	if err := c.get(ctx, "read the roles of the app", principal(app.ID, "?$select=appRoles"), &roles); err != nil {
		return err
	}
	role := ""
	for _, r := range roles.AppRoles {
		if r.IsEnabled && slices.Contains(r.AllowedMemberTypes, "User") && (role == "" || r.DisplayName == "User") {
			role = r.ID
		}
	}
	if role == "" {
		role = noRole
	}
	body := map[string]string{"principalId": id, "resourceId": app.ID, "appRoleId": role}
	if _, err := c.do(ctx, "assign the "+kind+" to the app", rest.Request{
		Method: http.MethodPost,
		Path:   principal(app.ID, "/appRoleAssignedTo"), Body: body,
	}); err != nil {
		return noPlan(err, kind)
	}
	return c.until(ctx, has, failed("can't verify that the "+kind+" is assigned",
		"Entra accepted it, but doesn't show it yet", "read again in a minute",
		migrate.ErrOutcomeUnknown))
}

// noPlan returns what to do if the tenant's plan doesn't include assigning groups: Entra's message names the plan
// level, the plan or the license.
func noPlan(err error, kind string) error {
	p, is := errors.AsType[*migrate.Problem](err)
	if !is || kind != "group" {
		return err
	}
	for _, word := range []string{"plan level", "license", "premium"} {
		if strings.Contains(strings.ToLower(p.Why), word) {
			with := *p
			with.Why += "; assigning groups needs Microsoft Entra ID P1 or P2"
			with.Next, with.Remedies = "", migrate.Remedies{{Kind: migrate.RemedyAssignUsers}}
			return &with
		}
	}
	return err
}

// object returns the group for a rename. Entra Connect takes the name of a synced group from displayName in Active
// Directory, or from its common name if that isn't set (its default rule In from AD - Group Common). A group whose
// source of authority was moved to the cloud counts as not synced.
func (g group) object() migrate.Object {
	o := migrate.Object{
		ID: g.ID, Names: map[migrate.Attribute]string{migrate.DisplayName: g.DisplayName},
		Writable: map[migrate.Attribute]bool{migrate.DisplayName: !g.Synced}, Authority: g.authority(),
	}
	if g.Synced {
		o.ADAttribute = migrate.DisplayName
	}
	return o
}

// Read returns the group's displayName. Groups in Entra have no version.
func (c *Client) Read(ctx context.Context, id string) (migrate.Object, error) {
	var g group
	if err := c.get(ctx, "read the group", groupPath(id)+"?"+groupFields, &g); err != nil {
		return migrate.Object{}, err
	}
	return g.object(), nil
}

// Rename changes displayName of a group that isn't synced from Active Directory. Entra has no conditional write, so
// the group is read right before.
func (c *Client) Rename(ctx context.Context, ch migrate.Change) (migrate.Object, error) {
	what := "cannot rename the group " + migrate.Quote(ch.Before) + " in Entra"
	now, err := c.Read(ctx, ch.ID)
	if err != nil {
		return migrate.Object{}, err
	}
	switch {
	case ch.Attribute != migrate.DisplayName:
		return migrate.Object{}, bad(what, "only displayName can be changed there", "change displayName", migrate.ErrInvalid)
	case now.Authority != "":
		return migrate.Object{}, failed(what, "its name comes from "+now.Authority, "rename it there", migrate.ErrDenied)
	case now.Names[migrate.DisplayName] != ch.Before:
		return migrate.Object{}, failed(what, "someone else changed it in the meantime", "make a new plan",
			migrate.ErrChanged)
	}
	if _, err := c.do(ctx, "rename the group "+migrate.Quote(ch.Before), rest.Request{
		Method: http.MethodPatch,
		Path:   groupPath(ch.ID), Body: map[string]string{"displayName": ch.After},
	}); err != nil {
		return migrate.Object{}, err
	}
	now, err = c.Read(ctx, ch.ID)
	return now, rest.AfterWrite(err)
}
