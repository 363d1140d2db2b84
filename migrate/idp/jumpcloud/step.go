package jumpcloud

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Mode returns who makes a step. JumpCloud has no API for SCIM settings, so the admin makes all steps; only the
// assigned groups can be read back.
func (p *Provider) Mode(step idp.StepID) idp.Mode {
	if step == idp.StepScope {
		return idp.ModeVerify
	}
	return idp.ModeGuide
}

// Plan reads the application and its groups, and describes what the admin does.
func (p *Provider) Plan(ctx context.Context, a idp.App, want idp.DesiredConfig) ([]idp.Step, error) {
	now, err := p.app(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := p.bound(ctx, a, nil); err != nil {
		return nil, err
	}
	taken, err := p.taken(ctx, want.TestUser)
	if err != nil {
		return nil, err
	}
	steps := []idp.Step{endpointStep(want), testStep(want), usersStep(), groupsStep(want), scopeStep(), startStep()}
	for i := range steps {
		steps[i].Mode, steps[i].UndoGuide = p.Mode(steps[i].ID), back[steps[i].ID]
		steps[i].Wrong = now.scim()
	}
	if taken != "" && steps[0].Wrong == "" {
		steps[0].Wrong = taken
	}
	return steps, nil
}

// taken returns a message if a user has the address for the connection test, because JumpCloud creates a user with
// it at Dashlane, and deletes or deactivates that user afterwards.
func (p *Provider) taken(ctx context.Context, address string) (why string, err error) {
	if address == "" {
		return "", nil
	}
	found, err := p.FindUsers(ctx, []string{address}, nil)
	if len(found) > 0 {
		why = "the test user's address " + migrate.Quote(names.Visible(address)) +
			" belongs to a user, and the test would deactivate that user at Dashlane: give an address that nobody uses"
	}
	return why, err
}

// app returns the application from the list, which is the only call that returns its state.
func (p *Provider) app(ctx context.Context, a idp.App) (app, error) {
	apps, err := p.apps(ctx, nil)
	if err != nil {
		return app{}, err
	}
	for _, one := range apps {
		if one.ID == a.ID {
			return one, nil
		}
	}
	return app{}, &migrate.Problem{
		Class: migrate.BadInput, What: "cannot find the application " + migrate.Quote(a.Name) +
			" at JumpCloud", Why: "it is not in the list",
		Next: "choose the application again", Err: migrate.ErrGone,
	}
}

// The labels are from JumpCloud's help page about the custom SCIM integration.

const notTold = idp.NotReported + "JumpCloud's API"

func endpointStep(want idp.DesiredConfig) idp.Step {
	return idp.Step{
		ID: idp.StepEndpoint, Title: "Give JumpCloud the SCIM endpoint and the token",
		Settings: []idp.Setting{
			{Name: "SCIM Version", Before: notTold, After: "SCIM 2.0"},
			{Name: "Base URL", Before: notTold, After: strings.TrimRight(want.Endpoint, "/")},
			{Name: "Token Key", Before: notTold, After: idp.NewSecret},
			{Name: "Test User Email", Before: notTold, After: testUser(want)},
		},
		Guide: []string{
			"Admin Portal: User Authentication > SSO Applications, open the application, Identity Management tab.",
			"SCIM Version: SCIM 2.0",
			"Base URL: " + names.Visible(strings.TrimRight(want.Endpoint, "/")) + " (without a slash at the end)",
			"Token Key: paste Dashlane's SCIM API token.",
			"Test User Email: " + testUser(want) + ". JumpCloud requires one for every change of an active integration.",
		},
	}
}

func testUser(want idp.DesiredConfig) string {
	if want.TestUser == "" {
		return "an address that nobody uses at JumpCloud or Dashlane"
	}
	return names.Visible(want.TestUser) + ", which nobody may use"
}

// back is how the admin undoes each step.
var back = map[idp.StepID]string{
	idp.StepStart:    "SSO Applications, the application, Identity Management tab: click Deactivate IdM Connection. Users and groups at Dashlane stay as they are.",
	idp.StepGroups:   "Identity Management tab, Group Management: set it as it was before.",
	idp.StepUsers:    idp.NothingToUndo, // no user is sent after the connection is deactivated
	idp.StepEndpoint: "Identity Management tab, once it is deactivated: the endpoint and the token may stay, or be entered as they were.",
}

func testStep(want idp.DesiredConfig) idp.Step {
	return idp.Step{ID: idp.StepTest, Title: "Test the connection", Guide: []string{
		"Identity Management tab: click Test Connection and wait for the success message.",
		"JumpCloud makes a test user (" + testUser(want) +
			") and a test group at Dashlane. It takes them away only where the service supports DELETE, and else deactivates the user: check Dashlane for what is left, and delete it.",
	}}
}

func usersStep() idp.Step {
	return idp.Step{
		ID: idp.StepUsers, Title: "Turn user provisioning on",
		Settings: []idp.Setting{{Name: "Users", Before: notTold, After: "on, by the activation"}},
		Guide:    []string{"Nothing to set: users are provisioned as soon as the integration is activated. Leave the User Attribute Mapping as it is, with userName as the user's e-mail address."},
	}
}

func groupsStep(want idp.DesiredConfig) idp.Step {
	const box = "Enable management of User Groups and Group Membership in this application"
	step := idp.Step{
		ID: idp.StepGroups, Title: "Leave group provisioning off", Settings: []idp.Setting{
			{Name: box, Before: notTold, After: "off"},
		},
		Guide: []string{"Identity Management tab, Group Management: leave " + migrate.Quote(box) + " off."},
	}
	if want.GroupProvisioning() {
		step.Title, step.Settings[0].After = "Turn group provisioning on", "on"
		step.Guide = []string{
			"Identity Management tab, Group Management: select " + migrate.Quote(box) + ".",
			"Note: JumpCloud takes over a group of the same name at Dashlane, and doesn't create a group without members.",
		}
	}
	return step
}

func scopeStep() idp.Step {
	const who = "members of the groups that are bound to the application"
	return idp.Step{
		ID: idp.StepScope, Title: "Provision assigned users alone", Settings: []idp.Setting{
			{Name: "Who is provisioned", Before: who, After: who},
		},
		Guide: []string{"User Groups tab of the application: exactly the groups that the AD sync had are selected."},
	}
}

func startStep() idp.Step {
	return idp.Step{
		ID: idp.StepStart, Title: "Start provisioning", Settings: []idp.Setting{
			{Name: "Integration", Before: notTold, After: "active"},
		},
		Guide: []string{
			"Identity Management tab: click Activate, then Save.",
			"Users whose state is Staged are left out until they are activated.",
			"Directory Insights (Activity Log) shows what was sent and what failed: user_create_provision, user_update_provision, user_lookup_provision, group_create_provision, group_update_provision.",
		},
	}
}

// Apply returns an error, because JumpCloud has no API for any of the steps.
func (p *Provider) Apply(_ context.Context, _ idp.App, step idp.Step, _ idp.DesiredConfig) (string, error) {
	return "", notDone("cannot do the step "+migrate.Quote(step.Title), "JumpCloud has no API for it",
		"follow the guide in the Admin Portal, then confirm it")
}

// Verify checks that groups are bound to the application. JumpCloud doesn't report the other steps.
func (p *Provider) Verify(ctx context.Context, a idp.App, step idp.Step, _ idp.DesiredConfig) (string, error) {
	if step.ID != idp.StepScope {
		return "", notDone("cannot check the step "+migrate.Quote(step.Title), "JumpCloud's API doesn't report this",
			"check it in the Admin Portal and confirm it yourself")
	}
	bound, err := p.bound(ctx, a, nil)
	if err != nil {
		return "", err
	}
	if len(bound) == 0 {
		return "", notDone("nobody would be provisioned", "no group is bound to the application "+migrate.Quote(a.Name),
			"assign the groups that the AD sync had")
	}
	return fmt.Sprintf("JumpCloud provisions members of bound groups alone; %d groups are bound", len(bound)), nil
}

// Revert returns an error, because Apply changes nothing.
func (p *Provider) Revert(_ context.Context, _ idp.App, step idp.Step) (string, error) {
	return "", notDone("cannot take back the step "+migrate.Quote(step.Title), "JumpCloud has no API for it",
		"deactivate the integration on the Identity Management tab in the Admin Portal; users and groups at Dashlane stay as they are")
}
