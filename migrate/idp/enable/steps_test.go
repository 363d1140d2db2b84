package enable

import (
	"testing"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

func TestRecordNotesWhatIsKnown(t *testing.T) {
	at := time.Unix(1, 0)
	begin := func(path playbook.Path) *workspace.State {
		s := &workspace.State{Facts: map[string]workspace.Fact{}, Comparison: &workspace.Comparison{Exact: 1}}
		if _, err := s.Choose(path, playbook.Okta); err != nil {
			t.Fatal(err)
		}
		s.Playbook.Steps = map[string]playbook.Record{"script-stopped": {Status: playbook.DoneVerified}, "ad-sync-off": {Status: playbook.DoneAttested}}
		return s
	}
	outcomes := []Outcome{{Step: idp.StepEndpoint, State: Attested}, {Step: idp.StepTest, State: Attested, Saw: "root said so"},
		{Step: idp.StepUsers, State: AsWanted}, {Step: idp.StepGroups, State: Done, Saw: "on"}, {Step: idp.StepStart, State: NotStarted}}

	s := begin(playbook.SelfHosted)
	lines := Record(s, outcomes, playbook.SelfHosted, playbook.Okta, at, "root")
	// What needs an earlier step of the runbook to be said is not noted before it.
	want := map[string]playbook.Status{"idp-users-on": playbook.DoneVerified, "idp-groups-on": playbook.DoneVerified, "idp-connection": "", "idp-started": ""}
	for id, status := range want {
		if got := s.Playbook.Steps[id].Status; got != status {
			t.Errorf("%s is %q, want %q", id, got, status)
		}
	}
	if len(lines) != 2 || len(s.Evidence) != 2 {
		t.Errorf("%d lines, %d pieces of evidence", len(lines), len(s.Evidence))
	}

	other := begin(playbook.Confidential)
	if lines := Record(other, outcomes, playbook.SelfHosted, playbook.Okta, at, "root"); lines != nil || len(other.Playbook.Steps) != 2 {
		t.Errorf("noted on another way: %v", lines)
	}

	shut := begin(playbook.SelfHosted)
	delete(shut.Playbook.Steps, "script-stopped")
	if lines := Record(shut, outcomes, playbook.SelfHosted, playbook.Okta, at, "root"); len(lines) != 0 {
		t.Errorf("noted while shut: %v", lines)
	}
}
