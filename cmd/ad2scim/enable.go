package main

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// enableFlags are what enable is called with.
type enableFlags struct {
	format                                           format
	idp, app, path, endpoint, tokenFile, testUser    string
	plan, apply, disable, diagnose, listApps, assign bool
	listAssigned                                     bool
	yes                                              bool
	force                                            string
	attest                                           []string
	followFor                                        time.Duration
	lacks                                            []string // rights, as the provider names them
	ad                                               *sourceFlags
	global                                           *globalOptions
}

func newEnable(global *globalOptions) *cobra.Command {
	o := enableFlags{global: global}
	cmd := &cobra.Command{
		Use:   "enable --idp PROVIDER --app APP --plan|--apply|--assign|--disable|--diagnose|--list-apps|--list-assigned",
		Short: "Switch SCIM provisioning on at the identity provider, and off again",
		Long: `Show every setting that would change at the identity provider (--plan), make the
steps one by one (--apply), or take them back from the journal (--disable). What
the provider has no API for is told click by click and read back where that is
possible. --apply is refused until AD sync is verified stopped and the names are
exact; --force needs a reason, which is kept.

The sign-in comes from the environment:
  Entra      AD2SCIM_ENTRA_TENANT, and for an app registration
             AD2SCIM_ENTRA_CLIENT_ID with AD2SCIM_ENTRA_CLIENT_SECRET or
             AD2SCIM_ENTRA_CERTIFICATE (a PEM file); with the id alone by device
             code, with neither as az is signed in. AD2SCIM_ENTRA_CLOUD is
             global, usgov, usgovdod or china
  Okta       AD2SCIM_OKTA_URL, and AD2SCIM_OKTA_TOKEN, or
             AD2SCIM_OKTA_CLIENT_ID with AD2SCIM_OKTA_PRIVATE_KEY_FILE (or
             AD2SCIM_OKTA_PRIVATE_KEY) and AD2SCIM_OKTA_KEY_ID
  JumpCloud  AD2SCIM_JUMPCLOUD_API_KEY, AD2SCIM_JUMPCLOUD_REGION (us, eu, in),
             AD2SCIM_JUMPCLOUD_ORG where the admin has several
  PingOne    AD2SCIM_PINGONE_ENVIRONMENT, AD2SCIM_PINGONE_CLIENT_ID,
             AD2SCIM_PINGONE_CLIENT_SECRET (a worker application's) and
             AD2SCIM_PINGONE_REGION (com, eu, ca, asia, com.au, sg)
AD2SCIM_IDP_CA names a file of certificate authorities to trust, as for a proxy
that opens TLS.

Exit status: 0 all is well, 1 there are findings, 2 it may not begin, 3 the
provider cannot be reached or refuses, 4 a part was done.`,
		Example: `  ad2scim enable --idp okta --list-apps
  ad2scim enable --idp okta --app Dashlane --path self-hosted --endpoint https://id.example.com/scim/2.0 --plan
  ad2scim enable --idp okta --app Dashlane --assign --ad ldaps://dc1.corp.example.com --plan`,
		Args: cobra.NoArgs,
	}
	o.ad = addADFlags(cmd)
	addFormatFlag(cmd, &o.format)
	f := cmd.Flags()
	f.StringVar(&o.idp, "idp", "", "identity provider: entra, okta, jumpcloud or pingone (default: the chosen one)")
	f.StringVar(&o.app, "app", "", "the app, by its id or its exact name (default: the only one that looks like Dashlane's)")
	f.StringVar(&o.path, "path", "", "confidential or self-hosted (default: the chosen one)")
	f.StringVar(&o.endpoint, "endpoint", "", "SCIM endpoint of Dashlane (default: the remembered one)")
	f.StringVar(&o.tokenFile, "scim-token-file", "", "file that holds the SCIM API token")
	f.StringVar(&o.testUser, "test-user", "", "e-mail address for the provider's own test of the connection, where it wants one")
	f.BoolVar(&o.plan, "plan", false, "show what would change; change nothing")
	f.BoolVar(&o.apply, "apply", false, "make the steps, then follow the first cycle")
	f.BoolVar(&o.disable, "disable", false, "pause provisioning and put the earlier settings back, from the journal")
	f.BoolVar(&o.diagnose, "diagnose", false, "look for what keeps provisioning from working")
	f.BoolVar(&o.listApps, "list-apps", false, "list the apps that could be Dashlane's")
	f.BoolVar(&o.listAssigned, "list-assigned", false, "list the groups and users whom the app is assigned to, with the names that are sent")
	f.BoolVar(&o.assign, "assign", false, "assign the groups that AD sync had (--ad) to the app; with --plan show them alone")
	f.BoolVar(&o.yes, "yes", false, "do it without asking")
	f.StringVar(&o.force, "force", "", "go on against the interlocks, for this reason")
	f.StringSliceVar(&o.attest, "attest", nil, "steps that you made yourself: endpoint, test, users, groups, start")
	f.DurationVar(&o.followFor, "follow-for", time.Hour, "how long to wait for the end of the first cycle")
	registerChoices(cmd, "idp", "entra", "okta", "jumpcloud", "pingone")
	registerChoices(cmd, "path", "confidential", "self-hosted")
	registerChoices(cmd, "attest", "endpoint", "test", "users", "groups", "scope", "start")
	cmd.MarkFlagsMutuallyExclusive("plan", "apply", "disable", "diagnose", "list-apps", "list-assigned")
	cmd.MarkFlagsMutuallyExclusive("assign", "apply", "disable", "diagnose", "list-apps", "list-assigned")
	cmd.MarkFlagsOneRequired("plan", "apply", "disable", "diagnose", "list-apps", "list-assigned", "assign")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) }
	return cmd
}

func (o *enableFlags) run(ctx context.Context) error {
	if err := o.format.check(); err != nil {
		return err
	}
	for _, step := range o.attest {
		if err := oneOf("--attest", step, "endpoint", "test", "users", "groups", "scope", "start"); err != nil {
			return err
		}
	}
	state, err := memory{o.global.workspace}.state()
	if err != nil {
		return err
	}
	if o.idp == "" {
		o.idp = string(state.IdP)
	}
	if o.idp == "" {
		return badFlag("--idp is missing", "", "give entra, okta, jumpcloud or pingone")
	}
	if err := oneOf("--idp", o.idp, "entra", "okta", "jumpcloud", "pingone"); err != nil {
		return err
	}
	p, err := providerFor(ctx, migrate.Scheme(o.idp))
	if err != nil {
		return err
	}
	if o.lacks, err = p.SignIn(ctx); err != nil {
		return err
	}
	if len(o.lacks) > 0 && !o.diagnose {
		o.say("the account lacks rights that this needs: " + strings.Join(o.lacks, ", "))
	}
	if o.listApps {
		apps, err := p.Apps(ctx, o.report(newProgress(o.global.quiet)))
		if err != nil {
			return err
		}
		return write(o.format, enable.Apps(apps), enable.Apps(apps).WriteTable)
	}
	app, err := findApp(ctx, p, o.app)
	if err != nil {
		return err
	}
	switch {
	case o.listAssigned:
		return o.runListAssigned(ctx, p, app)
	case o.diagnose:
		return o.runDiagnose(ctx, p, app)
	case o.assign:
		return o.runAssign(ctx, p, app, state)
	case o.disable:
		return o.runDisable(ctx, p, app)
	}
	return o.runEnable(ctx, p, app, state)
}

// say writes notes, unless they are not wanted.
func (o *enableFlags) say(notes ...string) {
	if !o.global.quiet {
		printNotes(notes)
	}
}

func (o *enableFlags) report(p *progressLine) migrate.Report { return p.of(migrate.SCIM) }

// want checks what is to be set up, and finds the token.
func (o *enableFlags) want(ctx context.Context, state migration.State) (idp.Want, error) {
	path, err := o.chosenPath(state)
	if err != nil {
		return idp.Want{}, err
	}
	want := idp.Want{Path: path, Endpoint: cmp.Or(o.endpoint, rememberedEndpoint(state)), TestUser: o.testUser}
	if want.Endpoint == "" {
		return want, badFlag("--endpoint is missing", "", "give the SCIM endpoint that Dashlane shows")
	}
	if o.apply {
		want.Token, err = findSecret(ctx, migrate.SCIM, migrate.Connection{Location: want.Endpoint}, o.tokenFile)
	}
	return want, err
}

// rememberedEndpoint is where the provisioned groups were last read from, if
// that was a SCIM endpoint.
func rememberedEndpoint(state migration.State) string {
	c := state.Connections[migrate.SCIM]
	if scheme, err := c.Scheme(); err != nil || scheme != migrate.HTTPS {
		return ""
	}
	return c.Location
}

// chosenPath is the one of the flag, or the one that the workspace remembers.
func (o *enableFlags) chosenPath(state migration.State) (playbook.Path, error) {
	text := o.path
	if text == "" {
		text = string(state.Path)
	}
	if text == "" {
		return "", badFlag("--path is missing", "", "give confidential or self-hosted")
	}
	return playbook.ParsePath(text)
}

func (o *enableFlags) runDiagnose(ctx context.Context, p idp.Provider, app idp.App) error {
	cycle, err := p.Cycle(ctx, app)
	if err != nil {
		return err
	}
	findings, err := p.Diagnose(ctx, app)
	if err != nil {
		return err
	}
	if len(o.lacks) > 0 {
		findings = append(findings, idp.Finding{ID: "rights", Sure: true, Title: "The account that looks lacks rights",
			Why: "it lacks " + strings.Join(o.lacks, ", "), Next: "grant them at the provider, or sign in with another account"})
	}
	report := enable.Report{Cycle: &cycle, Findings: findings}
	if err := write(o.format, report, report.WriteTable); err != nil {
		return err
	}
	if len(findings) > 0 || len(cycle.Errors) > 0 {
		return errFindings
	}
	return nil
}
