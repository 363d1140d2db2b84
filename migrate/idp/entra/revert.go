package entra

import (
	"context"
	"encoding/json"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
)

// Revert pauses the job, restores the mappings of the step's kind, and removes a new endpoint and token. Earlier
// credentials can't be read, so they aren't restored.
func (c *Client) Revert(ctx context.Context, app idp.App, step idp.Step) (string, error) {
	var k kept
	if len(step.Backup) > 0 {
		if err := json.Unmarshal(step.Backup, &k); err != nil {
			return "", bad("cannot take back the step "+migrate.Quote(step.Title), "its backup cannot be read",
				"check the journal", err)
		}
	}
	j, err := c.job(ctx, app)
	if err != nil {
		return "", err
	}
	if j == nil {
		return "there is no provisioning job any more, so there is nothing to put back", nil
	}
	switch step.ID {
	case idp.StepStart:
		return c.revertStart(ctx, app, *j, k)
	case idp.StepUsers, idp.StepGroups:
		return c.revertMapping(ctx, app, *j, step, k)
	case idp.StepEndpoint:
		if k.Empty {
			return c.revertEndpoint(ctx, app, step, setTo(step, settingAddress, k.Endpoint))
		}
		return "", &idp.ByHandError{
			Do: "In the Entra admin center, go to Enterprise apps > the app > Provisioning and enter the earlier token, which Microsoft Graph doesn't give out. Before, it was: " +
				earlier(step) + ". Or leave it: provisioning is paused.",
		}
	}
	return "left as it is: it is saved together with the endpoint and the token", nil
}

// setTo returns the value that a step left in a setting. A later run may have set it again.
func setTo(step idp.Step, name, otherwise string) string {
	for _, s := range step.Settings {
		if s.Name == name {
			return s.After
		}
	}
	return otherwise
}

// earlier returns what a plan recorded of a step's settings.
func earlier(step idp.Step) string {
	var list []string
	for _, s := range step.Settings {
		list = append(list, s.Name+" "+s.Before)
	}
	return names.Visible(strings.Join(list, ", "))
}

func (c *Client) revertStart(ctx context.Context, app idp.App, j job, k kept) (string, error) {
	saw := "provisioning is paused"
	if k.Ran {
		saw += "; it ran before this program set it up"
	}
	if j.Status.Code == "Paused" {
		return saw, nil
	}
	if err := c.post(ctx, app, j.ID, "pause", nil); err != nil {
		return "", err
	}
	return saw, c.until(ctx, func() (bool, error) {
		j, err := c.needJob(ctx, app)
		return err == nil && j.Status.Code == "Paused", err
	}, failed("can't verify that provisioning is paused", "Entra still shows it as running", "read again in a minute",
		migrate.ErrOutcomeUnknown))
}

// revertMapping switches the step's mappings in the current schema. If nothing else has changed, that restores the
// earlier schema; changes by other admins aren't overwritten. The whole earlier schema stays in the journal.
func (c *Client) revertMapping(ctx context.Context, app idp.App, j job, step idp.Step, k kept) (string, error) {
	if len(k.Enabled) == 0 {
		return "left as it is: there were no mappings before, so there is nothing to put back", nil
	}
	now, err := c.schema(ctx, app, j.ID)
	if err != nil {
		return "", err
	}
	same := true // unknown for a backup without the schema
	if len(k.Schema) > 0 {
		before, err := unpack(k.Schema)
		if err != nil {
			return "", bad("cannot take back the step "+migrate.Quote(step.Title), "the schema in its backup cannot be read",
				"check the journal", err)
		}
		same = c.own.same(before.print(), now.print())
	}
	saw, err := c.enable(ctx, app, j.ID, now, step, k.Enabled)
	if err == nil && !same && !k.Template {
		saw += ", as before; other parts of the mappings are not as before, and stay as they are (the whole earlier schema is in the journal)"
	}
	return saw, err
}

func (c *Client) revertEndpoint(ctx context.Context, app idp.App, step idp.Step, ours string) (string, error) {
	now, err := c.secrets(ctx, app)
	if err != nil {
		return "", err
	}
	if at := now.value(keyAddress); at != "" && !masked(at) && !migrate.SameEndpoint(at, ours) {
		return "", changed(step, "someone else entered another endpoint in the meantime")
	}
	return "the endpoint and the token are taken away again; the job stays, paused", c.clear(ctx, app, now)
}
