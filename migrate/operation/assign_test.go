package operation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/watch"
)

// Where assigning is what starts the sending, everybody is assigned only after the steps
// that the runbook has before it: the trial with one member, and the last sync date.
func TestAssigningThatSendsNeedsTheStepsBefore(t *testing.T) {
	t.Parallel()
	for open, starts := range map[playbook.StepID]bool{"idp-tested": false, "last-sync-still": false, "watched": true} {
		tenant, request, ask, server := atOktaServer(t, open, "idp-assigned", "idp-started")
		if !idp.SendsBy(tenant.Provider, idp.Assigning) {
			t.Fatal("assigning sends nothing here")
		}
		server.AddGroup("Everybody")
		plan, err := tenant.PlanAssign(t.Context(), AssignRequest{
			App: request.App, Path: playbook.SelfHosted, AD: Input{Side: migrate.AD}, Access: []string{"Everybody"},
		}, ask, unattended{})
		if err != nil {
			t.Fatal(err)
		}
		result, err := tenant.Assign(t.Context(), plan, "", ask, unattended{})
		refused := migrate.ClassOf(err) == migrate.BadInput && strings.Contains(err.Error(), "comes first")
		if result.Begun != starts || refused == starts {
			t.Errorf("with %s open: begun is %v: %v", open, result.Begun, err)
		}
		result, err = tenant.Assign(t.Context(), plan, "a test company", ask, unattended{})
		if err != nil {
			t.Errorf("with %s overridden: %+v: %v", open, result, err)
		}
	}
}

// A comparison of a watch says which app it is about, as one of diff does.
func TestAWatchKnowsItsApp(t *testing.T) {
	tenant, _, _, server := atOktaServer(t)
	t.Setenv("AD2SCIM_OKTA_URL", server.URL)
	t.Setenv("AD2SCIM_OKTA_TOKEN", server.Token)
	s := tenant.service
	ad, app := Input{Side: migrate.AD}, Input{Side: migrate.SCIM}
	ad.Connection.Location = filepath.Join(t.TempDir(), "ad.csv")
	app.Connection.Location = "okta:Dashlane"
	if err := os.WriteFile(ad.Connection.Location, []byte("id,name\n1,Sales\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ConnectSides(t.Context(), ConnectRequest{AD: ad, SCIM: app}, nil, unattended{}); err != nil {
		t.Fatal(err)
	}
	tell := func(watch.Event) error { return nil }
	if _, err := s.Watch(t.Context(), WatchRequest{AD: ad, SCIM: app, Once: true, Tell: tell}, nil,
		unattended{}); err != nil {
		t.Fatal(err)
	}
	state, err := s.State()
	if err != nil {
		t.Fatal(err)
	}
	if c := state.Comparison; c == nil || c.About.SCIM.App == "" ||
		c.About.SCIM.App != state.Connections[migrate.SCIM].App {
		t.Errorf("%+v, connected is %q", c, state.Connections[migrate.SCIM].App)
	}
}
