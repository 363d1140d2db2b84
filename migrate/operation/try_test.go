package operation

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// atEntra is an app at the stand-in for Entra that is set up, with a user in an assigned
// group, and a workspace in which everything is done that comes before the trial.
func atEntra(t *testing.T, path playbook.Path) (*Tenant, TryRequest, *entratest.Server) {
	t.Helper()
	server := entratest.Start(t)
	server.Change(func(st *entratest.State) {
		st.Job, st.Code, st.Schedule = true, "NotRun", "Disabled"
		for i, on := range []bool{true, path == playbook.SelfHosted} {
			entratest.Mappings(st.Schema)[i].(map[string]any)["enabled"] = on
		}
		st.Users = []*entratest.User{{ID: "u", Login: "ann@example.com", Mail: "Ann@example.com", Enabled: true}}
		st.Groups = []*entratest.Group{{ID: "g", Name: "Sales", Members: []string{"u"}}}
		st.Assigned = []string{"g"}
	})
	p, err := entra.Open(t.Context(), server.Options())
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{Dir: t.TempDir()}
	err = s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			state.Path, state.IdP = path, playbook.Entra
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	setSteps(t, s, "idp-tested", "idp-assigned", "idp-started")
	compare(t, s)
	tenant := s.NewTenant(p, nil)
	app, err := tenant.FindApp(t.Context(), "Dashlane")
	if err != nil {
		t.Fatal(err)
	}
	return tenant, TryRequest{App: app, Path: path, Address: "ann@example.com"}, server
}

// A trial sends what AD has, by the name that AD has, to whom the app is assigned: nothing
// is sent otherwise, and an override is noted for the trial's own step.
func TestTrialIsComparedAndAssigned(t *testing.T) {
	t.Parallel()
	const sent = 2
	for name, c := range map[string]struct {
		path                playbook.Path
		group, force, wants string
		change              func(*entratest.State)
		sent                int
	}{
		"the user":             {playbook.SelfHosted, "", "", "", nil, 1},
		"the group too":        {playbook.SelfHosted, "Sales", "", "", nil, sent},
		"Confidential":         {playbook.Confidential, "Sales", "", "doesn't provision groups", nil, 0},
		"renamed meanwhile":    {playbook.SelfHosted, "g", "", "the trial can't be made yet", renamed("sales"), 0},
		"a space":              {playbook.SelfHosted, "g", "", "the trial can't be made yet", renamed("Sales "), 0},
		"no group of AD":       {playbook.SelfHosted, "g", "", "no group is on both sides", renamed("Board"), 0},
		"renamed, forced":      {playbook.SelfHosted, "g", "a test company", "", renamed("sales"), sent},
		"two of one name":      {playbook.SelfHosted, "Sales", "", "2 assigned groups have the name", another("Sales"), 0},
		"another one differs":  {playbook.SelfHosted, "Sales", "", "", another("sales"), sent},
		"unassigned meanwhile": {playbook.SelfHosted, "", "", "not assigned to the app", func(st *entratest.State) { st.Assigned = nil }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, request, server := atEntra(t, c.path)
			request.Group, request.Force = c.group, c.force
			if c.change != nil {
				server.Change(c.change)
			}
			_, err := tenant.Try(t.Context(), request, willing{t, tenant.service.Dir}, unattended{})
			if (err == nil) != (c.wants == "") || err != nil && !strings.Contains(err.Error(), c.wants) {
				t.Errorf("%v", err)
			}
			if err != nil && migrate.ClassOf(err) != migrate.BadInput {
				t.Errorf("nothing was done, and it is %v", migrate.ClassOf(err))
			}
			server.Change(func(st *entratest.State) {
				if len(st.Provisioned) != c.sent {
					t.Errorf("provisioned are %q", st.Provisioned)
				}
			})
			state, err := tenant.service.State()
			if err != nil {
				t.Fatal(err)
			}
			noted := slices.ContainsFunc(state.Playbook.Forced, func(f playbook.Forced) bool {
				return f.Step == playbook.StepIDPTested && f.Reason == c.force
			})
			if noted != (c.force != "") || len(state.Playbook.Forced) > 0 && !noted {
				t.Errorf("overridden is %+v", state.Playbook.Forced)
			}
			if status := state.Playbook.Steps[playbook.StepIDPTested].Status; status != "" {
				t.Errorf("what only the Admin Console shows is %s", status)
			}
		})
	}
}

func renamed(name string) func(*entratest.State) {
	return func(st *entratest.State) { st.Groups[0].Name = name }
}

func another(name string) func(*entratest.State) {
	return func(st *entratest.State) {
		st.Groups, st.Assigned = append(st.Groups, &entratest.Group{ID: "h", Name: name}), append(st.Assigned, "h")
	}
}
