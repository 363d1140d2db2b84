package entra

import (
	"context"
	"net/http"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

const groupFields = "$select=id,displayName,mailNickname,mail,onPremisesSamAccountName,onPremisesSyncEnabled,onPremisesSecurityIdentifier"

type group struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Nickname    string `json:"mailNickname"`
	Mail        string `json:"mail"`
	SAM         string `json:"onPremisesSamAccountName"`
	Synced      bool   `json:"onPremisesSyncEnabled"`
	SID         string `json:"onPremisesSecurityIdentifier"`
}

func groupPath(id string) string { return "/groups/" + url.PathEscape(id) }

func (g group) authority() string {
	if g.Synced {
		return "Active Directory, by Entra Connect"
	}
	return ""
}

// sent is the value of the attribute that provisioning sends as displayName.
func (g group) sent(attribute string) (string, bool) {
	switch attribute {
	case "", "displayName":
		return g.DisplayName, true
	case "mailNickname":
		return g.Nickname, true
	case "mail":
		return g.Mail, true
	case "onPremisesSamAccountName":
		return g.SAM, true
	}
	return "", false
}

func (g group) group(attribute string) (idp.Group, error) {
	name, ok := g.sent(attribute)
	if !ok {
		return idp.Group{}, failed("cannot tell the exact name that is sent for a group", "the mapping of displayName is made from "+migrate.Quote(attribute), "map displayName from displayName directly in the app's provisioning", migrate.ErrInvalid)
	}
	return idp.Group{ID: g.ID, Sent: name, Name: g.DisplayName, Authority: g.authority(), ADSID: g.SID}, nil
}

func failed(what, why, next string, err error) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next, Err: err}
}

type assignment struct {
	PrincipalID   string `json:"principalId"`
	PrincipalType string `json:"principalType"`
}

func (c *Client) assignments(ctx context.Context, app idp.App, report migrate.Report) ([]string, error) {
	list, err := pages[assignment](ctx, c, "read the groups of the app "+migrate.Quote(app.Name), principal(app.ID, "/appRoleAssignedTo?$top=999"), report)
	var ids []string
	seen := map[string]bool{}
	for _, a := range list {
		if a.PrincipalType == "Group" && !seen[a.PrincipalID] {
			seen[a.PrincipalID] = true
			ids = append(ids, a.PrincipalID)
		}
	}
	return ids, err
}

// Assigned takes the names from the groups themselves: principalDisplayName of
// an assignment lags behind. A group that was deleted meanwhile is left out.
func (c *Client) Assigned(ctx context.Context, app idp.App, report migrate.Report) ([]idp.Group, error) {
	ids, err := c.assignments(ctx, app, report)
	if err != nil {
		return nil, err
	}
	attribute, err := c.sentAttribute(ctx, app)
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = groupPath(id) + "?" + groupFields
	}
	const doing = "read the names of the assigned groups"
	parts, err := c.batch(ctx, doing, paths, report)
	if err != nil {
		return nil, err
	}
	var all []idp.Group
	for _, p := range parts {
		if p.Status == http.StatusNotFound {
			continue
		}
		if p.Status != http.StatusOK {
			why, _ := explain(p.Status, p.Body)
			return nil, &migrate.Problem{Class: migrate.Unreachable, What: "cannot " + doing, Why: migrate.Quote(why), Next: "check the right Group.ReadWrite.All or Directory.Read.All", Err: migrate.ErrDenied}
		}
		var g group
		if err := read(doing, p.Body, &g); err != nil {
			return nil, err
		}
		one, err := g.group(attribute)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// Directory lists every group of the tenant by its displayName.
func (c *Client) Directory(ctx context.Context, report migrate.Report) ([]idp.Group, error) {
	list, err := pages[group](ctx, c, "read the groups of the tenant", "/groups?$top=999&"+groupFields, report)
	if err != nil {
		return nil, err
	}
	all := make([]idp.Group, len(list))
	for i, g := range list {
		if all[i], err = g.group(""); err != nil {
			return nil, err
		}
	}
	return all, nil
}
