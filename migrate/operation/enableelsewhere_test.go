package operation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/playbook"
)

// leaving is an admin who makes each step, and leaves at one of them.
type leaving struct {
	willing
	at    idp.StepID
	asked []idp.StepID
}

var errLeft = errors.New("the admin left")

func (l *leaving) MakeStep(ctx context.Context, step idp.Step, why string) (string, error) {
	l.asked = append(l.asked, step.ID)
	if step.ID == l.at || why != "" {
		return "", errLeft
	}
	return l.willing.MakeStep(ctx, step, why)
}

// elsewhere is a run at an app of Okta.
type elsewhere struct {
	*Tenant
	EnableRequest
	ask    willing
	server *oktatest.Server
}

func atOneApp(t *testing.T, left ...playbook.StepID) elsewhere {
	t.Helper()
	tenant, request, ask, server := atOktaServer(t, left...)
	request.Until = idp.StepUsers
	return elsewhere{tenant, request, ask, server}
}

// another is the same run at another app of the organization.
func (e elsewhere) another(t *testing.T, features ...string) elsewhere {
	t.Helper()
	var err error
	if e.App, err = e.FindApp(t.Context(), e.server.AddApp("Dashlane 2", features...)); err != nil {
		t.Fatal(err)
	}
	return e
}

// in is the same run at an app of another organization.
func (e elsewhere) in(t *testing.T, server *oktatest.Server) elsewhere {
	t.Helper()
	p, err := okta.Open(t.Context(), okta.Options{URL: server.URL, Token: migrate.NewSecret(server.Token)})
	if err != nil {
		t.Fatal(err)
	}
	e.Tenant, e.server = e.service.NewTenant(p, nil), server
	return e.another(t, oktatest.CustomSAML...)
}

func (e elsewhere) at(endpoint string) elsewhere {
	e.Config.Endpoint = endpoint
	return e
}

func (e elsewhere) until(step idp.StepID) elsewhere {
	e.Until = step
	return e
}

// run makes the steps until the admin leaves, and returns those that the admin was asked to make, and their
// results.
func (e elsewhere) run(t *testing.T, leaves idp.StepID) ([]idp.StepID, EnableResult) {
	t.Helper()
	ask := &leaving{willing: e.ask, at: leaves}
	result, err := e.Enable(t.Context(), e.EnableRequest, ask, unattended{})
	if err != nil && !errors.Is(err, errLeft) {
		t.Fatal(err)
	}
	return ask.asked, result
}

func (e elsewhere) status(t *testing.T, step playbook.StepID) playbook.Status {
	t.Helper()
	state, err := e.service.State()
	if err != nil {
		t.Fatal(err)
	}
	return state.Playbook.Steps[step].Status
}

// The runbook says that a step is done, not where: a run in another organization, at another app, or with another
// endpoint, makes it there, also if an earlier run there was left.
func TestEnableElsewhereMakesTheStepsThere(t *testing.T) {
	t.Parallel()
	first := atOneApp(t, byTheRun...)
	other := first.at("https://other.example.com/scim/2.0")
	app, org := other.another(t, oktatest.CustomSAML...), other.in(t, oktatest.Start(t))
	all := []idp.StepID{idp.StepEndpoint, idp.StepTest}
	for _, c := range []struct {
		name   string
		run    elsewhere
		leaves idp.StepID
		asked  []idp.StepID
	}{
		{"at first", first, "", all},
		{"again", first, "", nil},
		{"the same endpoint with a slash", first.at(first.Config.Endpoint + "/"), "", nil},
		{"another endpoint", other, "", all},
		{"another app, left at its first step", app, idp.StepEndpoint, all[:1]},
		{"that app again, left at the test", app, idp.StepTest, all},
		{"that app once more", app, "", all},
		{"and again", app, "", nil},
		{"another organization", org, "", all},
		{"that one again", org, "", nil},
		{"the app before", app, "", all},
	} {
		asked, result := c.run.run(t, c.leaves)
		if !slices.Equal(asked, c.asked) {
			t.Errorf("%s: asked to make %q, want %q; %+v", c.name, asked, c.asked, result.Outcomes)
		}
	}
}

// An admin's word in the runbook, and a step without a record, don't count at another app.
func TestEnableElsewhereDoesNotRelyOnTheRunbook(t *testing.T) {
	t.Parallel()
	first := atOneApp(t, byTheRun...)
	first.until(idp.StepEndpoint).run(t, "")
	if _, err := first.service.ConfirmStep(playbook.StepIDPConnection, playbook.StepUpdate{}); err != nil {
		t.Fatal(err)
	}
	if asked, _ := first.run(t, ""); asked != nil {
		t.Errorf("asked for %q although the admin confirmed it here", asked)
	}
	app := first.another(t, oktatest.CustomSAML...).until(idp.StepTest)
	for range 2 {
		if asked, result := app.run(t, idp.StepTest); !slices.Contains(asked, idp.StepTest) {
			t.Errorf("the test of another app counts: %+v", result.Outcomes)
		}
	}
}

// A step whose settings were read and differ isn't done, whatever the runbook says and whoever makes it.
func TestEnableMakesWhatReadsDifferently(t *testing.T) {
	t.Parallel()
	for _, before := range []bool{true, false} { // the runbook's word is the only one, or a run was here
		first := atOneApp(t, "idp-connection", "idp-started")
		if before {
			first.run(t, "")
		}
		asked, result := first.another(t, "GROUP_PUSH").run(t, "")
		if last := result.Outcomes[len(result.Outcomes)-1]; !slices.Contains(asked, idp.StepUsers) ||
			last.State != enable.NotStarted {
			t.Errorf("asked for %q: %+v", asked, last)
		}
	}
}

// Before a run makes anything elsewhere, the runbook no longer says that the steps are done that it makes, and what
// depends on them; a reason to override doesn't change that.
func TestEnableElsewhereOpensTheSteps(t *testing.T) {
	t.Parallel()
	open := []playbook.StepID{"idp-connection", "idp-users-on", "idp-groups-on", "idp-tested", "idp-started"}
	for _, force := range []string{"", "the company is a test"} {
		for name, c := range map[string]struct {
			of   func(elsewhere) elsewhere
			open []playbook.StepID
		}{
			"here": {func(e elsewhere) elsewhere { return e }, nil},
			"another endpoint": {func(e elsewhere) elsewhere {
				return e.at("https://other.example.com/scim/2.0")
			}, open},
			"another app": {func(e elsewhere) elsewhere {
				return e.another(t, oktatest.CustomSAML...)
			}, append(slices.Clone(open), "idp-assigned")},
		} {
			name := fmt.Sprintf("%s, override %q", name, force)
			first := atOneApp(t, byTheRun[:2]...)
			first.run(t, "")
			again := c.of(first)
			again.Force = force
			again.run(t, idp.StepEndpoint)
			for _, id := range append([]playbook.StepID{"idp-assigned", "ad-sync-off", "switch-on"}, open...) {
				if got := first.status(t, id); (got != playbook.DoneVerified && got != playbook.DoneConfirmed) !=
					slices.Contains(c.open, id) {
					t.Errorf("%s: %s is %q", name, id, got)
				}
			}
		}
	}
}
