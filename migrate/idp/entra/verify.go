package entra

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// notMade returns the problem that a step was checked and isn't done.
func notMade(step idp.Step, why, next string) error {
	return failed("the step "+migrate.Quote(step.Title)+" is not done", why, next, nil)
}

// Verify reads a step back. A saved token is returned masked, so that only testing the connection shows whether it
// is the right one.
func (c *Client) Verify(ctx context.Context, app idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	j, err := c.job(ctx, app)
	if err != nil {
		return "", err
	}
	if j == nil {
		return "", notMade(step, "the app has no provisioning job", "make the endpoint's step first")
	}
	switch step.ID {
	case idp.StepEndpoint:
		return c.verifyEndpoint(ctx, app, *j, step, want)
	case idp.StepScope:
		s, err := c.secrets(ctx, app)
		if err != nil {
			return "", err
		}
		if why := s.scopeHolds(); why != "" {
			return "", notMade(step, why, "make a new plan")
		}
		if s.scope() == notTold {
			return "Graph does not tell the scope; it is saved together with the endpoint", nil
		}
		return "the scope is " + s.scope() + " (SyncAll=false)", nil
	case idp.StepUsers, idp.StepGroups:
		s, err := c.schema(ctx, app, j.ID)
		if err != nil {
			return "", err
		}
		kind, on := kindOf(step.ID), step.ID == idp.StepUsers || want.GroupProvisioning()
		if list := s.enabled(kind); on && len(list) == 0 || slices.Contains(list, !on) {
			return "", notMade(step, kind+" provisioning is not "+onOff(on), "make a new plan")
		}
		return kind + " provisioning is " + onOff(on), nil
	case idp.StepStart:
		return verifyStart(*j, step)
	}
	return c.test(ctx, app, *j, step)
}

func (c *Client) verifyEndpoint(ctx context.Context, app idp.App, j job, step idp.Step, want idp.DesiredConfig) (string,
	error,
) {
	s, err := c.secrets(ctx, app)
	switch {
	case err != nil:
		return "", err
	case !s.told || masked(s.value(keyAddress)):
		saw, err := c.test(ctx, app, j, step)
		return saw + "; Graph does not tell the saved endpoint", err
	}
	if why := s.holds(want); why != "" {
		return "", notMade(step, why, "make a new plan")
	}
	return "the saved endpoint is " + s.address() + "; a token is set, which Graph shows masked", nil
}

func verifyStart(j job, step idp.Step) (string, error) {
	why := "the job does not run (" + migrate.Quote(j.Status.Code) + ")"
	switch {
	case j.started():
		return "provisioning is started", nil
	case j.Status.Code == "Quarantine":
		why = "the job is in quarantine, because " + j.held()
	case j.Status.Code == "NotRun":
		why = "the job is set up, but its schedule is not on"
	}
	return "", notMade(step, why, "check the app's provisioning in the Entra admin center")
}

// test makes Entra test the saved connection.
func (c *Client) test(ctx context.Context, app idp.App, j job, step idp.Step) (string, error) {
	err := c.try(ctx, app, j)
	if why := refusedTest(err); why != "" {
		return "", notMade(step, why,
			"check the endpoint's address and the token, and that Entra can reach it from the internet")
	}
	return "Entra's test of the connection succeeds with what is saved", err
}

// try sends the test request (Graph, "synchronizationJob: validateCredentials"). It changes nothing, so that it is
// repeated after a lost answer.
func (c *Client) try(ctx context.Context, app idp.App, j job) error {
	var err error
	for range 3 {
		_, err = c.do(ctx, "test the connection", rest.Request{
			Method: http.MethodPost,
			Path:   jobPath(app, j.ID, "/validateCredentials"), Body: map[string]bool{"useSavedCredentials": true},
		})
		if !errors.Is(err, migrate.ErrOutcomeUnknown) {
			break
		}
	}
	return err
}

// refusedTest returns what a test found wrong, or "" for any other error.
func refusedTest(err error) string {
	r, is := errors.AsType[*rest.Refused](err)
	if !is || r.Status != http.StatusBadRequest {
		return ""
	}
	var said struct{ Error *fault }
	if json.Unmarshal(r.Body, &said) == nil && said.Error.String() != "" {
		return said.Error.String()
	}
	return "Entra does not say why the connection does not work"
}
