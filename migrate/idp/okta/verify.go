package okta

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Verify reads back a step as far as Okta reports it. It doesn't report the endpoint's address and token of a
// custom app; that provisioning is set up only shows in the app's features.
func (p *Provider) Verify(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (saw string,
	err error,
) {
	switch step.ID {
	case idp.StepEndpoint:
		return p.verifyEndpoint(ctx, a, want)
	case idp.StepUsers:
		return p.verifyUsers(ctx, a)
	case idp.StepGroups:
		return p.verifyGroups(ctx, a, step, want)
	case idp.StepImport:
		return p.verifyImport(ctx, a, want)
	case idp.StepScope:
		_, ids, err := p.assigned(ctx, a, nil)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("Okta provisions assigned users alone; %d groups are assigned", len(ids)), nil
	case idp.StepStart:
		return p.verifyStart(ctx, a, want.Since)
	}
	return "", notDone("cannot check the step "+migrate.Quote(step.Title), "Okta's API doesn't report this",
		"check it in the Admin Console and confirm it yourself")
}

func (p *Provider) verifyEndpoint(ctx context.Context, a idp.App, want idp.DesiredConfig) (string, error) {
	what := "the SCIM connection of the app " + migrate.Quote(a.Name) + " is not set up"
	now, err := p.app(ctx, a)
	if err != nil {
		return "", err
	}
	if why := now.scim(); why != "" {
		return "", notDone(what, why, "follow the guide for the endpoint in the Admin Console")
	}
	if want.GroupProvisioning() && !now.has(groupPush) {
		return "", notDone(what, noGroupPush, "select it and save")
	}
	c, err := p.connection(ctx, a)
	if err != nil {
		return "", err
	}
	if !c.told() {
		return "SCIM provisioning is on; Okta's API doesn't report the base URL and the token of this app", nil
	}
	if c.Status != enabled {
		return "", notDone(what, "the provisioning connection is disabled",
			"open the app's Provisioning tab, Integration, and enable it")
	}
	if c.BaseURL != "" && !migrate.SameEndpoint(c.BaseURL, want.Endpoint) {
		return "", notDone(what, "the base URL is "+migrate.Quote(names.Visible(c.BaseURL)),
			"enter "+want.Endpoint+" on the app's Provisioning tab, Integration")
	}
	return "SCIM provisioning is on and its connection is enabled", nil
}

func (p *Provider) verifyUsers(ctx context.Context, a idp.App) (string, error) {
	now, err := p.app(ctx, a)
	if err != nil {
		return "", err
	}
	var off []string
	for _, one := range usersStep(state{app: now}).Settings {
		if one.Before != one.After {
			off = append(off, one.Name)
		}
	}
	if len(off) > 0 {
		return "", notDone("user provisioning of the app "+migrate.Quote(a.Name)+" is not on",
			strings.Join(off, ", ")+" is off",
			"open the app's Provisioning tab, To App, Edit, and enable it")
	}
	return "Create Users, Update User Attributes and Deactivate Users are on", nil
}

// verifyGroups reads back the groups in the step or, if it has none, those that would be planned now.
func (p *Provider) verifyGroups(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return "", err
	}
	work, planned := readBackup(step)
	if !planned {
		if step, err = p.groupsStep(ctx, s, want); err != nil {
			return "", err
		}
		if work, planned = readBackup(step); !planned {
			return "", &migrate.Problem{
				Class: migrate.BadInput, What: "cannot tell whether the right groups are pushed",
				Why: "it is not known which groups AD sync had", Next: connectAD,
			}
		}
	}
	what := "the groups of the app " + migrate.Quote(a.Name) + " are not as they should be"
	if step.Wrong != "" {
		return "", notDone(what, step.Wrong, "correct that in the Admin Console")
	}
	actions, wrong, err := work.actions(ctx, s)
	switch {
	case err != nil:
		return "", err
	case wrong != "":
		return "", notDone(what, wrong, "correct that in the Admin Console")
	case len(actions) > 0:
		return "", notDone(what, fmt.Sprintf("%d of %d pushed groups are not yet so", len(actions),
			len(work.Push)+len(work.Off)), "make the step")
	case !want.GroupProvisioning():
		return "no group is pushed", nil
	}
	for _, g := range work.Push {
		sent, err := p.targetName(ctx, *bySource(s.mappings, g.Source), g.Name, s.targets)
		if err != nil {
			return "", err
		}
		if g.Name != "" && sent != g.Name {
			return "", notDone(what, "the group "+quoted(g.Name)+" is linked to "+quoted(sent)+" at the app",
				"unlink it on the Push Groups tab, leave the group in the target app, and make a new plan")
		}
	}
	if n := len(want.ADGroups) - len(work.Push); n > 0 && want.ADGroups != nil {
		return fmt.Sprintf("%d groups of AD sync are pushed, each under its exact name; %d are not, as the plan says",
			len(work.Push), n), nil
	}
	return fmt.Sprintf("%d groups of AD sync are pushed, each under its exact name", len(work.Push)), nil
}

func (p *Provider) verifyImport(ctx context.Context, a idp.App, want idp.DesiredConfig) (string, error) {
	targets, err := p.targets(ctx, a, nil)
	if err != nil {
		return "", err
	}
	if lacking := (state{targets: targets}).notImported(want); len(lacking) > 0 {
		return "", notDone("the groups of Dashlane are not all imported", fmt.Sprintf(
			"Okta does not have %d groups that Dashlane has, such as %s", len(lacking), quoted(lacking[0])),
			"import the groups as the step says")
	}
	if len(targets) == 0 && want.DashlaneGroups == nil {
		return "", notDone("no group of Dashlane is imported", "Okta has none that comes from the app",
			"import the groups as the step says, or confirm that Dashlane has none")
	}
	return fmt.Sprintf("%d groups of Dashlane are imported", len(targets)), nil
}

func (p *Provider) verifyStart(ctx context.Context, a idp.App, since time.Time) (string, error) {
	c, err := p.Cycle(ctx, a, since)
	if err != nil {
		return "", err
	}
	if c.Done == 0 {
		return "", notDone("the app "+migrate.Quote(a.Name)+" has provisioned nothing yet", c.Says,
			"assign a user, or use Provision User on the Assignments tab, then check again")
	}
	return c.Says, nil
}
