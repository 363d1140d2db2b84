package entra

import (
	"context"
	"net/url"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// groupFields selects the properties of a group, some of which Graph doesn't return by default.
const groupFields = "$select=id,displayName,mailNickname,mail,onPremisesSamAccountName,onPremisesDomainName,onPremisesNetBiosName,onPremisesSyncEnabled,onPremisesSecurityIdentifier,securityEnabled"

type group struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Nickname    string `json:"mailNickname"`
	Mail        string `json:"mail"`
	SAM         string `json:"onPremisesSamAccountName"`
	DNSDomain   string `json:"onPremisesDomainName"`
	NetBIOS     string `json:"onPremisesNetBiosName"`
	Synced      bool   `json:"onPremisesSyncEnabled"`
	SID         string `json:"onPremisesSecurityIdentifier"`
	Security    bool   `json:"securityEnabled"` // false for a distribution list
}

func groupPath(id string) string { return "/groups/" + url.PathEscape(id) }

func (g group) authority() string {
	if g.Synced {
		return "Active Directory, by Entra Connect"
	}
	return ""
}

// sent returns the value of the attribute that provisioning sends as displayName.
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
		return idp.Group{}, unnamed("displayName is made from " + migrate.Quote(attribute))
	}
	return idp.Group{ID: g.ID, Sent: name, Name: g.DisplayName, Authority: g.authority(), ADSID: g.SID}, nil
}

func unnamed(why string) error {
	return failed("cannot tell the exact name that is sent for a group", why,
		"map displayName from displayName directly in the app's group mapping in the Entra admin center", migrate.ErrInvalid)
}

func failed(what, why, next string, err error) error {
	return &migrate.Problem{Class: migrate.Partial, What: what, Why: why, Next: next, Err: err}
}

// Directory returns every group of the tenant with its displayName.
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
