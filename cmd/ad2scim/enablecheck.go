package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"ad2scim/migrate/playbook"
)

// enableNeeds are the flags that have no effect without some action. What answers --apply can be
// given to --plan too; the app, path and endpoint go with every action. --apply compares with the
// connected AD.
var enableNeeds = []need{
	{flags: []string{"ad", "ad-*", "users"}, one: []string{"assign"}},
	{flags: []string{"group"}, one: []string{"assign", "try"}},
	{flags: []string{"until", "follow-for", "scim-token-file"}, one: []string{"apply"}},
	{flags: []string{"attest"}, one: []string{"apply", "disable"}},
	{flags: []string{"force"}, one: []string{"apply", "assign", "try"}, alternatives: []string{"plan"}},
	{flags: []string{"yes", "type"}, one: []string{"apply", "assign", "try", "disable"}, alternatives: []string{"plan"}},
}

// checkTogether refuses flags that have no effect together with another one.
func checkTogether(cmd *cobra.Command) error {
	return cmp.Or(
		refuseWith(cmd, "users", "the file says which users to assign", "ad", "ad-*"),
		refuseWith(cmd, "list-apps", "the list has every app", "app"),
	)
}

// check refuses flags that don't go together.
func (o *enableFlags) check(cmd *cobra.Command) error {
	if err := o.format.check(); err != nil {
		return err
	}
	if o.path != "" {
		if _, err := playbook.ParsePath(o.path); err != nil {
			return err
		}
	}
	for _, step := range o.attest {
		if err := oneOf("--attest", step, enableSteps...); err != nil {
			return err
		}
	}
	if err := oneOf("--until", o.until, enableSteps...); err != nil {
		return err
	}
	if err := cmp.Or(checkTogether(cmd), checkNeeds(cmd, enableNeeds...)); err != nil {
		return err
	}
	if o.try != "" && len(o.access) > 1 {
		return badFlag("--try takes one --group", "", "give one of them")
	}
	if o.users != "" && len(o.access) > 0 {
		return badFlag("--users and --group can't be used together", "", "assign the groups and the users in separate runs")
	}
	if o.assign {
		var err error
		o.groups, err = o.ad.input()
		return err
	}
	return nil
}
