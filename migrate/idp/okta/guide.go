package okta

import (
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// The labels are those of Okta's help pages about adding SCIM provisioning to an
// app integration.

func endpointGuide(want idp.DesiredConfig) []string {
	return []string{
		"Admin Console: Applications > Applications, open the app, General tab, App Settings, Edit. At Provisioning select SCIM, then Save.",
		"Provisioning tab, Integration, Edit.",
		"SCIM connector base URL: " + names.Visible(want.Endpoint),
		"Unique identifier field for users: userName",
		"Supported provisioning actions: select Push New Users and Push Profile Updates" + pushGroupsToo(want) + ".",
		"Authentication Mode: HTTP Header. Authorization, Bearer: paste Dashlane's SCIM API token.",
		"Do not save yet: test first.",
	}
}

func pushGroupsToo(want idp.DesiredConfig) string {
	if want.GroupProvisioning() {
		return ", and Push Groups"
	}
	return "; leave Push Groups off"
}

func testGuide() []string {
	return []string{
		"Provisioning tab, Integration: click Test Connector Configuration.",
		"Each of the selected actions must show a green mark. Close the result, then Save.",
	}
}

func usersGuide() []string {
	return []string{
		"Provisioning tab, To App, Edit.",
		"Select Enable at Create Users, Update User Attributes and Deactivate Users, then Save.",
	}
}

func scopeGuide() []string {
	return []string{"Nothing to set: Okta provisions the users that are assigned to the app, by themselves or by a group, and nobody else (Assignments tab)."}
}

func startGuide(groups bool) []string {
	guide := []string{
		"Okta sends a user when one is assigned while Create Users is on.",
		"For users who were assigned before that: Assignments tab, Provision User.",
		"Reports > System Log shows what was sent.",
	}
	if groups {
		guide = append(guide, "Push Groups tab: each group's Push Status must become Active; Push now sends one again.")
	}
	return guide
}
