package okta

import "ad2scim/migrate/idp"

// SendsBy reports that Okta sends a group as soon as it is pushed, and a user as soon as one of the user's groups
// is assigned.
func (p *Provider) SendsBy(step idp.StepID) bool {
	return step == idp.StepGroups || step == idp.Assigning
}
