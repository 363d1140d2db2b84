package enabling

import (
	"testing"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/workspace"
	"ad2scim/tui/session"
)

// While the admin makes a step, others can write; what they wrote counts when
// the run goes on.
func TestWorkspaceIsFreeWhileTheAdminWorks(t *testing.T) {
	p := newStandIn()
	p.modes = map[idp.StepID]idp.Mode{idp.StepTest: idp.ModeGuide}
	d := sit(t, p, true)
	other := session.Folder{Dir: d.folder}
	d.toPlan()
	d.press("yes", "enter")
	d.waitFor("turn test on.", "Is this made?")
	_, err := other.Update(func(s *workspace.State) (workspace.Entry, error) {
		r := s.Playbook.Steps["script-stopped"]
		r.Status = ""
		s.Playbook.Steps["script-stopped"] = r
		return workspace.Entry{Kind: "test", Text: "somebody else writes"}, nil
	})
	if err != nil {
		t.Fatalf("somebody else cannot write: %v", err)
	}
	d.press("yes", "enter")
	d.waitFor("the script of AD sync is not verified stopped", "make endpoint: done", "make start: not begun")
	if now := d.p.state(idp.StepStart); now != "off" {
		t.Errorf("the run went on over a shut interlock: start is %s", now)
	}
}
