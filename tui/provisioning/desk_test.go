package provisioning

import (
	"context"
	"slices"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/flow/flowtest"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

const (
	token    = "4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"
	endpoint = "https://id.example.com/scim/2.0"
)

// desk is somebody who sits before the view.
type desk struct {
	*flowtest.Driver
	t      *testing.T
	s      *session.Session
	e      *Enabling
	p      *standIn
	folder string
}

// sit opens the view on a workspace; with open the interlocks are.
func sit(t *testing.T, p *standIn, open bool) *desk { return sitAt(t, p, t.TempDir(), open) }

func sitAt(t *testing.T, p *standIn, folder string, open bool) *desk {
	t.Helper()
	prepare(t, folder, p.id, open)
	s := session.New(t.Context(), session.Config{
		Workspace: session.Folder{Dir: folder},
		Open:      openAD, AD: migrationtest.AD, SCIM: migrate.Connection{Location: endpoint},
		OpenIDP: func(ctx context.Context, _ playbook.IDP, say func(string)) (idp.Provider, error) {
			return p, p.open(ctx, say)
		},
	})
	screentest.Follow(s.Reload(), s.Update)
	if !Can(s) {
		t.Fatal("the view is not offered")
	}
	e := New(s)
	e.SetSize(flowtest.Width, flowtest.Height)
	e.pollInterval = time.Millisecond
	return &desk{flowtest.Start(t, s, folder, e), t, s, e, p, folder}
}

// made are the steps of the runbook that a run makes.
var made = []playbook.StepID{"idp-connection", "idp-users-on", "idp-groups-on", "idp-started"}

// prepare writes down which way is chosen and how far it is.
func prepare(t *testing.T, folder string, id playbook.IDP, open bool) {
	t.Helper()
	flowtest.Change(t, folder, func(s *migration.State) {
		s.Path, s.IdP = playbook.SelfHosted, id
		if !open || len(s.Playbook.Steps) > 0 {
			return
		}
		w, err := s.Runbook()
		if err != nil {
			t.Fatal(err)
		}
		migrationtest.Connect(s, migration.Comparison{Time: time.Now().Add(-time.Minute), Exact: 1})
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{}
		for _, step := range w.Steps {
			if !slices.Contains(made, step.ID) {
				s.Playbook.Steps[step.ID] = playbook.Record{
					Status: playbook.DoneVerified, At: time.Now().Add(-2 * time.Minute),
					By: "another",
				}
			}
		}
	})
}

// toPlan goes from the apps to the plan.
func (d *desk) toPlan() {
	d.t.Helper()
	d.WaitFor("▌ Dashlane SSO")
	d.Press("enter")
	d.WaitFor("SCIM API token")
	d.Press("tab", token, "enter")
	d.WaitFor("Nothing has been changed yet.", "Apply 6 steps at the stand-in?")
}

// waitAt starts the run and follows it until it waits for the admin at a step.
func (d *desk) waitAt(step idp.StepID) {
	d.t.Helper()
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("turn "+string(step)+" on.", "Is this done?")
}
