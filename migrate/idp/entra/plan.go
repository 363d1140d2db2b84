package entra

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// Mode returns ModeApply for every step, because Graph has a call for each.
func (c *Client) Mode(idp.StepID) idp.Mode { return idp.ModeApply }

// settingAddress is the name of the endpoint's setting in the admin center.
const settingAddress = "Tenant URL"

const notTold = idp.NotReported + "Microsoft Graph"

// kept is the backup that Revert needs.
type kept struct {
	// Enabled are the earlier flags of the mappings of the step's kind, and Schema is the whole earlier schema, or the
	// template's if there was no job.
	Enabled  []bool `json:"enabled,omitempty"`
	Schema   []byte `json:"schema,omitempty"`
	Template bool   `json:"template,omitempty"`
	// Ran is whether the job was started before.
	Ran bool `json:"ran,omitempty"`
	// Empty is whether neither an endpoint nor a token was saved before Endpoint was.
	Empty    bool   `json:"empty,omitempty"`
	Endpoint string `json:"endpoint,omitempty"`
}

func keep(k kept) json.RawMessage {
	text, err := json.Marshal(k)
	if err != nil {
		panic(err) // can't happen: it only contains strings, bytes and booleans
	}
	return text
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func kindOf(id idp.StepID) string {
	if id == idp.StepUsers {
		return "User"
	}
	return "Group"
}

// found is the state that a plan is made from.
type found struct {
	job     *job
	secrets secrets
	// template is the template to create the job from, if there is no job.
	template string
	schema   schema // the job's or its template's; nil if there is neither
}

func (c *Client) look(ctx context.Context, app idp.App) (f found, err error) {
	if f.job, err = c.job(ctx, app); err != nil {
		return f, err
	}
	if f.secrets, err = c.secrets(ctx, app); err != nil {
		return f, err
	}
	if f.job != nil {
		f.schema, err = c.schema(ctx, app, f.job.ID)
		return f, err
	}
	f.template, err = c.template(ctx, app)
	if err == nil && f.template != "" {
		f.schema, err = c.templateSchema(ctx, app, f.template)
	}
	if errors.Is(err, migrate.ErrGone) {
		return f, nil // known after the job is created
	}
	return f, err
}

// Plan reads the job, its schema and the saved endpoint. If there is no job yet, the mappings are planned from its
// template.
func (c *Client) Plan(ctx context.Context, app idp.App, want idp.DesiredConfig) ([]idp.Step, error) {
	f, err := c.look(ctx, app)
	if err != nil {
		return nil, err
	}
	return []idp.Step{
		f.endpointStep(want),
		{ID: idp.StepTest, Title: "Test the connection", Mode: idp.ModeApply},
		f.mappingStep(idp.StepUsers, true),
		f.mappingStep(idp.StepGroups, want.GroupProvisioning()),
		{
			ID: idp.StepScope, Title: "Provision assigned users and groups alone", Mode: idp.ModeApply, Fingerprint: f.id(),
			Settings: []idp.Setting{{Name: "Scope", Before: f.secrets.scope(), After: assignedOnly}},
		},
		f.startStep(),
	}, nil
}

func (f found) id() string {
	if f.job == nil {
		return ""
	}
	return f.job.ID
}

// seen returns a fingerprint of the job and the saved endpoint.
func (f found) seen() string { return f.id() + " " + f.secrets.print() }

func (f found) endpointStep(want idp.DesiredConfig) idp.Step {
	before := "there"
	if f.job == nil {
		before = "none"
	}
	step := idp.Step{
		ID: idp.StepEndpoint, Title: "Give Entra the SCIM endpoint and the token", Mode: idp.ModeApply,
		Fingerprint: f.seen(), Settings: []idp.Setting{
			{Name: "Provisioning job", Before: before, After: "there"},
			{
				Name: settingAddress, Before: f.secrets.address(),
				After: want.Endpoint,
			},
			{Name: "Secret token (Bearer)", Before: f.secrets.token(), After: idp.NewSecret},
			{Name: "Scope", Before: f.secrets.scope(), After: assignedOnly},
		},
		Backup: keep(kept{
			Empty:    f.secrets.told && f.secrets.value(keyAddress) == "" && f.secrets.value(keyToken) == "",
			Endpoint: want.Endpoint,
		}),
	}
	if f.job == nil && f.template == "" {
		step.Wrong = noTemplate
	}
	for _, key := range f.secrets.otherSignIn() {
		step.Settings = append(step.Settings, idp.Setting{Name: key, Before: "set", After: "not set"})
	}
	return step
}

// mappingMark returns a fingerprint of the schema with the flags for a kind of object.
func mappingMark(s schema, kind string) string {
	return fmt.Sprint(s.enabled(kind)) + " " + s.print()
}

func (f found) mappingStep(id idp.StepID, on bool) idp.Step {
	kind := kindOf(id)
	step := idp.Step{ID: id, Title: "Turn provisioning of " + kind + " objects " + onOff(on), Mode: idp.ModeApply}
	before := "not set up"
	if f.schema != nil {
		list := f.schema.enabled(kind)
		before = onOff(slices.Contains(list, true)) // objects without a mapping aren't sent
		if slices.Contains(list, true) && slices.Contains(list, false) {
			before = "partly on"
		}
		step.Backup = keep(kept{Enabled: list, Schema: f.schema.pack(), Template: f.job == nil})
		if on && len(list) == 0 {
			step.Wrong = "the app has no mapping for " + kind +
				" objects that can be changed: restore the default mappings in the Entra admin center"
		}
	}
	if f.job != nil {
		step.Fingerprint = mappingMark(f.schema, kind)
	}
	step.Settings = []idp.Setting{{Name: kind + " provisioning", Before: before, After: onOff(on)}}
	if attribute, other := f.schema.source(kind, "displayName"); on && kind == "Group" && f.schema != nil &&
		step.Wrong == "" && attribute == "" && other == "" {
		step.Wrong = "no name is sent for groups: map displayName in the app's group mapping in the Entra admin center"
	}
	return step
}

func (f found) startStep() idp.Step {
	step := idp.Step{
		ID: idp.StepStart, Title: "Start provisioning", Mode: idp.ModeApply, Fingerprint: "NotConfigured",
		Backup: keep(kept{}),
	}
	before := "off"
	if f.job != nil {
		before = onOff(f.job.started())
		step.Fingerprint, step.Backup = f.job.Status.Code, keep(kept{Ran: f.job.started()})
		if f.job.Status.Code == "Quarantine" {
			before = "in quarantine"
			if !f.job.curable() {
				step.Wrong = "the job is in quarantine, because " + f.job.held() +
					": remove the cause and restart it in the Entra admin center"
			}
		}
	}
	step.Settings = []idp.Setting{{Name: "Provisioning", Before: before, After: "on"}}
	return step
}

func changed(step idp.Step, why string) error {
	return failed("cannot do the step "+migrate.Quote(step.Title), why,
		"check the app's provisioning in the Entra admin center, then make a new plan", migrate.ErrChanged)
}
