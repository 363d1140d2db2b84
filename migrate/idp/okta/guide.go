package okta

import (
	"fmt"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// The labels are from Okta's help pages about adding SCIM provisioning to an app integration.

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
		return ", Push Groups and Import Groups"
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

// connectAD tells how to find out which groups AD sync sent.
const connectAD = "connect AD or Dashlane's audit log as the AD side, then do this again"

func importGuide() []string {
	return []string{
		"Provisioning tab, Integration: Import Groups must be selected at Supported provisioning actions.",
		"Import tab: click Import Now, and wait until it has ended. The groups that Dashlane has are then groups of this app in Okta.",
		"Push Groups tab: click Refresh App Groups.",
		"Push Groups tab, the settings of Group Push: check that the option to rename app groups to match the group name in Okta is not selected, else linking renames groups at Dashlane.",
	}
}

func unknownGroupsGuide(pushed int) []string {
	lines := []string{
		"Nothing is pushed, because it is not known which groups AD sync had: " + connectAD + ".",
		"Or push them yourself on the Push Groups tab, each linked to the group of its name at Dashlane.",
	}
	if pushed > 0 {
		lines = append(lines, fmt.Sprintf("%d groups are pushed already, and stay so.", pushed))
	}
	return lines
}

// How the admin undoes steps.
const (
	startBack    = "Provisioning tab, To App, Edit: clear Deactivate Users first and Create Users then, and save, so that nobody is deactivated at Dashlane."
	importBack   = idp.NothingToUndo // the imported groups change nothing
	groupsBack   = "Push Groups tab: unlink the pushed groups, and leave the groups in the target app."
	usersBack    = "Provisioning tab, To App, Edit: clear Create Users, Update User Attributes and Deactivate Users, and save."
	endpointBack = "General tab, App Settings, Edit: select None at Provisioning, and save. Okta then keeps neither the endpoint nor the token."
)
