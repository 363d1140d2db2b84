package adsync

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Only the marked statements are recorded, as confirmed by the admin.
func TestStatements(t *testing.T) {
	one, two := newMachine("SRV1", `\A`, `\Report`), newMachine("SRV2", `\B`)
	one.tasks[0].Enabled, two.tasks[0].Enabled = false, false
	one.tasks[1].Files, one.tasks[1].Evidence = nil, []adsync.Evidence{{Kind: "dashlane", Line: 1}}
	d := newDriver(t, reach(one, two), playbook.JobVerifyScript)
	d.toFound("srv2")
	d.WaitFor("likely stopped")
	d.Press("esc")
	d.WaitFor("Where do you want to scan for AD sync?")
	d.Press("enter")
	d.WaitFor("HOST or HOST:PORT")
	d.Press("tab", "backspace", "backspace", "backspace", "backspace", "srv1", "enter", "enter", "enter", "enter", "enter")
	d.WaitFor(`“\Report” on “SRV1” (possibly AD sync) is enabled`,
		"“SRV2”, where the task “\\B” on “SRV2” was disabled, wasn't scanned")
	d.Press("x")
	d.WaitFor("What do you confirm?", `▌ [ ] the task \Report on SRV1 is not AD sync`,
		"[ ] the host SRV2 no longer exists")
	d.Not(`\A on`)
	d.Press("enter", " ")
	d.WaitFor(`▌ [x] the task \Report`)
	d.Press("enter")
	d.WaitFor(`the task "SRV1\\Report" is not AD sync, according to `, "wasn't scanned")
	d.Not("possibly AD sync) is enabled")
	if e := recordedStatements(d.State()); !strings.Contains(e, "is not AD sync") || strings.Contains(e, "no more") {
		t.Errorf("said: %s", e)
	}
	d.Press("x")
	d.WaitFor("▌ [ ] the host SRV2 no longer exists")
	d.Press(" ")
	d.WaitFor("[x]")
	d.Press("enter")
	d.WaitFor(`the host "SRV2" no longer exists, according to `)
	d.Not("wasn't scanned")
	d.Press("r")
	d.WaitFor(": result", `is not AD sync, according to `)
	d.Press("x")
	d.Not("What do you confirm?")
}

// Statements survive a scan that is stopped or can't reach a host. A statement that no longer
// counts is dropped, and the user is told.
func TestStatementsLastWhileTrue(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\Report`)
	m.tasks[0].Enabled = false
	m.tasks[1].Files, m.tasks[1].Evidence = nil, []adsync.Evidence{{Kind: "dashlane", Line: 1}}
	d := newDriver(t, reach(m), playbook.JobVerifyScript)
	d.toFound("srv1")
	d.Press("x")
	d.WaitFor("What do you confirm?")
	d.Press(" ")
	d.WaitFor("[x]")
	d.Press("enter")
	d.WaitFor(`is not AD sync, according to `)
	gate := make(chan struct{})
	m.mu.Lock()
	m.gate = gate
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor("scanning")
	d.Press("esc")
	d.WaitFor("The scan was stopped")
	close(gate)
	m.mu.Lock()
	m.err = &migrate.Problem{Class: migrate.Unreachable, What: "cannot run the script on SRV1", Why: "it is down"}
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor("it is down")
	m.mu.Lock()
	m.err = nil
	m.mu.Unlock()
	d.Press("r")
	d.WaitGone("it is down")
	d.WaitFor(": result", `is not AD sync, according to `)
	d.Not("possibly AD sync) is enabled")
	m.mu.Lock()
	m.tasks = m.tasks[:1]
	m.mu.Unlock()
	d.Press("r")
	d.WaitFor(`! your statement that SRV1\Report isn't AD sync no longer counts: there is no task or service`)
	d.Press("r")
	d.WaitGone("no longer counts")
	d.WaitFor(": result")
	d.Not(`is not AD sync, according to `)
}

// recordedStatements returns the statements recorded in the workspace.
func recordedStatements(s migration.State) string {
	var all []string
	for _, e := range s.Evidence {
		if e.Grade == migration.GradeConfirmed {
			all = append(all, e.Says)
		}
	}
	return strings.Join(all, "; ")
}
