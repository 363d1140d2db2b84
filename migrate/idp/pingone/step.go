package pingone

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

const (
	distinguishedName = "Distinguished Name"
	commonName        = "Common Name"
	bearer            = "OAuth 2 Bearer Token"
	whyDN             = "the group name source is Distinguished Name"
	nextDN            = "set it to Common Name in the connection's configuration"
)

// Mode says who makes a step: the admin, and the program reads it back.
func (p *Provider) Mode(step idp.StepID) idp.Mode {
	if step == idp.StepTest || step == idp.StepScope {
		return idp.ModeGuide
	}
	return idp.ModeVerify
}

// Plan reads the connection and its rules and says what the admin does.
func (p *Provider) Plan(ctx context.Context, a idp.App, want idp.Want) ([]idp.Step, error) {
	s, err := p.store(ctx, a)
	if err != nil {
		return nil, err
	}
	rules, err := p.rules(ctx, a)
	if err != nil {
		return nil, err
	}
	wrong := ""
	if s.Type != "scim" {
		wrong = "the connection is not of the type SCIM Outbound"
	}
	steps := []idp.Step{
		{ID: idp.StepEndpoint, Title: "Enter endpoint and token", Settings: []idp.Setting{
			{Name: "SCIM base URL", Before: s.Configuration.URL, After: want.Endpoint},
			{Name: "Authentication method", Before: s.Configuration.Auth, After: bearer},
			{Name: "OAuth access token", Before: "not told by PingOne's API", After: "set, new"}},
			Guide: []string{"Integrations > Provisioning, the connection, Configuration: enter " + names.Visible(want.Endpoint) + " as SCIM base URL, choose SCIM version 2.0 and " + bearer + ", and enter Dashlane's SCIM API token as the access token. Save."}},
		{ID: idp.StepTest, Title: "Test the connection", Guide: []string{"On the same page select Test connection and wait for the success message."}},
		{ID: idp.StepUsers, Title: "Turn user provisioning on", Settings: []idp.Setting{
			{Name: "Create users", Before: onOff(s.Configuration.Create), After: "on"}, {Name: "Update users", Before: onOff(s.Configuration.Update), After: "on"}},
			Guide: []string{"The connection, Preferences: allow users to be created, updated and disabled."}},
		groupStep(s, rules, want),
		{ID: idp.StepScope, Title: "Provision the right users alone", Guide: []string{"The rule, User filter: take in the users that AD sync had, and nobody else."}},
		{ID: idp.StepStart, Title: "Turn the rule on", Settings: []idp.Setting{{Name: "Provisioning rule", Before: onOff(active(rules)), After: "on"}},
			Guide: []string{"Turn on the connection, then the rule, with their toggles."}},
	}
	for i := range steps {
		steps[i].Mode, steps[i].Wrong = p.Mode(steps[i].ID), wrong
	}
	return steps, nil
}

func groupStep(s store, rules []rule, want idp.Want) idp.Step {
	n := selected(rules)
	step := idp.Step{ID: idp.StepGroups, Title: "Leave group provisioning off", Settings: []idp.Setting{{Name: "Groups of the rule", Before: count(n), After: count(0)}},
		Guide: []string{"The rule, Group provisioning: select no group."}}
	if want.GroupProvisioning() {
		after := count(n)
		if n == 0 {
			after = "those that AD sync had"
		}
		step.Title = "Turn group provisioning on"
		step.Settings = []idp.Setting{{Name: "Groups of the rule", Before: count(n), After: after}, {Name: "Group name source", Before: s.Configuration.Source, After: commonName}}
		step.Guide = []string{"The connection, Configuration: Common Name as the group name source.", "The rule, Group provisioning: select the groups that AD sync had."}
	}
	return step
}

func selected(rules []rule) int {
	n := 0
	for _, r := range rules {
		n += len(r.Groups)
	}
	return n
}

func active(rules []rule) bool {
	return slices.ContainsFunc(rules, func(r rule) bool { return r.Active })
}

func count(n int) string { return fmt.Sprintf("%d selected", n) }

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Apply fails: the admin makes the steps.
func (p *Provider) Apply(_ context.Context, _ idp.App, step idp.Step, _ idp.Want) (string, error) {
	return "", notDone("cannot make the step "+migrate.Quote(step.Title), "the program only reads PingOne's provisioning settings", "make it in the console")
}

// Verify reads back a step. A token is never told.
func (p *Provider) Verify(ctx context.Context, a idp.App, step idp.Step, want idp.Want) (string, error) {
	if p.Mode(step.ID) != idp.ModeVerify {
		return "", notDone("cannot look at the step "+migrate.Quote(step.Title), "PingOne's API does not tell", "look in the console and confirm it yourself")
	}
	now, err := p.Plan(ctx, a, want)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(now, func(s idp.Step) bool { return s.ID == step.ID })
	var saw []string
	for _, s := range now[i].Settings {
		switch {
		case s.After == "set, new":
		case strings.TrimRight(s.Before, "/") != strings.TrimRight(s.After, "/"):
			return "", notDone("the step "+migrate.Quote(step.Title)+" is not made", s.Name+" is "+names.Visible(s.Before)+", not "+s.After, "make it in the console")
		default:
			saw = append(saw, s.Name+" is "+s.Before)
		}
	}
	return strings.Join(saw, ", "), nil
}

// Revert fails: there is nothing that Apply could have changed.
func (p *Provider) Revert(_ context.Context, _ idp.App, step idp.Step) (string, error) {
	return "", notDone("cannot take back the step "+migrate.Quote(step.Title), "the program only reads PingOne's provisioning settings", "turn the rule off in the console first, then the connection")
}

// Assign fails: a rule's groups are the admin's.
func (p *Provider) Assign(_ context.Context, a idp.App, _ string) error {
	return notDone("cannot assign a group to "+migrate.Quote(a.Name), "the program only reads PingOne's rules", "select it in the rule's group provisioning in the console")
}
