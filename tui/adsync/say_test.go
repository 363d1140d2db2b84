package adsync

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
)

// What only the admin knows is said in the view, of what is marked alone, and goes
// down as said.
func TestWhatOnlyTheAdminKnows(t *testing.T) {
	one, two := newMachine("SRV1", `\A`, `\Report`), newMachine("SRV2", `\B`)
	one.tasks[0].Enabled, two.tasks[0].Enabled = false, false
	one.tasks[1].Files, one.tasks[1].Evidence = nil, []adsync.Evidence{{Kind: "dashlane", Line: 1}}
	d := sit(t, reach(one, two), StepStopped)
	d.toFound("srv2")
	d.waitFor("likely stopped")
	d.press("esc")
	d.waitFor("Where do you want to scan for AD sync?")
	d.press("enter")
	d.waitFor("HOST or HOST:PORT")
	d.press("tab", "backspace", "backspace", "backspace", "backspace", "srv1", "enter", "enter", "enter", "enter", "enter")
	d.waitFor(`“\Report” on “SRV1” (possibly AD sync) is enabled`,
		"“SRV2”, where the task “\\B” on “SRV2” was disabled, wasn't scanned")
	d.press("x")
	d.waitFor("What do you confirm?", `▌ [ ] the task \Report on SRV1 is not AD sync`,
		"[ ] the host SRV2 no longer exists")
	d.not(`\A on`)
	d.press("enter", " ")
	d.waitFor(`▌ [x] the task \Report`)
	d.press("enter")
	d.waitFor(`the task "SRV1\\Report" is not AD sync, according to `, "wasn't scanned")
	d.not("possibly AD sync) is enabled")
	if e := said(d.state()); !strings.Contains(e, "is not AD sync") || strings.Contains(e, "no more") {
		t.Errorf("said: %s", e)
	}
	d.press("x")
	d.waitFor("▌ [ ] the host SRV2 no longer exists")
	d.press(" ")
	d.waitFor("[x]")
	d.press("enter")
	d.waitFor(`the host "SRV2" no longer exists, according to `)
	d.not("wasn't scanned")
	d.press("r")
	d.waitFor(": result", `is not AD sync, according to `)
	d.press("x")
	d.not("What do you confirm?")
}

// A later look that is stopped or does not reach a machine takes nothing of what
// was said; what it refuses counts no more, and that is told.
func TestWhatWasSaidLastsWhileItHolds(t *testing.T) {
	m := newMachine("SRV1", `\A`, `\Report`)
	m.tasks[0].Enabled = false
	m.tasks[1].Files, m.tasks[1].Evidence = nil, []adsync.Evidence{{Kind: "dashlane", Line: 1}}
	d := sit(t, reach(m), StepStopped)
	d.toFound("srv1")
	d.press("x")
	d.waitFor("What do you confirm?")
	d.press(" ")
	d.waitFor("[x]")
	d.press("enter")
	d.waitFor(`is not AD sync, according to `)
	gate := make(chan struct{})
	m.mu.Lock()
	m.gate = gate
	m.mu.Unlock()
	d.press("r")
	d.waitFor("scanning")
	d.press("esc")
	d.waitFor("The scan was stopped")
	close(gate)
	m.mu.Lock()
	m.err = &migrate.Problem{Class: migrate.Unreachable, What: "cannot run the script on SRV1", Why: "it is down"}
	m.mu.Unlock()
	d.press("r")
	d.waitFor("it is down")
	m.mu.Lock()
	m.err = nil
	m.mu.Unlock()
	d.press("r")
	d.waitGone("it is down")
	d.waitFor(": result", `is not AD sync, according to `)
	d.not("possibly AD sync) is enabled")
	m.mu.Lock()
	m.tasks = m.tasks[:1]
	m.mu.Unlock()
	d.press("r")
	d.waitFor(`! your statement that SRV1\Report isn't AD sync no longer counts: there is no task or service`)
	d.press("r")
	d.waitGone("counts no more")
	d.waitFor(": result")
	d.not(`is not AD sync, according to `)
}

// said is what the workspace has as attested.
func said(s migration.State) string {
	var all []string
	for _, e := range s.Evidence {
		if e.Grade == migration.GradeAttested {
			all = append(all, e.Says)
		}
	}
	return strings.Join(all, "; ")
}
