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

// Verify reads back a step as far as Okta tells. The endpoint's address and
// token are not told for a custom app; that provisioning is set up shows in the
// app's features alone.
func (p *Provider) Verify(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (saw string, err error) {
	switch step.ID {
	case idp.StepEndpoint:
		return p.verifyEndpoint(ctx, a, want)
	case idp.StepUsers:
		return p.verifyUsers(ctx, a)
	case idp.StepGroups:
		return p.verifyGroups(ctx, a, want)
	case idp.StepScope:
		_, ids, err := p.assigned(ctx, a, nil)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("Okta provisions assigned users alone; %d groups are assigned", len(ids)), nil
	case idp.StepStart:
		return p.verifyStart(ctx, a)
	}
	return "", notDone("cannot look at the step "+migrate.Quote(step.Title), "Okta's API does not tell",
		"look in the Admin Console and confirm it yourself")
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
		return "SCIM provisioning is on; Okta's API does not tell the base URL and the token of this app", nil
	}
	if c.Status != enabled {
		return "", notDone(what, "the provisioning connection is disabled",
			"open the app's Provisioning tab, Integration, and enable it")
	}
	if c.BaseURL != "" && strings.TrimRight(c.BaseURL, "/") != strings.TrimRight(want.Endpoint, "/") {
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

func (p *Provider) verifyGroups(ctx context.Context, a idp.App, want idp.DesiredConfig) (string, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return "", err
	}
	plan, same, wrong, err := p.pushPlan(ctx, s, want.GroupProvisioning())
	if err != nil {
		return "", err
	}
	what := "the groups of the app " + migrate.Quote(a.Name) + " are not as they should be"
	if wrong != "" {
		return "", notDone(what, wrong, "put that right in the Admin Console")
	}
	if len(plan) > 0 {
		first := plan[0].setting
		return "", notDone(what, fmt.Sprintf("%s is %s (%d groups in all)", first.Name, first.Before, len(plan)),
			"make the step")
	}
	if !want.GroupProvisioning() {
		return "no group is pushed", nil
	}
	return fmt.Sprintf("%d assigned groups are pushed, each under its exact name", len(same)), nil
}

func (p *Provider) verifyStart(ctx context.Context, a idp.App) (string, error) {
	c, err := p.Cycle(ctx, a, time.Time{})
	if err != nil {
		return "", err
	}
	if c.Done == 0 {
		return "", notDone("the app "+migrate.Quote(a.Name)+" has provisioned nothing yet", c.Says,
			"assign a user, or use Provision User on the Assignments tab, and look again")
	}
	return c.Says, nil
}
