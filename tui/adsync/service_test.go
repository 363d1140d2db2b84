package adsync

import (
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/flow/flowtest"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

const password = "hush-hush-9"

// driver drives the view and its session.
type driver struct {
	*flowtest.Driver
	t      *testing.T
	s      *session.Session
	v      *Syncing
	p      *standIn
	folder string
}

func newDriver(t *testing.T, p *standIn, job playbook.Job) *driver {
	return newDriverAt(t, p, t.TempDir(), job)
}

func newDriverAt(t *testing.T, p *standIn, folder string, job playbook.Job) *driver {
	t.Helper()
	flowtest.Change(t, folder, func(s *migration.State) { s.Path, s.IdP = "self-hosted", "okta" })
	s := session.New(t.Context(), session.Config{
		Workspace: session.Folder{Dir: folder}, Machines: p,
		AD: migrate.Connection{Location: "ldaps://dc1"},
	})
	screentest.Follow(s.Reload(), s.Update)
	if !Available(s) {
		t.Fatal("the view is offered at other steps")
	}
	v := New(s, job)
	v.SetSize(flowtest.Width, flowtest.Height)
	return &driver{flowtest.Start(t, s, folder, v), t, s, v, p, folder}
}

// toFound enters hosts and scans them.
func (d *driver) toFound(hosts string) {
	d.t.Helper()
	d.WaitFor("Where do you want to scan for AD sync?", "▌ Windows hosts, using WinRM")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT")
	d.Press(hosts, "tab", `CORP\admin`, "tab", password)
	d.WaitFor("•••••••••••")
	d.Not(password)
	d.Press("enter", "enter", "enter") // skip the optional fields, then confirm the last one
	d.WaitFor(": result")
}
