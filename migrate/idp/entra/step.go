package entra

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
	"ad2scim/migrate/names"
)

// Apply makes one step and reads it back.
func (c *Client) Apply(ctx context.Context, app idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	saw, err := c.apply(ctx, app, step, want)
	return saw, scrub(err, want.Token)
}

func (c *Client) apply(ctx context.Context, app idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	if step.ID == idp.StepEndpoint {
		return c.applyEndpoint(ctx, app, step, want)
	}
	j, err := c.needJob(ctx, app)
	if err != nil {
		return "", err
	}
	switch step.ID {
	case idp.StepScope:
		return c.applyScope(ctx, app, *j, step, want)
	case idp.StepUsers, idp.StepGroups:
		return c.applyMapping(ctx, app, j.ID, step, want)
	case idp.StepStart:
		return c.applyStart(ctx, app, *j, step, want)
	}
	return c.Verify(ctx, app, step, want)
}

func (c *Client) applyEndpoint(ctx context.Context, app idp.App, step idp.Step, want idp.DesiredConfig) (string,
	error,
) {
	var f found
	var err error
	if f.job, err = c.job(ctx, app); err != nil {
		return "", err
	}
	if f.secrets, err = c.secrets(ctx, app); err != nil {
		return "", err
	}
	if f.seen() != step.Fingerprint {
		return "", changed(step, "someone else changed the job or the endpoint in the meantime")
	}
	if f.job == nil {
		if err := c.makeJob(ctx, app, want.Interrupted); err != nil {
			return "", err
		}
		if err := c.waitForJob(ctx, app); err != nil {
			return "", err
		}
	}
	if err := c.save(ctx, app, f.secrets, want); err != nil {
		return "", err
	}
	if !f.secrets.told {
		return "the endpoint and the token are saved; the test shows whether they work", nil
	}
	return "the endpoint is saved and read back; a token is set, which Graph shows masked: the test shows whether it works", nil
}

// applyScope writes nothing if the endpoint's step already wrote it.
func (c *Client) applyScope(ctx context.Context, app idp.App, j job, step idp.Step, want idp.DesiredConfig) (string,
	error,
) {
	if step.Fingerprint != "" && step.Fingerprint != j.ID {
		return "", changed(step, "someone else replaced the provisioning job in the meantime")
	}
	now, err := c.secrets(ctx, app)
	if err != nil {
		return "", err
	}
	if !now.told || now.scope() != assignedOnly {
		if err := c.save(ctx, app, now, want); err != nil {
			return "", err
		}
	}
	return c.Verify(ctx, app, step, want)
}

// applyStart starts a job that doesn't run. It doesn't start a running one again, which "can cause the service to
// stop running" (Graph, "Start synchronizationJob"). A start ends a quarantine.
func (c *Client) applyStart(ctx context.Context, app idp.App, j job, step idp.Step, want idp.DesiredConfig) (string,
	error,
) {
	if j.Status.Code == "Quarantine" && (step.Fingerprint != "Quarantine" || !j.curable()) {
		return "", changed(step, "the job is in quarantine now, because "+j.held())
	}
	if step.Fingerprint == "Active" && j.Status.Code != "Active" {
		return "", changed(step, "someone else stopped the job in the meantime")
	}
	if !j.started() {
		if err := c.post(ctx, app, j.ID, "start", nil); err != nil {
			return "", err
		}
	}
	// The last read shows what prevents it from running.
	err := c.until(ctx, func() (bool, error) {
		j, err := c.needJob(ctx, app)
		return err == nil && j.started(), err
	}, nil)
	if err != nil {
		return "", err
	}
	return c.Verify(ctx, app, step, want)
}

// applyMapping reads the schema right before it writes, and writes nothing if it isn't the one that the plan was
// made from.
func (c *Client) applyMapping(ctx context.Context, app idp.App, job string, step idp.Step,
	want idp.DesiredConfig) (string,
	error,
) {
	s, err := c.schema(ctx, app, job)
	if err != nil {
		return "", err
	}
	kind, on := kindOf(step.ID), step.ID == idp.StepUsers || want.GroupProvisioning()
	list := s.enabled(kind)
	if flags, rest, ok := strings.Cut(step.Fingerprint, "] "); ok {
		if flags+"] "+s.print() != mappingMark(s, kind) {
			return "", changed(step, "someone else turned "+kind+" provisioning on or off in the meantime")
		}
		if !c.own.same(rest, s.print()) {
			return "", changed(step, "someone else changed the attribute mappings in the meantime; nothing was overwritten")
		}
	}
	for i := range list {
		list[i] = on
	}
	return c.enable(ctx, app, job, s, step, list)
}

// enable switches the mappings of a step and waits until Graph shows it.
func (c *Client) enable(ctx context.Context, app idp.App, job string, s schema, step idp.Step, on []bool) (string,
	error,
) {
	kind, before := kindOf(step.ID), s.print()
	found := s.mappings(kind)
	if len(found) != len(on) || len(on) == 0 {
		return "", changed(step, "the app has other mappings for "+kind+" objects than before")
	}
	for i, m := range found {
		m["enabled"] = on[i]
	}
	if _, err := c.do(ctx, "save the provisioning mappings", rest.Request{
		Method: http.MethodPut,
		Path:   jobPath(app, job, "/schema"), Body: s,
	}); err != nil {
		return "", err
	}
	err := c.until(ctx, func() (bool, error) {
		now, err := c.schema(ctx, app, job)
		if err != nil || !slices.Equal(now.enabled(kind), on) {
			return false, err
		}
		c.own.became(before, now.print())
		return true, nil
	}, failed("can't verify that the step "+migrate.Quote(step.Title)+" is made",
		"Entra accepted it, but still shows the old mappings", "read again in a minute", migrate.ErrOutcomeUnknown))
	return kind + " provisioning is " + onOff(slices.Contains(on, true)), err
}

// scrub removes the token from an error, because Entra includes the endpoint's answer, which may contain it.
func scrub(err error, token migrate.Secret) error {
	p, is := errors.AsType[*migrate.Problem](err)
	if !is || token.IsZero() {
		return err
	}
	clean := *p
	for _, text := range []*string{&clean.What, &clean.Why, &clean.Next} {
		*text = strings.ReplaceAll(*text, names.Visible(token.Reveal()), "***")
	}
	return &clean
}
