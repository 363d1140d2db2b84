package pingone

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

var errNoToken = errors.New("no token")

const checkType = "application/vnd.pingidentity.connection.check+json"

// test makes PingOne test a connection. Failures are returned as a refusal.
func (p *Provider) test(ctx context.Context, s store, token string) (string, error) {
	body := s.body(s.Configuration.with(config{tokenKey: token}))
	delete(body, "status")
	_, err := p.api.Do(ctx, "test the connection "+migrate.Quote(s.Name), rest.Request{
		Method: http.MethodPost,
		Path:   "/propagation/stores/connection/status", ContentType: checkType, Body: body,
	})
	if r, refused := refusedWith(err, http.StatusBadRequest); refused {
		why := names.Visible(r.says())
		if why == "" {
			why = "PingOne does not say why"
		}
		return "", notDone("the test of the connection "+migrate.Quote(s.Name)+" failed", why,
			"check the endpoint's address and the token, and that PingOne can reach it")
	}
	if err != nil {
		return "", err
	}
	return "PingOne's test of the connection succeeds", nil
}

// Verify reads back a step. The token is compared if PingOne returns it, and the connection is tested again if a
// token is known.
func (p *Provider) Verify(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	switch step.ID {
	case idp.StepTest:
		return p.verifyTest(ctx, a, step, want)
	case idp.StepStart:
		return p.verifyStart(ctx, a, step)
	}
	now, err := p.Plan(ctx, a, want)
	if err != nil {
		return "", err
	}
	if step.ID == idp.StepEndpoint {
		if err := p.verifyToken(ctx, a, step, want); err != nil {
			return "", err
		}
	}
	i := slices.IndexFunc(now, func(s idp.Step) bool { return s.ID == step.ID })
	var saw []string
	for _, s := range now[i].Settings {
		switch {
		case s.After == idp.NewSecret:
		case s.Before == s.After, migrate.SameEndpoint(s.Before, s.After):
			saw = append(saw, s.Name+" is "+s.Before)
		default:
			return "", notMade(step, s.Name+" is "+orNone(s.Before)+", not "+s.After)
		}
	}
	if now[i].Wrong != "" {
		return "", notMade(step, now[i].Wrong)
	}
	if step.ID == idp.StepGroups && want.GroupProvisioning() {
		if err := p.verifySource(ctx, a, step); err != nil {
			return "", err
		}
	}
	return strings.Join(saw, ", "), nil
}

// verifySource returns an error if groups are sent with other names than their own.
func (p *Provider) verifySource(ctx context.Context, a idp.App, step idp.Step) error {
	s, err := p.store(ctx, a)
	if err == nil && s.Configuration.text(sourceKey) != commonName {
		err = notMade(step, "Group name source is "+orNone(s.Configuration.text(sourceKey))+", not "+commonName)
	}
	return err
}

func notMade(step idp.Step, why string) error {
	return notDone("the step "+migrate.Quote(step.Title)+" is not done", names.Visible(why),
		"do it, or set it in the console (Integrations > Provisioning)")
}

func orNone(text string) string {
	if text == "" {
		return "not set"
	}
	return text
}

// verifyToken returns an error if PingOne returns another token than the planned one.
func (p *Provider) verifyToken(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) error {
	s, err := p.find(ctx, a)
	if err != nil || s == nil {
		return err
	}
	told := s.Configuration.told(tokenKey)
	if told != "" && !want.Token.IsZero() && told != want.Token.Reveal() {
		return notMade(step, "the access token is another one")
	}
	return nil
}

func (p *Provider) verifyTest(ctx context.Context, a idp.App, step idp.Step, want idp.DesiredConfig) (string, error) {
	s, err := p.find(ctx, a)
	if err != nil {
		return "", err
	}
	if s == nil {
		return "", notMade(step, "the connection is not made yet")
	}
	token := want.Token
	if token.IsZero() {
		token = migrate.NewSecret(s.Configuration.told(tokenKey))
	}
	if token.IsZero() {
		return "", &migrate.Problem{
			Class: migrate.BadInput, What: "cannot test the connection " + migrate.Quote(s.Name),
			Why: "PingOne doesn't show the stored token", Next: "give the SCIM API token", Err: errNoToken,
		}
	}
	saw, err := p.test(ctx, *s, token.Reveal())
	return saw, scrub(err, token)
}

// verifyStart checks the toggles, and that a revision was made after the rule's last change.
func (p *Provider) verifyStart(ctx context.Context, a idp.App, step idp.Step) (string, error) {
	s, err := p.state(ctx, a)
	if err != nil {
		return "", err
	}
	switch {
	case s.store == nil:
		return "", notMade(step, "the connection is not made yet")
	case s.plan != nil && s.plan.Status == statusOff:
		return "", notMade(step, "the provisioning plan is off")
	case s.store.Status == statusOff:
		return "", notMade(step, "the connection is off")
	case !s.active():
		return "", notMade(step, "the provisioning rule is off")
	case s.revision.ID == "":
		return "", notMade(step, "there is no revision yet, so nothing of it is in effect")
	case s.outdated(false):
		return "", notMade(step, "the newest revision is older than the rule's last change")
	}
	return "the connection and its rule are on", nil
}
