package migration

import (
	"context"
	"fmt"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// At the steps of the identity provider, SCIM can be turned on if the provider can be opened.
// esc goes back to the step.
func TestProvisioningIsOfferedAtTheProvidersSteps(t *testing.T) {
	opened := playbook.IDP("")
	c := session.Config{OpenIDP: func(_ context.Context, id playbook.IDP, _ func(string)) (idp.Provider, error) {
		opened = id
		return nil, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot sign in", Why: "the secret is wrong",
			Next: "check it",
		}
	}}
	offered := func(d *driver) bool {
		for _, b := range d.m.ShortHelp() {
			if b.Help().Desc == "do it here" {
				return true
			}
		}
		return false
	}
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, c)
	d.at("token")
	if d.press("h"); offered(d) || opened != "" {
		t.Fatal("it is offered at a step of Dashlane's console")
	}
	for _, id := range []playbook.StepID{"idp-connection", "idp-users-on", "idp-groups-on", "idp-started"} {
		if d.at(id); !offered(d) {
			t.Errorf("it is not offered at %s", id)
		}
	}
	d.press("h")
	d.shows("Turn on provisioning", "cannot sign in", "the secret is wrong")
	if opened != playbook.Okta {
		t.Errorf("opened %q", opened)
	}
	d.m.SetSize(80, 20)
	screentest.CheckGrid(t, d.m.View(), 80, 20)
	d.press("esc")
	d.shows(fmt.Sprintf("%d. Start provisioning", d.number(playbook.StepIDPStarted)), "locked, because")

	other := t.TempDir()
	done(t, other, "self-hosted", "other", nil)
	for name, d := range map[string]*driver{
		"nobody opens a provider": newDriver(t, folder, session.Config{}),
		"another provider":        newDriver(t, other, c),
	} {
		if d.at("idp-connection"); offered(d) {
			t.Errorf("%s: it is offered", name)
		}
	}
}
