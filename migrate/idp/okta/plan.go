package okta

import (
	"context"
	"encoding/json"
	"strings"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// Mode says who makes a step at Okta as a rule. For the few catalogue apps whose
// user provisioning the API can set, the plan says ModeApply for that step.
func (p *Provider) Mode(step idp.StepID) idp.Mode {
	switch step {
	case idp.StepGroups:
		return idp.ModeApply
	case idp.StepTest:
		return idp.ModeGuide
	}
	return idp.ModeVerify
}

const notTold = "not told by Okta's API"

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
	steps := []idp.Step{endpointStep(s, want), testStep(), usersStep(s), groups, scopeStep(), startStep(want)}
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
		if s.connection.BaseURL == "" {
			url = notTold
		}
	}
	if len(s.app.Features) == 0 {
		url, token = "not set", "not set"
	}
	return idp.Step{
		ID: idp.StepEndpoint, Title: "Give Okta the SCIM endpoint and the token", Mode: idp.ModeVerify,
		Guide: endpointGuide(want),
		Settings: []idp.Setting{
			{Name: "SCIM provisioning", Before: onOff(len(s.app.Features) > 0), After: "on"},
			{Name: "SCIM connector base URL", Before: url, After: want.Endpoint},
			{Name: "Push Groups", Before: onOff(s.app.has(groupPush)), After: onOff(want.GroupProvisioning())},
			{Name: "Unique identifier field for users", Before: notTold, After: "userName"},
			{Name: "Authentication Mode", Before: notTold, After: "HTTP Header"},
			{Name: "Token", Before: token, After: "set, new"},
		},
	}
}

func testStep() idp.Step {
	return idp.Step{ID: idp.StepTest, Title: "Test the connection", Mode: idp.ModeGuide, Guide: testGuide()}
}

func usersStep(s state) idp.Step {
	step := idp.Step{
		ID: idp.StepUsers, Title: "Turn user provisioning on", Mode: idp.ModeVerify, Guide: usersGuide(),
		Seen: s.seenUsers(),
	}
	for _, one := range []struct{ name, feature string }{
		{"Create Users", pushNewUsers}, {"Update User Attributes", pushUpdates}, {"Deactivate Users", pushDeactivation},
	} {
		step.Settings = append(step.Settings, idp.Setting{Name: one.name, Before: onOff(s.app.has(one.feature)), After: "on"})
	}
	if s.users != nil {
		step.Mode, step.Guide = idp.ModeApply, nil
		step.Backup = backup(s.users)
	}
	return step
}

// pushBackup is what the groups step needs to go back: the mappings as they
// were, and the groups that the step pushes anew.
type pushBackup struct {
	Mappings []mapping `json:"mappings"`
	Added    []string  `json:"added,omitempty"` // ids of source groups
}

func (p *Provider) groupsStep(ctx context.Context, s state, want idp.DesiredConfig) (idp.Step, error) {
	title := "Stop pushing groups by SCIM"
	if want.GroupProvisioning() {
		title = "Push the assigned groups by SCIM"
	}
	plan, same, wrong, err := p.pushPlan(ctx, s, want.GroupProvisioning())
	if err != nil {
		return idp.Step{}, err
	}
	step := idp.Step{ID: idp.StepGroups, Title: title, Mode: idp.ModeApply, Wrong: wrong, Seen: s.seenGroups()}
	keep := pushBackup{Mappings: s.mappings}
	for _, a := range plan {
		step.Settings = append(step.Settings, a.setting)
		if a.create != nil {
			keep.Added = append(keep.Added, a.create.Source)
		}
	}
	step.Settings = append(step.Settings, same...)
	if want.GroupProvisioning() {
		beside, err := p.beside(ctx, s)
		if err != nil {
			return idp.Step{}, err
		}
		step.Settings = append(step.Settings, beside...)
	}
	if len(step.Settings) == 0 {
		step.Settings = []idp.Setting{{Name: "Push Groups", Before: "none", After: "none"}}
	}
	step.Backup = backup(keep)
	return step, nil
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
		ID: idp.StepStart, Title: "See that provisioning runs", Mode: idp.ModeVerify,
		Guide: startGuide(want.Path == playbook.SelfHosted),
	}
}

func backup(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only structs of strings get here
	}
	return text
}
