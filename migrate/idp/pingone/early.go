package pingone

import "ad2scim/migrate/idp"

// SendsBy reports that PingOne sends a group as soon as an enabled rule includes it.
func (p *Provider) SendsBy(step idp.StepID) bool { return step == idp.Assigning }

// Filter returns where the provisioned users are chosen: the groups of a rule are only sent.
func (p *Provider) Filter() string {
	return "Integrations > Provisioning, Rules tab, the rule, Directory tab, Users"
}
