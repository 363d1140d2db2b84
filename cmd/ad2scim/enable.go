package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
)

// enableSteps lists the values of --attest.
var enableSteps = operation.EnableSteps()

// enableFlags holds the flags of enable.
type enableFlags struct {
	format                                           format
	idp, app, path, endpoint, tokenFile, testUser    string
	until, answer                                    string
	plan, apply, disable, diagnose, listApps, assign bool
	listAssigned                                     bool
	yes                                              bool
	force                                            string
	attest, access                                   []string
	users, try                                       string
	followFor                                        time.Duration
	ad                                               *sourceFlags
	groups                                           operation.Input // what --ad gives
	global                                           *globalOptions
}

func newEnable(global *globalOptions) *cobra.Command {
	o := enableFlags{global: global}
	cmd := &cobra.Command{
		Use:   "enable --idp PROVIDER --app APP --plan|--apply|--try USER|--assign|--disable|--diagnose|--list-apps|--list-assigned",
		Short: "Turn on SCIM provisioning at the identity provider, or turn it off again",
		Long: `Show every setting that would change at the identity provider (--plan), carry out
the steps one by one (--apply), or undo them from the journal (--disable). For a
setting without an API, ad2scim gives you instructions and then reads the setting
back if it can. --apply requires that AD sync is verified stopped and that the names
are exact. Each of its steps has the requirements of the same step in the runbook:
when one isn't met, --apply stops with status 4 and names the next step; run it again
to continue. --until stops after a step. --force takes a reason, which is recorded.

The sign-in comes from the environment:
` + operation.ProviderHelp() + `
ad2scim help rights lists the least rights that each command needs.
AD2SCIM_IDP_CA is a file of certificate authorities to trust, for example for a
proxy that inspects TLS.

Exit status: 0 success, 1 there are findings, 2 a requirement isn't met or the call
is wrong, 3 the provider can't be reached or refuses, 4 partly done.`,
		Example: `  ad2scim enable --idp okta --list-apps
  ad2scim enable --idp okta --app Dashlane --path self-hosted --endpoint https://id.example.com/scim/2.0 --plan
  ad2scim enable --idp okta --app Dashlane --assign --ad ldaps://dc1.corp.example.com --plan`,
		Args: cobra.NoArgs,
	}
	o.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		for _, name := range []string{"try", "users", "group", "until"} {
			// An unset variable in a script must not turn this call into a different one.
			if f := cmd.Flags().Lookup(name); f.Changed && strings.Trim(f.Value.String(), "[]\" ") == "" {
				return badFlag("--"+name+" is empty", "", "give it a value, or leave it out")
			}
		}
		if err := o.check(cmd); err != nil {
			return err
		}
		return o.run(cmd.Context())
	}
	return cmd
}

func (o *enableFlags) addFlags(cmd *cobra.Command) {
	o.ad = addADFlags(cmd, o.global)
	addFormatFlag(cmd, &o.format)
	o.global.addOutFlag(cmd, false)
	f := cmd.Flags()
	f.StringVar(&o.idp, "idp", "", "identity provider: "+render.Alternatives(operation.ProviderIDs())+
		" (default: the one you chose)")
	f.StringVar(&o.app, "app", "",
		"app, by its id or exact name (default: the only one that looks like Dashlane's)")
	f.StringVar(&o.path, "path", "", "path: confidential or self-hosted (default: the one you chose)")
	f.StringVar(&o.endpoint, "endpoint", "",
		"SCIM endpoint at Dashlane (default: the connected one, or that of the last run with this app and path)")
	f.StringVar(&o.tokenFile, "scim-token-file", "", "file that holds the SCIM API token")
	f.StringVar(&o.testUser, "test-user", "",
		"email address for the provider's connection test, if it needs one")
	f.BoolVar(&o.plan, "plan", false, "show what would change; change nothing")
	f.BoolVar(&o.apply, "apply", false, "carry out the steps, then follow the first provisioning cycle")
	f.BoolVar(&o.disable, "disable", false, "pause provisioning and restore the earlier settings from the journal")
	f.BoolVar(&o.diagnose, "diagnose", false, "find out what keeps provisioning from working")
	f.BoolVar(&o.listApps, "list-apps", false, "list the apps that could be Dashlane's")
	f.BoolVar(&o.listAssigned, "list-assigned", false,
		"list the groups and users assigned to the app, with the names that are sent")
	f.BoolVar(&o.assign, "assign", false,
		"assign the groups that AD sync had (--ad) to the app; with --plan, only show them")
	f.StringArrayVar(&o.access, "group", nil,
		"with --assign, a group that gives access to the app, by its exact name or id, if the groups that are sent don't (Okta, self-hosted; repeatable)")
	f.StringVar(&o.users, "users", "",
		"with --assign, assign the users in this file directly: one email address per line")
	f.StringVar(&o.try, "try", "",
		"provision this user as a trial, by email address or login; with --group, a group with this user (Entra)")
	f.BoolVar(&o.yes, "yes", false, "don't ask for confirmation")
	f.StringVar(&o.force, "force", "", "override requirements that aren't met, for this reason")
	f.StringSliceVar(&o.attest, "attest", nil, "confirm steps that you did yourself, or undid (--disable): "+
		render.Alternatives(enableSteps))
	f.StringVar(&o.until, "until", "", "with --apply, stop after this step: "+render.Alternatives(enableSteps))
	f.StringVar(&o.answer, "type", "",
		"answer to the prompt: "+migrate.Quote("yes")+", or the number of groups without a partner")
	registerChoices(cmd, "until", enableSteps...)
	f.DurationVar(&o.followFor, "follow-for", operation.DefaultFollow, "how long to wait for the first cycle to end")
	registerChoices(cmd, "idp", operation.ProviderIDs()...)
	registerChoices(cmd, "path", "confidential", "self-hosted")
	registerChoices(cmd, "attest", enableSteps...)
	cmd.MarkFlagsMutuallyExclusive("plan", "apply", "disable", "diagnose", "list-apps", "list-assigned", "try")
	cmd.MarkFlagsMutuallyExclusive("assign", "apply", "disable", "diagnose", "list-apps", "list-assigned", "try")
	cmd.MarkFlagsOneRequired("plan", "apply", "disable", "diagnose", "list-apps", "list-assigned", "assign", "try")
}

func (o *enableFlags) run(ctx context.Context) error {
	c := o.terminal()
	t, err := o.signIn(ctx, c)
	if err != nil {
		return err
	}
	if missing := o.missingRights(t); missing != "" {
		c.note(missing)
	}
	if o.listApps {
		apps, err := t.ListApps(ctx, c)
		c.line.end()
		if err != nil {
			return err
		}
		return o.global.result(o.format, apps, apps.WriteTable)
	}
	app, err := t.FindApp(ctx, o.app)
	if err != nil {
		return err
	}
	switch {
	case o.listAssigned:
		all, note, err := t.ListAssigned(ctx, app, c)
		c.line.end()
		if err != nil {
			return err
		}
		if note != "" {
			c.note(note)
		}
		return o.global.result(o.format, all, all.WriteTable)
	case o.diagnose:
		return o.runDiagnose(ctx, t, app)
	case o.assign:
		return o.runAssign(ctx, t, app, c)
	case o.try != "":
		return o.runTry(ctx, t, app, c)
	case o.disable:
		return o.runDisable(ctx, t, app, c)
	}
	return o.runEnable(ctx, t, app, c)
}

// missingRights says which rights this call needs and the account is missing.
func (o *enableFlags) missingRights(t *operation.Tenant) string {
	use := operation.UseEnable
	switch {
	case o.listApps, o.listAssigned:
		use = operation.UseRead
	case o.assign && o.users != "":
		use = operation.UseAssignUsers
	case o.assign:
		use = operation.UseAssign
	case o.try != "":
		use = operation.UseTry
	case o.diagnose:
		return "" // diagnose reports it as a finding
	}
	return t.MissingRights(use)
}

// signIn signs in at the provider given by --idp, or at the chosen one.
func (o *enableFlags) signIn(ctx context.Context, c *console) (*operation.Tenant, error) {
	if err := oneOf("--idp", o.idp, operation.ProviderIDs()...); err != nil {
		return nil, err
	}
	return o.global.service().SignIn(ctx, playbook.IDP(o.idp), c)
}

// target combines the flags and the workspace into what to set up at an app.
func (o *enableFlags) target(t *operation.Tenant, app operation.App) (target operation.Target, err error) {
	if o.path != "" {
		if target.Path, err = playbook.ParsePath(o.path); err != nil {
			return target, err
		}
	}
	target.Endpoint, target.TestUser = o.endpoint, o.testUser
	return t.Target(app, target)
}

func (o *enableFlags) runDiagnose(ctx context.Context, t *operation.Tenant, app operation.App) error {
	report, err := t.DiagnoseApp(ctx, app)
	if err != nil {
		return err
	}
	if err := o.global.result(o.format, report, report.WriteTable); err != nil {
		return err
	}
	if report.HasProblems() {
		return errFindings
	}
	return nil
}

func (o *enableFlags) runEnable(ctx context.Context, t *operation.Tenant, app operation.App, c *console) error {
	target, err := o.target(t, app)
	if err != nil {
		return err
	}
	if err := operation.CheckEndpoint(target); err != nil {
		return err
	}
	r := operation.EnableRequest{
		App: app, Config: target, Force: o.force, Until: operation.ProviderStepID(o.until),
		FollowFor: o.followFor, Typed: o.answer,
	}
	if !o.apply {
		plan, err := t.Preview(ctx, r, c, c)
		if err != nil {
			return err
		}
		return o.global.result(o.format, plan, plan.WriteTable)
	}
	var readToken func() (migrate.Secret, error)
	if o.tokenFile != "" {
		readToken = func() (migrate.Secret, error) { return readSecretFile(o.tokenFile, migrate.SCIM) }
	}
	if r.Config.Token, err = t.Token(ctx, target.Endpoint, readToken, c); err != nil {
		return err
	}
	result, err := t.Enable(ctx, r, c, c)
	return o.finish(c, result, err)
}

// runDisable undoes the steps. Steps that the admin undoes are confirmed in a later run.
func (o *enableFlags) runDisable(ctx context.Context, t *operation.Tenant, app operation.App, c *console) error {
	undone := make([]operation.ProviderStepID, len(o.attest))
	for i, step := range o.attest {
		undone[i] = operation.ProviderStepID(step)
	}
	result, err := t.Disable(ctx, app, undone, c, c)
	if left := result.Left(); len(left) > 0 {
		result.Notes = append(result.Notes, "when that is done, confirm it: run this again with --attest "+
			strings.Join(left, ","))
	}
	return o.finish(c, result, err)
}

func (o *enableFlags) runTry(ctx context.Context, t *operation.Tenant, app operation.App, c *console) error {
	target, err := o.target(t, app)
	if err != nil {
		return err
	}
	r := operation.TryRequest{App: app, Path: target.Path, Address: o.try, Force: o.force, Typed: o.answer}
	if len(o.access) > 0 {
		r.Group = o.access[0]
	}
	result, err := t.Try(ctx, r, c, c)
	if err == nil {
		if r.LeavesGroups() {
			c.note("no group was provisioned: try again with --group and a group that the user is a direct member of")
		}
		check := r.Check()
		result.Notes = append(result.Notes, check.Says+", then run ad2scim steps done "+string(check.Step))
	}
	return o.finish(c, result, err)
}

func (o *enableFlags) runAssign(ctx context.Context, t *operation.Tenant, app operation.App, c *console) error {
	target, err := o.target(t, app)
	if err != nil {
		return err
	}
	r := operation.AssignRequest{App: app, Path: target.Path, AD: o.groups, Access: o.access}
	if o.users != "" {
		if r.Users, err = operation.ReadAddresses(ctx, o.users); err != nil {
			return err
		}
	}
	plan, err := t.PlanAssign(ctx, r, c, c)
	if err != nil {
		c.line.end()
		return err
	}
	if o.plan {
		c.line.end()
		if missing := plan.MissingAccess(); missing != "" {
			c.note(missing + ": use --group NAME for each group that gives access")
		}
		return o.global.result(o.format, plan, plan.WriteTable)
	}
	result, err := t.Assign(ctx, plan, o.force, c, c)
	switch {
	case result.Nothing:
		c.line.end()
		shown := o.global.result(o.format, plan, plan.WriteTable)
		c.note("nothing was assigned: there is nothing to add")
		c.note(result.Notes...)
		return errors.Join(shown, err)
	case !result.Begun:
		return err
	}
	return o.finish(c, result.EnableResult, err)
}
