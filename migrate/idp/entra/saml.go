package entra

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/render"
)

// samlApp is what an application object says of the groups in its SAML tokens (Graph,
// application and optionalClaims).
type samlApp struct {
	Membership string `json:"groupMembershipClaims"`
	Optional   struct {
		SAML []struct {
			Name       string   `json:"name"`
			Additional []string `json:"additionalProperties"`
		} `json:"saml2Token"`
	} `json:"optionalClaims"`
}

// The properties of the claim that decide what is sent for a group (Microsoft Entra,
// "Configure group claims for applications").
const (
	claimSAM     = "sam_account_name"
	claimDNS     = "dns_domain_and_sam_account_name"
	claimNetBIOS = "netbios_domain_and_sam_account_name"
	claimCloud   = "cloud_displayname"
)

const whereSAML = "Entra admin center: Enterprise apps, the app, Single sign-on, Attributes & Claims, the group claim"

// format is what the group claim sends.
func (a samlApp) format() (format string, cloud bool) {
	for _, claim := range a.Optional.SAML {
		if claim.Name != "groups" {
			continue
		}
		cloud = slices.Contains(claim.Additional, claimCloud)
		for _, one := range []string{claimDNS, claimNetBIOS, claimSAM} {
			if slices.Contains(claim.Additional, one) {
				return one, cloud
			}
		}
	}
	return "", cloud
}

// samlText is the text that the claim carries for a group: a name that comes from AD for a
// synced group, its own for one of the cloud, and the object id otherwise.
func (g group) samlText(format string, cloud bool) string {
	switch {
	case g.Synced && g.SAM != "" && format == claimSAM:
		return g.SAM
	case g.Synced && g.SAM != "" && format == claimDNS:
		return g.DNSDomain + `\` + g.SAM
	case g.Synced && g.SAM != "" && format == claimNetBIOS:
		return g.NetBIOS + `\` + g.SAM
	case !g.Synced && cloud:
		return g.DisplayName
	}
	return g.ID
}

// SAMLGroups lists the groups that can come in the app's SAML tokens: those that are
// assigned to it, or, where the claim is not limited to them, all of the tenant.
func (c *Client) SAMLGroups(ctx context.Context, app idp.App, report migrate.Report) ([]idp.Group, []idp.Finding,
	error,
) {
	var found findings
	claim, err := c.samlApp(ctx, app)
	if err != nil {
		return nil, nil, err
	}
	if claim.Membership == "" || claim.Membership == "None" {
		found.add("saml-no-groups", "The app sends no groups by SAML", "it has no group claim",
			"Add one that sends sAMAccountName, for the groups assigned to the application. "+whereSAML)
		return nil, found, nil
	}
	var list []group
	if strings.Contains(claim.Membership, "ApplicationGroup") {
		list, err = c.assignedGroups(ctx, app, report)
	} else {
		list, err = pages[group](ctx, c, "read the groups", "/groups?"+groupFields+"&$top=999", report)
		found.add("saml-all-groups", "The group claim is not limited to assigned groups",
			"a user in more than 150 groups gets a link in place of the list",
			"Choose Groups assigned to the application. "+whereSAML)
	}
	if err != nil {
		return nil, nil, err
	}
	format, cloud := claim.format()
	sent := make([]idp.Group, len(list))
	ids := 0
	for i, g := range list {
		text := g.samlText(format, cloud)
		if text == g.ID {
			ids++
		}
		sent[i] = idp.Group{ID: g.ID, Sent: text, Name: g.DisplayName, Authority: g.authority(), ADSID: g.SID}
	}
	if ids > 0 {
		found.add("saml-object-ids", "Groups are sent as object ids, which never match a name",
			render.Count(ids, "group", "groups"),
			"Choose sAMAccountName as the source attribute, and the display name for cloud-only groups. "+
				whereSAML)
	}
	if format == claimDNS || format == claimNetBIOS {
		found.add("saml-domain", "Groups are sent with their domain before the name, which never matches a name of AD sync",
			"the source attribute is "+format, "Choose sAMAccountName alone. "+whereSAML)
	}
	return sent, found, nil
}

func (c *Client) samlApp(ctx context.Context, app idp.App) (claim samlApp, err error) {
	var one struct {
		AppID string `json:"appId"`
	}
	if err := c.get(ctx, "read the app", principal(app.ID, "?$select=appId"), &one); err != nil {
		return claim, err
	}
	err = c.get(ctx, "read what the app sends by SAML",
		"/applications(appId='"+url.PathEscape(one.AppID)+"')?$select=optionalClaims,groupMembershipClaims", &claim)
	return claim, err
}
