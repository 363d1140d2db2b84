package pingone

import "ad2scim/migrate/idp"

// SendsBy reports that PingOne sends a group as soon as a rule that is on takes it in.
func (p *Provider) SendsBy(step idp.StepID) bool { return step == idp.Assigning }

// Filter says where it is chosen who is provisioned: the groups of a rule are sent.
func (p *Provider) Filter() string {
	return "Integrations > Provisioning, Rules tab, the rule, Directory tab, Users"
}
