package okta

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// Mode returns who usually makes a step at Okta. For the few catalog apps whose user provisioning the API can set,
// the plan has ModeApply for that step.
func (p *Provider) Mode(step idp.StepID) idp.Mode {
	switch step {
	case idp.StepGroups:
		return idp.ModeApply
	case idp.StepTest, idp.StepImport:
		return idp.ModeGuide
	}
	return idp.ModeVerify
}

const notTold = idp.NotReported + "Okta's API"

// Plan reads the app, its connection, its groups and its push mappings.
func (p *Provider) Plan(ctx context.Context, a idp.App, want idp.DesiredConfig) ([]idp.Step, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return nil, err
	}
	groups, err := p.groupsStep(ctx, s, want)
	if err != nil {
		return nil, err
	}
	steps := []idp.Step{endpointStep(s, want), testStep(), usersStep(s)}
	if want.GroupProvisioning() {
		steps = append(steps, s.importStep(want))
	}
	steps = append(steps, groups, scopeStep(), startStep(want))
	if s.app.Status != activeApp {
		for i := range steps {
			steps[i].Wrong = "the app is not active (" + strings.ToLower(s.app.Status) +
				"): activate it in the Admin Console first"
		}
	}
	return steps, nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func endpointStep(s state, want idp.DesiredConfig) idp.Step {
	url, token := notTold, notTold
	if s.connection.told() {
		url, token = s.connection.BaseURL, "set"
		switch {
		case url == "":
			url = notTold
		case migrate.SameEndpoint(url, want.Endpoint):
			url = want.Endpoint
		}
	}
	if len(s.app.Features) == 0 {
		url, token = "not set", "not set"
	}
	// If no group is pushed, the groups step makes sure of that, whatever is selected.
	push := onOff(want.GroupProvisioning() || s.app.has(groupPush))
	return idp.Step{
		ID: idp.StepEndpoint, Title: "Give Okta the SCIM endpoint and the token", Mode: idp.ModeVerify,
		Guide: endpointGuide(want), UndoGuide: endpointBack,
		Settings: []idp.Setting{
			{Name: "SCIM provisioning", Before: onOff(len(s.app.Features) > 0), After: "on"},
			{Name: "SCIM connector base URL", Before: url, After: want.Endpoint},
			{Name: "Push Groups", Before: onOff(s.app.has(groupPush)), After: push},
			{Name: "Unique identifier field for users", Before: notTold, After: "userName"},
			{Name: "Authentication Mode", Before: notTold, After: "HTTP Header"},
			{Name: "Token", Before: token, After: idp.NewSecret},
		},
	}
}

func testStep() idp.Step {
	return idp.Step{ID: idp.StepTest, Title: "Test the connection", Mode: idp.ModeGuide, Guide: testGuide()}
}

func usersStep(s state) idp.Step {
	step := idp.Step{
		ID: idp.StepUsers, Title: "Turn user provisioning on", Mode: idp.ModeVerify, Guide: usersGuide(),
		UndoGuide: usersBack, Fingerprint: s.seenUsers(),
	}
	for _, one := range []struct{ name, feature string }{
		{"Create Users", pushNewUsers}, {"Update User Attributes", pushUpdates}, {"Deactivate Users", pushDeactivation},
	} {
		step.Settings = append(step.Settings, idp.Setting{Name: one.name, Before: onOff(s.app.has(one.feature)), After: "on"})
	}
	if s.users != nil {
		step.Mode, step.Guide, step.UndoGuide = idp.ModeApply, nil, ""
		step.Backup = backup(s.users)
	}
	return step
}

func (p *Provider) groupsStep(ctx context.Context, s state, want idp.DesiredConfig) (idp.Step, error) {
	switch {
	case s.noPush:
		return noPushStep(want), nil
	case !want.GroupProvisioning():
		return p.planOff(ctx, s)
	case want.ADGroups == nil:
		return s.planUnknown(), nil
	}
	return p.planOn(ctx, s, want)
}

// noPushStep leaves the groups to the admin, if the organization lacks the API.
func noPushStep(want idp.DesiredConfig) idp.Step {
	step := idp.Step{
		ID: idp.StepGroups, Title: "Stop pushing groups by SCIM", Mode: idp.ModeGuide, UndoGuide: groupsBack,
		Guide: []string{"This organization has no API for Group Push. Push Groups tab: check that no group is active."},
	}
	if want.GroupProvisioning() {
		step.Title = "Push the groups that AD sync had"
		step.Guide = []string{
			"This organization has no API for Group Push. Push Groups tab: push the groups that AD sync had, each linked to the group of its name at Dashlane.",
		}
	}
	return step
}

// importStep makes the admin import the groups of Dashlane, because a pushed group can only be linked to an
// imported one.
func (s state) importStep(want idp.DesiredConfig) idp.Step {
	step := idp.Step{
		ID: idp.StepImport, Title: "Import the groups that Dashlane has", Mode: idp.ModeVerify, Guide: importGuide(),
		UndoGuide: importBack,
	}
	row := idp.Setting{Name: "Groups of Dashlane in Okta", Before: fmt.Sprintf("%d imported", len(s.targets))}
	lacking := s.notImported(want)
	switch {
	case len(lacking) > 0:
		row.After = fmt.Sprintf("%d more imported, such as %s", len(lacking), quoted(lacking[0]))
	case want.DashlaneGroups == nil && len(s.targets) == 0:
		// Dashlane may have no groups, which looks the same as a missing import.
		step.Mode, row.After = idp.ModeGuide, "all that Dashlane has"
	default:
		row.After = row.Before
	}
	step.Settings = []idp.Setting{row}
	return step
}

// notImported returns the names that Dashlane is known to have and that Okta hasn't imported.
func (s state) notImported(want idp.DesiredConfig) (lacking []string) {
	for _, name := range want.DashlaneGroups {
		if len(s.target(name)) == 0 {
			lacking = append(lacking, name)
		}
	}
	return lacking
}

func scopeStep() idp.Step {
	const who = "whoever is assigned to the app"
	return idp.Step{
		ID: idp.StepScope, Title: "Provision assigned users alone", Mode: idp.ModeVerify, Guide: scopeGuide(),
		Settings: []idp.Setting{{Name: "Who is provisioned", Before: who, After: who}},
	}
}

func startStep(want idp.DesiredConfig) idp.Step {
	return idp.Step{
		ID: idp.StepStart, Title: "Check that provisioning runs", Mode: idp.ModeVerify,
		Guide: startGuide(want.GroupProvisioning()), UndoGuide: startBack,
	}
}

func backup(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // can't happen: structs of strings
	}
	return text
}
