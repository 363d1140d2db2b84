package syncing

import (
	"strings"
	"testing"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/workspace"
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
	d.waitFor("Where is it looked for?")
	d.press("enter")
	d.waitFor("HOST or HOST:PORT")
	d.press("backspace", "backspace", "backspace", "backspace", "srv1", "enter")
	d.waitFor(`“\Report” on “SRV1” (possibly AD sync) is enabled`, "“SRV2”, where the task “\\B” on “SRV2” was disabled, was not looked at")
	d.press("x")
	d.waitFor("What do you vouch for?", `▌ [ ] the task \Report on SRV1 is not AD sync`, "[ ] the machine SRV2 is no more")
	d.not(`\A on`)
	d.press("enter", " ")
	d.waitFor(`▌ [x] the task \Report`)
	d.press("enter")
	d.waitFor(`the task "SRV1\\Report" is not AD sync, says `, "was not looked at")
	d.not("possibly AD sync) is enabled")
	if e := said(d.state()); !strings.Contains(e, "is not AD sync") || strings.Contains(e, "no more") {
		t.Errorf("said: %s", e)
	}
	d.press("x")
	d.waitFor("▌ [ ] the machine SRV2 is no more")
	d.press(" ")
	d.waitFor("[x]")
	d.press("enter")
	d.waitFor(`the machine "SRV2" is no more, says `)
	d.not("was not looked at")
	d.press("r")
	d.waitFor("what was seen", `is not AD sync, says `)
	d.press("x")
	d.not("vouch")
}

// said is what the workspace has as attested.
func said(s workspace.State) string {
	var all []string
	for _, e := range s.Evidence {
		if e.Grade == workspace.GradeAttested {
			all = append(all, e.Says)
		}
	}
	return strings.Join(all, "; ")
}
