package entra

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// samlApp is the part of an application object about groups in SAML tokens (Graph, application and optionalClaims).
type samlApp struct {
	Membership string `json:"groupMembershipClaims"`
	Optional   struct {
		SAML []struct {
			Name       string   `json:"name"`
			Additional []string `json:"additionalProperties"`
		} `json:"saml2Token"`
	} `json:"optionalClaims"`
}

// The properties of the claim that decide what is sent for a group (Microsoft Entra, "Configure group claims for
// applications"). If there are several formats, the first counts.
const (
	claimSAM     = "sam_account_name"
	claimDNS     = "dns_domain_and_sam_account_name"
	claimNetBIOS = "netbios_domain_and_sam_account_name"
	claimSID     = "on_premise_security_identifier"
	claimCloud   = "cloud_displayname"
	claimAsRoles = "emit_as_roles"
)

var claimFormats = []string{claimSAM, claimDNS, claimNetBIOS, claimSID}

const whereSAML = "Entra admin center: Enterprise apps, the app, Single sign-on, Attributes & Claims, the group claim"

// groupClaim is what the group claim sends.
type groupClaim struct {
	format  string // empty for object ids
	cloud   bool   // cloud groups are sent by their display name
	asRoles bool
}

func (a samlApp) claim() (c groupClaim) {
	for _, claim := range a.Optional.SAML {
		if claim.Name != "groups" {
			continue
		}
		for _, one := range claim.Additional {
			if c.format == "" && slices.Contains(claimFormats, one) {
				c.format = one
			}
		}
		// This only works for assigned groups.
		c.cloud = slices.Contains(claim.Additional, claimCloud) && a.ofAssigned()
		c.asRoles = slices.Contains(claim.Additional, claimAsRoles)
	}
	return c
}

// kinds returns the kinds of groups in the claim, which are separated by commas.
func (a samlApp) kinds() []string {
	list := strings.FieldsFunc(a.Membership, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.DeleteFunc(list, func(kind string) bool {
		return strings.EqualFold(kind, "None") || kind == "DirectoryRole" // it is another claim
	})
}

func (a samlApp) ofAssigned() bool { return slices.Contains(a.kinds(), "ApplicationGroup") }

// has reports whether the claim includes a group's kind: with SecurityGroup only, a distribution list isn't
// included.
func (a samlApp) has(g group) bool {
	return g.Security || a.ofAssigned() || !slices.Contains(a.kinds(), "SecurityGroup") ||
		slices.Contains(a.kinds(), "All")
}

// text returns the claim's value for a group, or "" for a group that it leaves out because it lacks the attributes
// of the format.
func (c groupClaim) text(g group) string {
	fromAD := map[string]string{claimSAM: g.SAM, claimSID: g.SID}
	if g.SAM != "" {
		fromAD[claimDNS], fromAD[claimNetBIOS] = g.DNSDomain+`\`+g.SAM, g.NetBIOS+`\`+g.SAM
	}
	switch {
	case fromAD[c.format] != "":
		return fromAD[c.format]
	case c.cloud && !g.Synced:
		return g.DisplayName
	case c.format != "" || c.cloud:
		return ""
	}
	return g.ID
}

// SAMLGroups returns the groups that can be in the app's SAML tokens: those that are assigned to it or, if the
// claim isn't limited to them, all groups of the tenant.
func (c *Client) SAMLGroups(ctx context.Context, app idp.App, report migrate.Report) ([]idp.Group, []idp.Finding,
	error,
) {
	a, err := c.samlApp(ctx, app)
	if err != nil {
		return nil, nil, err
	}
	var found findings
	if len(a.kinds()) == 0 {
		found.add("saml-no-groups", "The app sends no groups by SAML", "it has no group claim",
			"Add one that sends sAMAccountName, for the groups assigned to the application. "+whereSAML)
		return nil, found, nil
	}
	var list []group
	if a.ofAssigned() {
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
	claim := a.claim()
	sent, left := []idp.Group{}, 0
	for _, g := range list {
		if !a.has(g) {
			continue
		}
		text := claim.text(g)
		if text == "" {
			left++
			continue
		}
		sent = append(sent, idp.Group{ID: g.ID, Sent: text, Name: g.DisplayName, Authority: g.authority(), ADSID: g.SID})
	}
	found.ofClaim(claim, len(sent), left)
	return sent, found, c.samlPolicies(ctx, app, &found)
}

// ofClaim reports what can never match a name of AD sync.
func (f *findings) ofClaim(claim groupClaim, sent, left int) {
	switch claim.format {
	case "":
		if !claim.cloud && sent > 0 {
			f.add("saml-object-ids", "Groups are sent as object ids, which never match a name",
				render.Count(sent, "group", "groups"),
				"Choose sAMAccountName as the source attribute, and the display name for cloud-only groups. "+whereSAML)
		}
	case claimSID:
		f.add("saml-sids", "Groups are sent as security identifiers, which never match a name",
			"the source attribute is "+claim.format, "Choose sAMAccountName as the source attribute. "+whereSAML)
	case claimDNS, claimNetBIOS:
		f.add("saml-domain", "Groups are sent with their domain before the name, which never matches a name of AD sync",
			"the source attribute is "+claim.format, "Choose sAMAccountName alone. "+whereSAML)
	}
	if left > 0 {
		next := "Choose sAMAccountName as the source attribute. "
		if claim.format != "" {
			next = "Select Emit group name for cloud-only groups. "
		}
		f.add("saml-left-out", "Some groups are not sent at all",
			render.Count(left, "group has", "groups have")+" no value for the source attribute", next+whereSAML)
	}
	if claim.asRoles {
		f.add("saml-as-roles", "Groups are sent in the role claim",
			"the group claim has Emit groups as role claims", "Enter "+roleClaim+
				" as the attribute at Dashlane, or clear Emit groups as role claims. "+whereSAML)
	}
}

// roleClaim is the name of the attribute with roles.
const roleClaim = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"

// samlPolicies looks for what may change the groups in a token: a filter or a transformation in a claims mapping
// policy of the app. Its effect isn't evaluated.
func (c *Client) samlPolicies(ctx context.Context, app idp.App, f *findings) error {
	type policy struct {
		Name       string   `json:"displayName"`
		Definition []string `json:"definition"`
	}
	list, err := pages[policy](ctx, c, "read the claims mapping policies of the app",
		principal(app.ID, "/claimsMappingPolicies"), nil)
	if r, is := errors.AsType[*rest.Refused](err); is && r.Status == http.StatusForbidden {
		*f = append(*f, idp.Finding{
			ID: "saml-policies-unknown", Title: "A claims mapping policy may change the groups",
			Why: "the policies of the app can't be read without both Policy.Read.All and Application.ReadWrite.All",
			Next: "Check the advanced options of the group claim: these rights aren't worth granting for this check. " +
				whereSAML,
		})
		return nil
	}
	for _, p := range list {
		text := strings.ToLower(strings.Join(p.Definition, " "))
		if strings.Contains(text, "groupfilter") || strings.Contains(text, `"groups"`) || strings.Contains(text, "group") &&
			strings.Contains(text, "claimstransformation") {
			*f = append(*f, idp.Finding{
				ID: "saml-policy", Title: "A claims mapping policy may filter or rewrite the groups",
				Why: "the policy " + migrate.Quote(names.Visible(p.Name)) + " is about them",
				Next: "Compare with a test member's SAML response, or remove the filter and the regular expression under Advanced options. " +
					whereSAML,
			})
		}
	}
	return err
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
