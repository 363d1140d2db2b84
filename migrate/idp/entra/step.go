package entra

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// Mode is ModeApply for every step: Graph has a call for each.
func (c *Client) Mode(idp.StepID) idp.Mode { return idp.ModeApply }

const notTold = "not told by Microsoft Graph"

// kept is what Revert needs: which mappings were on, and whether the job ran.
type kept struct {
	Enabled []bool `json:"enabled,omitempty"`
	Ran     bool   `json:"ran,omitempty"`
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func all(on bool, list []bool) bool { return len(list) > 0 && !slices.Contains(list, !on) }

// Plan reads the job and its schema. Where there is no job yet, the steps after
// the first are planned from nothing.
func (c *Client) Plan(ctx context.Context, app idp.App, want idp.Want) ([]idp.Step, error) {
	j, err := c.job(ctx, app)
	if err != nil {
		return nil, err
	}
	before, id, code, s := "none", "", "NotConfigured", schema(nil)
	if j != nil {
		before, id, code = "there", j.ID, j.Status.Code
		if s, err = c.schema(ctx, app, id); err != nil {
			return nil, err
		}
	}
	users, groups := mappingStep(s, idp.StepUsers, true), mappingStep(s, idp.StepGroups, want.GroupProvisioning())
	start := idp.Step{ID: idp.StepStart, Title: "Start provisioning", Mode: idp.ModeApply, Seen: code, Backup: keep(kept{Ran: code == "Active"}),
		Settings: []idp.Setting{{Name: "Provisioning", Before: onOff(code == "Active"), After: "on"}}}
	if code == "Quarantine" {
		start.Wrong = "the job is in quarantine: look at its errors and restart it in the Entra admin center"
	}
	return []idp.Step{
		{ID: idp.StepEndpoint, Title: "Give Entra the SCIM endpoint and the token", Mode: idp.ModeApply, Seen: id, Settings: []idp.Setting{
			{Name: "Provisioning job", Before: before, After: "there"}, {Name: "Tenant URL", Before: notTold, After: want.Endpoint},
			{Name: "Secret token (Bearer)", Before: notTold, After: "set, new"}}},
		{ID: idp.StepTest, Title: "Test the connection", Mode: idp.ModeApply},
		users, groups,
		{ID: idp.StepScope, Title: "Provision assigned users and groups alone", Mode: idp.ModeApply, Seen: id, Settings: []idp.Setting{{Name: "Scope", Before: notTold, After: "assigned users and groups"}}},
		start,
	}, nil
}

func keep(k kept) json.RawMessage {
	text, err := json.Marshal(k)
	if err != nil {
		panic(err) // only booleans get here
	}
	return text
}

func kindOf(id idp.StepID) string {
	if id == idp.StepUsers {
		return "User"
	}
	return "Group"
}

func mappingStep(s schema, id idp.StepID, on bool) idp.Step {
	kind, before, seen := kindOf(id), "not set up", ""
	step := idp.Step{ID: id, Title: "Turn provisioning of " + kind + " objects " + onOff(on), Mode: idp.ModeApply}
	if s != nil {
		list := s.enabled(kind)
		before, seen = onOff(slices.Contains(list, true)), fmt.Sprint(list)
		step.Backup = keep(kept{Enabled: list})
		if len(list) == 0 {
			step.Wrong = "the app has no mapping for " + kind + " objects: restore the default mappings in the Entra admin center"
		}
	}
	step.Seen = seen
	step.Settings = []idp.Setting{{Name: kind + " provisioning", Before: before, After: onOff(on)}}
	return step
}

func changed(step idp.Step) error {
	return failed("cannot make the step "+migrate.Quote(step.Title), "someone else changed the app in the meantime", "make the plan anew", migrate.ErrChanged)
}

// Apply makes one step and reads it back.
func (c *Client) Apply(ctx context.Context, app idp.App, step idp.Step, want idp.Want) (string, error) {
	j, err := c.job(ctx, app)
	if err != nil {
		return "", err
	}
	if step.ID == idp.StepEndpoint {
		if (j == nil) != (step.Seen == "") || j != nil && j.ID != step.Seen {
			return "", changed(step)
		}
		if j == nil {
			if err := c.makeJob(ctx, app); err != nil {
				return "", err
			}
		}
		return "the endpoint and the token are saved; Graph does not give them back, the test shows whether they work", c.save(ctx, app, want)
	}
	if j == nil {
		if j, err = c.needJob(ctx, app); err != nil {
			return "", err
		}
	}
	switch step.ID {
	case idp.StepScope:
		if step.Seen != "" && step.Seen != j.ID {
			return "", changed(step)
		}
		return "saved with the endpoint: assigned users and groups alone (SyncAll=false)", c.save(ctx, app, want)
	case idp.StepUsers, idp.StepGroups:
		s, err := c.schema(ctx, app, j.ID)
		if err != nil {
			return "", err
		}
		on, list := step.ID == idp.StepUsers || want.GroupProvisioning(), s.enabled(kindOf(step.ID))
		if step.Seen != "" && step.Seen != fmt.Sprint(list) {
			return "", changed(step)
		}
		for i := range list {
			list[i] = on
		}
		return c.enable(ctx, app, j.ID, s, step, list)
	case idp.StepStart:
		if j.Status.Code == "Quarantine" || step.Seen == "Active" && j.Status.Code != "Active" {
			return "", changed(step)
		}
		if j.Status.Code != "Active" {
			if err := c.post(ctx, app, j.ID, "start", nil); err != nil {
				return "", err
			}
		}
	}
	return c.Verify(ctx, app, step, want)
}

func (c *Client) post(ctx context.Context, app idp.App, id, verb string, body any) error {
	_, err := c.do(ctx, verb+" the provisioning job", rest.Request{Method: http.MethodPost, Path: jobPath(app, id, "/"+verb), Body: body})
	return err
}

// save writes the full set of secrets: whether Graph merges is not documented.
func (c *Client) save(ctx context.Context, app idp.App, want idp.Want) error {
	type pair struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
	body := map[string][]pair{"value": {{"BaseAddress", want.Endpoint}, {"SecretToken", want.Token.Reveal()}, {"SyncAll", "false"}}}
	_, err := c.do(ctx, "save the endpoint and the token", rest.Request{Method: http.MethodPut, Path: principal(app.ID, "/synchronization/secrets"), Body: body})
	return err
}

// enable switches the mappings of a step and waits until Graph shows it.
func (c *Client) enable(ctx context.Context, app idp.App, id string, s schema, step idp.Step, on []bool) (string, error) {
	kind := kindOf(step.ID)
	found := s.mappings(kind)
	if len(found) != len(on) || len(on) == 0 {
		return "", changed(step)
	}
	for i, m := range found {
		m["enabled"] = on[i]
	}
	if _, err := c.do(ctx, "save the provisioning mappings", rest.Request{Method: http.MethodPut, Path: jobPath(app, id, "/schema"), Body: s}); err != nil {
		return "", err
	}
	err := c.until(ctx, func() (bool, error) {
		now, err := c.schema(ctx, app, id)
		return slices.Equal(now.enabled(kind), on), err
	}, failed("cannot see that the step "+migrate.Quote(step.Title)+" is made", "Entra took it, but still shows the old mappings", "read again in a minute", migrate.ErrInDoubt))
	return kind + " provisioning is " + onOff(slices.Contains(on, true)), err
}

// Verify reads a step back. The endpoint, the test and the scope rest on a test
// of the connection with what is saved.
func (c *Client) Verify(ctx context.Context, app idp.App, step idp.Step, want idp.Want) (string, error) {
	j, err := c.needJob(ctx, app)
	if err != nil {
		return "", err
	}
	what := "the step " + migrate.Quote(step.Title) + " is not made"
	switch step.ID {
	case idp.StepUsers, idp.StepGroups:
		s, err := c.schema(ctx, app, j.ID)
		on := step.ID == idp.StepUsers || want.GroupProvisioning()
		if err == nil && !all(on, s.enabled(kindOf(step.ID))) {
			err = failed(what, kindOf(step.ID)+" provisioning is not "+onOff(on), "make the plan anew", nil)
		}
		return kindOf(step.ID) + " provisioning is " + onOff(on), err
	case idp.StepStart:
		err := c.until(ctx, func() (bool, error) {
			j, err := c.needJob(ctx, app)
			return err == nil && (j.Status.Code == "Active" || j.Status.Code == "NotRun"), err
		}, failed(what, "the job does not run", "look at the app's provisioning in the Entra admin center", nil))
		return "provisioning is started", err
	}
	return "the connection works with what is saved; Graph does not tell the saved values", c.post(ctx, app, j.ID, "validateCredentials", map[string]bool{"useSavedCredentials": true})
}

// Revert puts mappings back and pauses a job that did not run before. Earlier
// credentials are given out by nobody, so they stay replaced.
func (c *Client) Revert(ctx context.Context, app idp.App, step idp.Step) (string, error) {
	var k kept
	if len(step.Backup) > 0 {
		if err := json.Unmarshal(step.Backup, &k); err != nil {
			return "", bad("cannot take back the step "+migrate.Quote(step.Title), "its backup cannot be read", "look into the journal", err)
		}
	}
	j, err := c.needJob(ctx, app)
	if err != nil {
		return "", err
	}
	switch {
	case step.ID == idp.StepStart && !k.Ran:
		if err := c.post(ctx, app, j.ID, "pause", nil); err != nil {
			return "", err
		}
		return "provisioning is paused", c.until(ctx, func() (bool, error) {
			j, err := c.needJob(ctx, app)
			return err == nil && j.Status.Code == "Paused", err
		}, failed("cannot see that provisioning is paused", "Entra still shows it as running", "read again in a minute", migrate.ErrInDoubt))
	case len(k.Enabled) > 0:
		s, err := c.schema(ctx, app, j.ID)
		if err != nil {
			return "", err
		}
		return c.enable(ctx, app, j.ID, s, step, k.Enabled)
	}
	if step.ID == idp.StepUsers || step.ID == idp.StepGroups {
		return "left as it is: there was no provisioning job before, so there is nothing to put back", nil
	}
	return "left as it is: Graph does not give the earlier values out", nil
}
