package migration

import (
	"context"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// noMachines has no hosts.
type noMachines struct{}

func (noMachines) Hosts(adsync.Targets) ([]adsync.Host, error) { return nil, nil }
func (noMachines) Servers(context.Context, migrate.Connection, migrate.Report) ([]migrate.Server, error) {
	return nil, nil
}
func (noMachines) Save(string, []byte) error { return nil }

// At the steps of the script, it can be found, stopped and verified if hosts can be reached.
// esc goes back to the step.
func TestTheScriptsStepsAreDoneHere(t *testing.T) {
	folder := t.TempDir()
	done(t, folder, "self-hosted", "okta", nil)
	d := newDriver(t, folder, session.Config{Machines: noMachines{}})
	offered := func(d *driver) bool {
		for _, b := range d.m.ShortHelp() {
			if b.Help().Desc == "do it here" {
				return true
			}
		}
		return false
	}
	for id, want := range map[playbook.StepID]bool{
		"script-found": true, "script-disabled": true, "script-stopped": true,
		"ad-sync-off": false, "idp-connection": false,
	} {
		if d.at(id); offered(d) != want {
			t.Errorf("at %s it is offered: %v", id, !want)
		}
	}
	d.at("script-disabled")
	d.press("h")
	d.shows("Disable AD sync's task: where")
	d.m.SetSize(80, 20)
	screentest.CheckGrid(t, d.m.View(), 80, 20)
	d.press("esc")
	d.shows("Disable the task", "why")
	if other := newDriver(t, folder, session.Config{}); offered(other) {
		t.Error("it is offered although no host can be reached")
	}
}
