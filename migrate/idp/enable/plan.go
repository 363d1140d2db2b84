package enable

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
)

// PlanSchema is the schema of a plan as JSON.
const PlanSchema = "ad2scim.enableplan/v1"

// Plan is what would be changed at one app. It contains no secrets.
type Plan struct {
	Schema   string        `json:"schema"`
	Time     time.Time     `json:"time"`
	IDP      playbook.IDP  `json:"idp"`
	Tenant   string        `json:"tenant"`
	App      idp.App       `json:"app"`
	Path     playbook.Path `json:"path"`
	Endpoint string        `json:"endpoint"`
	Steps    []idp.Step    `json:"steps"`
}

// NewPlan reads every setting of the app and plans the changes. It writes nothing. An endpoint without https is
// BadInput (http is permitted on loopback).
func NewPlan(ctx context.Context, p idp.Provider, app idp.App, want idp.DesiredConfig) (*Plan, error) {
	for _, fault := range (migrate.Connection{Location: want.Endpoint}).Faults(migrate.HTTPS) {
		return nil, fault.Err
	}
	if !want.Token.IsZero() {
		if err := playbook.CheckToken(want.Token); err != nil {
			return nil, err
		}
	}
	steps, err := p.Plan(ctx, app, want)
	if err != nil {
		return nil, err
	}
	plan := &Plan{
		Schema: PlanSchema, Time: time.Now().UTC(), IDP: p.ID(), Tenant: p.String(), App: app, Path: want.Path,
		Endpoint: want.Endpoint, Steps: steps,
	}
	return plan, plan.checkNoToken(want.Token)
}

// Changes returns the number of settings that change.
func (p *Plan) Changes() int {
	n := 0
	for _, step := range p.Steps {
		for _, s := range step.Settings {
			if s.Before != s.After {
				n++
			}
		}
	}
	return n
}

// Wrong returns what prevents steps from being made at the moment.
func (p *Plan) Wrong() []string {
	var all []string
	for _, step := range p.Steps {
		if step.Wrong != "" {
			all = append(all, step.Title+": "+step.Wrong)
		}
	}
	return all
}

// checkNoToken returns an error if a provider's answer has put the token into the plan, which is shown and stored.
func (p *Plan) checkNoToken(token migrate.Secret) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if containsToken(string(text), token) {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot show the plan for " + migrate.Quote(p.App.Name),
			Why:  "the identity provider's answer holds the token",
			Next: "check that the token was not entered in a setting that is not secret",
		}
	}
	return nil
}

func containsToken(text string, token migrate.Secret) bool {
	if token.IsZero() {
		return false
	}
	quoted, _ := json.Marshal(token.Reveal()) // can't fail for a string
	return strings.Contains(text, token.Reveal()) || strings.Contains(text, strings.Trim(string(quoted), `"`))
}
