package pingone

import (
	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// The labels are those of PingOne's pages about SCIM connections, outbound
// rules and outbound group provisioning.

func groupsGuide(want idp.Want) []string {
	if !want.GroupProvisioning() {
		return []string{"Integrations > Provisioning > Rules: in each rule of this connection clear every group under Groups, then Save."}
	}
	return []string{"Integrations > Provisioning > Rules, the rule, Groups: select the groups that AD sync had, then Save. Or let ad2scim enable assign them."}
}

func scopeGuide(s state) []string {
	name := "the rule"
	if r := s.rule(); r != nil {
		name = "the rule " + migrate.Quote(r.Name)
	}
	return []string{
		"Integrations > Provisioning > Rules, " + name + ", User Filter: take in the users that AD sync had, by population, group or another attribute, and nobody else. Save.",
		"The same rule, Attribute Mapping: map Username to userName, Given Name to givenName, Family Name to familyName and Email Address to workEmail. Username must be the login that the member has at Dashlane. Save.",
		"Members of a group are sent only if the user filter lets them through.",
	}
}

func startGuide() []string {
	return []string{"Integrations > Provisioning: turn on the connection with its toggle, then its rule. A rule can be on only while its connection is."}
}
