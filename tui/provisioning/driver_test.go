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

// driver drives the view and its session.
type driver struct {
	*flowtest.Driver
	t      *testing.T
	s      *session.Session
	e      *Enabling
	p      *standIn
	folder string
}

// newDriver opens the view on a workspace. open meets the requirements.
func newDriver(t *testing.T, p *standIn, open bool) *driver {
	return newDriverAt(t, p, t.TempDir(), open)
}

func newDriverAt(t *testing.T, p *standIn, folder string, open bool) *driver {
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
	if !Available(s) {
		t.Fatal("the view is not offered")
	}
	e := New(s)
	e.SetSize(flowtest.Width, flowtest.Height)
	e.pollInterval = time.Millisecond
	return &driver{flowtest.Start(t, s, folder, e), t, s, e, p, folder}
}

// appliedSteps lists the steps of the runbook that a run makes.
var appliedSteps = []playbook.StepID{"idp-connection", "idp-users-on", "idp-groups-on", "idp-started"}

// prepare records the path and the progress.
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
			if !slices.Contains(appliedSteps, step.ID) {
				s.Playbook.Steps[step.ID] = playbook.Record{
					Status: playbook.DoneVerified, At: time.Now().Add(-2 * time.Minute),
					By: "another",
				}
			}
		}
	})
}

// toPlan goes from the list of apps to the plan.
func (d *driver) toPlan() {
	d.t.Helper()
	d.WaitFor("▌ Dashlane SSO")
	d.Press("enter")
	d.WaitFor("SCIM API token")
	d.Press("tab", token, "enter")
	d.WaitFor("Nothing has been changed yet.", "Apply 6 steps at the stand-in?")
}

// waitAt starts the run and waits until it reaches the admin's step.
func (d *driver) waitAt(step idp.StepID) {
	d.t.Helper()
	d.toPlan()
	d.Press("yes", "enter")
	d.WaitFor("turn "+string(step)+" on.", "Is this done?")
}
