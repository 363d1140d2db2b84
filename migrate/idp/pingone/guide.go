package pingone

import (
	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// The labels are from PingOne's pages about SCIM connections, outbound rules and outbound group provisioning.

func groupsGuide(want idp.DesiredConfig) []string {
	if !want.GroupProvisioning() {
		return []string{"Integrations > Provisioning, Rules tab: in each rule of this connection, Directory tab, clear every group under Groups, then Save. Older consoles call it Configuration, Group Provisioning."}
	}
	return []string{"Integrations > Provisioning, Rules tab, the rule, Directory tab: select the groups that AD sync had under Groups, then Save. Older consoles call it Configuration, Group Provisioning. Or stop here, let the program assign them, and go on afterwards."}
}

func scopeGuide(s state) []string {
	name := "the rule"
	if r := s.rule(); r != nil {
		name = "the rule " + migrate.Quote(r.Name)
	}
	return []string{
		"Integrations > Provisioning, Rules tab, " + name +
			", Directory tab: under Users take in those that AD sync had, by population, group or another attribute, and nobody else. Save. Older consoles call it Configuration, User Filter.",
		"The same rule, Attribute Mapping: add what is missing of Username to userName, Given Name to givenName, Family Name to familyName, Email Address to workEmail. userName must be the login that the member has at Dashlane. Save.",
		"Members of a group are sent only if the user filter lets them through.",
	}
}

func startGuide() []string {
	return []string{"Integrations > Provisioning: turn on the connection with its toggle, then its rule. A rule can be on only while its connection is."}
}
