package jumpcloud

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

const whereSAML = "Admin Portal: User Authentication > SSO Applications, the application, SSO tab, Group Attributes"

// SAMLGroups returns the groups that can come by SAML: members get the names of their groups that are bound to the
// application (JumpCloud, "SAML Attribute Notes"). JumpCloud's API reports neither whether the group attribute is
// included nor its name, which the admin chooses.
func (p *Provider) SAMLGroups(ctx context.Context, a idp.App, report migrate.Report) ([]idp.Group, []idp.Finding,
	error,
) {
	now, err := p.app(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	if why := now.scim(); why != "" {
		return nil, []idp.Finding{{
			ID: "saml-no-groups", Sure: true, Title: "The application sends no groups by SAML", Why: why,
			Next: "Activate it. " + whereSAML,
		}}, nil
	}
	groups, err := p.Assigned(ctx, a, report)
	if err != nil {
		return nil, nil, err
	}
	found := []idp.Finding{{
		ID: "saml-not-reported", Title: "Whether the group attribute is included can't be checked",
		Why: "JumpCloud's API doesn't report it", Next: "Check that include group attribute is selected and has a name. " + whereSAML,
	}}
	if len(groups) == 0 {
		found = []idp.Finding{{
			ID: "saml-no-groups", Sure: true, Title: "The application sends no groups by SAML",
			Why:  "no group is bound to it, and a member gets the names of bound groups alone",
			Next: "Bind the groups that AD sync had (User Groups tab), and include the group attribute. " + whereSAML,
		}}
	}
	return groups, found, nil
}
