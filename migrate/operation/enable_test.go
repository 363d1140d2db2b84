package operation

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// willing is an admin who agrees to everything, and checks meanwhile that the
// workspace is free.
type willing struct {
	t   *testing.T
	dir string
}

func (w willing) free() {
	w.t.Helper()
	open, err := migration.Open(w.dir)
	if err != nil {
		w.t.Errorf("the workspace is held while a person is asked: %v", err)
		return
	}
	open.Close()
}

func (w willing) Secret(context.Context, migrate.Side, migrate.Connection) (migrate.Secret, error) {
	w.free()
	return migrate.NewSecret("4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"), nil
}

func (w willing) Approve(context.Context, any) (Approval, error) {
	w.free()
	return Approval{}, nil
}

func (w willing) MakeStep(context.Context, idp.Step, string) (string, error) {
	w.free()
	return "made", nil
}

// atOkta is an app at the stand-in for Okta, and a workspace in which every step but
// those that are left is done.
func atOkta(t *testing.T, left ...playbook.StepID) (*Tenant, EnableRequest, willing) {
	t.Helper()
	tenant, request, ask, _ := atOktaServer(t, left...)
	return tenant, request, ask
}

func atOktaServer(t *testing.T, left ...playbook.StepID) (*Tenant, EnableRequest, willing, *oktatest.Server) {
	t.Helper()
	server := oktatest.Start(t)
	id := server.AddApp("Dashlane", oktatest.CustomSAML...)
	server.Ago = time.Hour // the log has fallen quiet
	server.Provision(id, "SUCCESS", "")
	server.AddMapping(id, server.AddGroup("Sales"), server.AddTarget(id, "Sales"), "ACTIVE", "")
	p, err := okta.Open(t.Context(), okta.Options{URL: server.URL, Token: migrate.NewSecret(server.Token)})
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{Dir: t.TempDir()}
	setSteps(t, s, left...)
	compare(t, s)
	tenant := s.NewTenant(p, nil)
	app, err := tenant.FindApp(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := idp.DesiredConfig{
		Path: playbook.SelfHosted, Endpoint: "https://id.example.com/scim/2.0",
		Token: migrate.NewSecret("4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"),
	}
	return tenant, EnableRequest{App: app, Config: want, FollowFor: 50 * time.Millisecond, Every: time.Millisecond},
		willing{t, s.Dir}, server
}

// compare connects two lists that are exact and compares them.
func compare(t *testing.T, s *Service) {
	t.Helper()
	ad, scim := Input{Side: migrate.AD}, Input{Side: migrate.SCIM}
	for _, in := range []*Input{&ad, &scim} {
		in.Connection.Location = filepath.Join(t.TempDir(), string(in.Side)+".csv")
		if err := os.WriteFile(in.Connection.Location, []byte("id,name\n"+string(in.Side)+"1,Sales\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ConnectSides(t.Context(), ConnectRequest{AD: ad, SCIM: scim}, nil, unattended{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Compare(t.Context(), Input{Side: migrate.AD}, Input{Side: migrate.SCIM}, nil,
		unattended{}); err != nil {
		t.Fatal(err)
	}
}

func setSteps(t *testing.T, s *Service, left ...playbook.StepID) {
	t.Helper()
	err := s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			if state.Path == "" {
				state.Path, state.IdP = playbook.SelfHosted, playbook.Okta
			}
			walk, err := state.Runbook()
			if err != nil {
				return err
			}
			if state.Playbook.Steps == nil {
				state.Playbook.Steps = map[playbook.StepID]playbook.Record{}
			}
			open := map[playbook.StepID]bool{}
			for _, id := range left {
				open[id] = true
			}
			for _, step := range walk.Steps {
				if _, there := state.Playbook.Steps[step.ID]; !there && !open[step.ID] {
					done := playbook.Record{Status: playbook.DoneVerified, By: "another", At: time.Now().UTC()}
					if step.Confirm != nil {
						done.Typed = step.Confirm.Type
					}
					state.Playbook.Steps[step.ID] = done
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

var byTheRun = []playbook.StepID{"idp-connection", "idp-users-on", "idp-groups-on", "idp-started"}

// A run goes as far as the requirements of the runbook are met, names what comes
// next, and goes on when it is repeated.
func TestEnableGoesAsFarAsTheRequirementsAreMet(t *testing.T) {
	t.Parallel()
	tenant, request, ask := atOkta(t, append(byTheRun, "idp-assigned")...)
	result, err := tenant.Enable(t.Context(), request, ask, unattended{})
	if migrate.ClassOf(err) != migrate.Partial || !strings.Contains(err.Error(), "idp-started can't be made yet") {
		t.Fatal(err)
	}
	last := result.Outcomes[len(result.Outcomes)-1]
	if last.Step != idp.StepStart || last.State != enable.NotStarted || result.Cycle != nil {
		t.Errorf("%+v, cycle %+v", last, result.Cycle)
	}
	state, err := tenant.service.State()
	if err != nil || !state.Playbook.Steps["idp-groups-on"].Status.IsFinal() ||
		state.Playbook.Steps["idp-started"].Status.IsFinal() {
		t.Errorf("%v: %+v", err, state.Playbook.Steps)
	}
	setSteps(t, tenant.service, byTheRun...) // the step that was missing is done, and the names are compared since
	if _, err := tenant.service.Compare(t.Context(), Input{Side: migrate.AD}, Input{Side: migrate.SCIM}, nil,
		unattended{}); err != nil {
		t.Fatal(err)
	}
	request.FollowFor = 0 // it asks once and doesn't wait
	result, err = tenant.Enable(t.Context(), request, ask, unattended{})
	if err != nil {
		t.Fatal(err)
	}
	if first := result.Outcomes[0]; first.State != enable.Confirmed { // Okta's connection test was confirmed
		t.Errorf("the run did not go on: %+v", first)
	}
	if last := result.Outcomes[len(result.Outcomes)-1]; last.Step != idp.StepStart || last.State == enable.NotStarted ||
		result.Cycle == nil || result.Cycle.State == "" {
		t.Errorf("the start was not made: %+v, cycle %+v", last, result.Cycle)
	}
}

// What an admin confirmed before is not told as what the program read, and a run that goes
// past it doesn't make it verified.
func TestEnableTellsWhatAnAdminConfirmed(t *testing.T) {
	t.Parallel()
	tenant, request, ask := atOkta(t, byTheRun...)
	err := tenant.service.write(func(w *migration.Workspace) error {
		return w.Update(func(s *migration.State) error {
			s.Playbook.Steps[playbook.StepIDPConnection] = playbook.Record{
				Status: playbook.DoneConfirmed, By: "another", At: time.Now().UTC(),
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := tenant.Enable(t.Context(), request, ask, unattended{})
	if first := result.Outcomes[0]; err != nil || first.Step != idp.StepEndpoint || first.State != enable.Confirmed ||
		first.Why != "already confirmed in the runbook, by another" {
		t.Errorf("%v: %+v", err, first)
	}
	state, err := tenant.service.State()
	if got := state.Playbook.Steps[playbook.StepIDPConnection].Status; err != nil || got != playbook.DoneConfirmed {
		t.Errorf("%v: the step is %s", err, got)
	}
}

// A run ends after the step that was named.
func TestEnableUntil(t *testing.T) {
	t.Parallel()
	tenant, request, ask := atOkta(t, byTheRun...)
	request.Until = idp.StepUsers
	result, err := tenant.Enable(t.Context(), request, ask, unattended{})
	if err != nil || len(result.Outcomes) != 3 || result.Cycle != nil {
		t.Errorf("%v: %+v", err, result.Outcomes)
	}
}

// Nothing is begun while a requirement of all is not met.
func TestEnableIsRefused(t *testing.T) {
	t.Parallel()
	tenant, request, ask := atOkta(t, append(byTheRun, "script-stopped")...)
	result, err := tenant.Enable(t.Context(), request, ask, unattended{})
	if migrate.ClassOf(err) != migrate.BadInput || len(result.Outcomes) > 0 {
		t.Errorf("%v: %+v", err, result.Outcomes)
	}
}

// What the provider sends at the start is compared with AD, whatever was compared
// before; only a reason gets past it, and it is noted.
func TestTheStartComparesWhatIsSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		push, force, want string
	}{
		"another name":        {"sales", "", "exists twice"},
		"a group beside it":   {"Board", "", ""},
		"a name that differs": {"Sales ", "", "exists twice"},
		"forced":              {"sales", "the company is a test", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, request, ask, server := atOktaServer(t, byTheRun...)
			app := request.App.ID // another admin pushes a group, since the comparison
			server.AddMapping(app, server.AddGroup(c.push), server.AddTarget(app, c.push), "ACTIVE", "")
			request.Force = c.force
			result, err := tenant.Enable(t.Context(), request, ask, unattended{})
			last := result.Outcomes[len(result.Outcomes)-1]
			if c.want != "" && (migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), c.want) ||
				last.State != enable.NotStarted || result.Cycle != nil) {
				t.Errorf("%v: %+v", err, last)
			}
			if c.want == "" && (last.Step != idp.StepStart || last.State == enable.NotStarted) {
				t.Errorf("%v: %+v", err, last)
			}
			state, err := tenant.service.State()
			if err != nil {
				t.Fatal(err)
			}
			noted := false
			for _, f := range state.Playbook.Forced {
				noted = noted || f.Reason == c.force && strings.Contains(strings.Join(f.Over, " "), "not compared with AD")
			}
			if noted != (c.force != "") {
				t.Errorf("noted is %+v", state.Playbook.Forced)
			}
		})
	}
}

// Groups without a partner at the start need their number typed.
func TestTheStartNeedsTheNumberOfGroupsWithoutAPartner(t *testing.T) {
	t.Parallel()
	for typed, starts := range map[string]bool{"": false, "5": false, "6": true} {
		tenant, request, ask, server := atOktaServer(t, byTheRun...)
		for _, name := range []string{"Board", "Legal", "Payroll", "Finance", "Research", "Interns"} {
			server.AddMapping(request.App.ID, server.AddGroup(name), server.AddTarget(request.App.ID, name), "ACTIVE", "")
		}
		request.Typed = typed
		result, err := tenant.Enable(t.Context(), request, ask, unattended{})
		last := result.Outcomes[len(result.Outcomes)-1]
		if (last.State != enable.NotStarted) != starts {
			t.Errorf("typed %q: %v, %+v", typed, err, last)
		}
		if !starts && (migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
			"6 of the 7 groups of the SCIM") ||
			!strings.Contains(err.Error(), "--type 6")) {
			t.Errorf("typed %q: %v", typed, err)
		}
	}
}

// Okta sends a group when it is pushed: what the start requires is required before that.
func TestAPushNeedsWhatTheStartNeeds(t *testing.T) {
	t.Parallel()
	tenant, request, ask, server := atOktaServer(t, "idp-connection", "idp-users-on", "idp-groups-on")
	server.Unpush(request.App.ID)
	again := &dueAgain{willing: ask, service: tenant.service}
	result, err := tenant.Enable(t.Context(), request, again, unattended{})
	if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "before the groups were assigned") {
		t.Fatalf("%v: %+v", err, result.Outcomes)
	}
	if got := server.Pushes(request.App.ID); len(got) > 0 {
		t.Errorf("pushed is %q", got)
	}
}

// dueAgain is an admin who assigns groups while a step is made, so that the names were
// compared before.
type dueAgain struct {
	willing
	service *Service
}

func (d *dueAgain) MakeStep(ctx context.Context, step idp.Step, why string) (string, error) {
	err := d.service.write(func(w *migration.Workspace) error {
		return w.Update(func(s *migration.State) error {
			s.Playbook.Steps[playbook.StepIDPAssigned] = playbook.Record{
				Status: playbook.DoneConfirmed, By: "another", At: time.Now().UTC(),
			}
			return nil
		})
	})
	if err != nil {
		return "", err
	}
	return d.willing.MakeStep(ctx, step, why)
}

// What is done at another app than the connected one, or at its namesake in another
// tenant, is not this migration's.
func TestAnotherAppThanTheConnectedOneIsRefused(t *testing.T) {
	t.Parallel()
	for connected, refused := range map[string]bool{"": false, "this": false, "0oaOther at Okta (lab.okta.com)": true} {
		tenant, request, ask := atOkta(t, byTheRun...)
		if connected == "this" {
			connected = idp.NewSource(tenant.Provider, request.App).Identity()
		}
		err := tenant.service.write(func(w *migration.Workspace) error {
			return w.Update(func(s *migration.State) error {
				s.ConnectSide(migrate.SCIM, migrate.Connection{Location: "okta:Dashlane", App: connected})
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		request.Force = "a test"
		request.Until = idp.StepEndpoint
		_, err = tenant.Enable(t.Context(), request, ask, unattended{})
		if got := migrate.ClassOf(err) == migrate.BadInput && strings.Contains(err.Error(),
			"not the one of this migration"); got !=
			refused {
			t.Errorf("connected with %q: %v", connected, err)
		}
		state, err := tenant.service.State()
		if err != nil {
			t.Fatal(err)
		}
		if err := otherApp(state, tenant.Provider, request.App); (err != nil) != refused {
			t.Errorf("connected with %q, a check says %v", connected, err)
		}
	}
}

// What is undone is listed before the question, and nothing of it is called done.
func TestStepsToUndoAreNotDone(t *testing.T) {
	plan := DisablePlan{Tenant: "Okta (nordlys)", Made: []enable.Outcome{
		{Title: "Turn user provisioning on", State: enable.Done}, {Title: "Give Okta the endpoint", State: enable.Done},
	}}
	var b strings.Builder
	if err := plan.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	want := "2 steps at Okta (nordlys) to undo, in this order:\n" +
		"  1. Turn user provisioning on\n  2. Give Okta the endpoint\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// A set-up begins on the app of the last run, and with the endpoint that is connected, else with
// that of the last run if it was of this app and path and still stands: the token is sent there.
// The command takes the same one.
func TestSetupBeginsOnTheAppOfTheLastRun(t *testing.T) {
	t.Parallel()
	tenant, request, ask, server := atOktaServer(t, append(byTheRun, "idp-assigned")...)
	test, err := tenant.FindApp(t.Context(), server.AddApp("Another Dashlane", oktatest.CustomSAML...))
	if err != nil {
		t.Fatal(err)
	}
	app, endpoint := request.App, request.Config.Endpoint
	check := func(when string, begins string, at idp.App, path playbook.Path, endpoint string, inUse migrate.Connection) {
		t.Helper()
		setup, err := tenant.Setup(t.Context(), inUse, unattended{})
		if err != nil || len(setup.Apps) != 2 {
			t.Fatalf("%s: %d apps, %v", when, len(setup.Apps), err)
		}
		if got := setup.Apps[setup.Suggested]; begins != "" && got.ID != begins || begins == "" && setup.Suggested != 0 {
			t.Errorf("%s: begins on %+v", when, got)
		}
		if got := setup.Endpoint(at, path); got != endpoint {
			t.Errorf("%s: suggests the endpoint %q, want %q", when, got, endpoint)
		}
		if target, err := tenant.Target(at, idp.DesiredConfig{Path: path}); inUse.Location == "" &&
			(err != nil || target.Endpoint != endpoint || (CheckEndpoint(target) == nil) != (endpoint != "")) {
			t.Errorf("%s: takes the endpoint %q, want %q (%v)", when, target.Endpoint, endpoint, err)
		}
	}
	const path, other = playbook.SelfHosted, "https://other.example.com/scim/2.0"
	none := migrate.Connection{}
	check("before any run", "", app, path, "", none)
	if _, err := tenant.Enable(t.Context(), request, ask, unattended{}); migrate.ClassOf(err) != migrate.Partial {
		t.Fatal(err)
	}
	check("after a run", app.ID, app, path, endpoint, none)
	check("of another app", app.ID, test, path, "", none)
	check("of the other path", app.ID, app, playbook.Confidential, "", none)
	check("with another endpoint in use", app.ID, test, path, other, migrate.Connection{Location: other})
	if _, err := tenant.Disable(t.Context(), app, nil, ask, unattended{}); migrate.ClassOf(err) != migrate.Partial {
		t.Fatal(err)
	}
	check("of a run that was undone", app.ID, app, path, "", none)
	if err := tenant.service.Remember(migrate.Endpoint, migrate.Connection{Location: other}); err != nil {
		t.Fatal(err)
	}
	check("with another endpoint connected", app.ID, test, path, other, none)
	state, err := tenant.service.State()
	if err != nil {
		t.Fatal(err)
	}
	_, want, err := checking{tenant.service, state, CheckInput{}, unattended{}}.lastEnabled(t.Context(), tenant.Provider)
	if err != nil || want.Endpoint != other {
		t.Errorf("a check expects %q, %v", want.Endpoint, err)
	}
}
