package enable

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
)

// begin is a workspace in which the named steps are done, and the interlocks
// open.
func begin(t *testing.T, path playbook.Path, done ...playbook.StepID) *migration.State {
	t.Helper()
	s := &migration.State{Facts: map[string]migration.Fact{}}
	if _, err := s.Choose(path, playbook.Okta, playbook.StepUpdate{}); err != nil {
		t.Fatal(err)
	}
	s.Playbook.Steps = map[playbook.StepID]playbook.Record{"script-stopped": {
		Status: playbook.DoneVerified,
		At:     time.Now(),
	}, "ad-sync-off": {Status: playbook.DoneConfirmed}}
	migrationtest.Connect(s, migration.Comparison{Time: time.Now(), Exact: 1})
	for _, id := range done {
		s.Playbook.Steps[id] = playbook.Record{Status: playbook.DoneConfirmed}
	}
	return s
}

func check(t *testing.T, s *migration.State, want map[playbook.StepID]playbook.Status) {
	t.Helper()
	for id, status := range want {
		if got := s.Playbook.Steps[id].Status; got != status {
			t.Errorf("%s is %q, want %q", id, got, status)
		}
	}
}

var recorder = Recorder{Path: playbook.SelfHosted, Provider: playbook.Okta, At: time.Unix(1, 0), By: "root"}

func TestRecordNotesWhatIsKnown(t *testing.T) {
	report := Report{Outcomes: []Outcome{
		{Step: idp.StepEndpoint, State: Confirmed, Saw: "root said so"},
		{Step: idp.StepTest, State: Done, Saw: "tested"},
		{Step: idp.StepUsers, State: AlreadySet},
		{Step: idp.StepGroups, State: Done, Saw: "on"},
		{Step: idp.StepStart, State: NotStarted},
	}}

	// What needs an earlier step of the runbook to be said is not noted before it.
	s := begin(t, playbook.SelfHosted)
	lines, notes := recorder.Record(s, report)
	check(t, s, map[playbook.StepID]playbook.Status{
		"idp-users-on":  playbook.DoneVerified,
		"idp-groups-on": playbook.DoneVerified, "idp-connection": "", "idp-started": "",
	})
	if len(lines) != 2 || len(s.Evidence) != 2 || len(notes) != 1 || !strings.Contains(notes[0], "idp-connection") {
		t.Errorf("%d lines, %d pieces of evidence, %q", len(lines), len(s.Evidence), notes)
	}

	// A word of the admin's is not made more by a test that was seen.
	s = begin(t, playbook.SelfHosted, "endpoint-answers")
	if lines, notes := recorder.Record(s, report); len(lines) != 3 || len(notes) != 0 {
		t.Errorf("%d lines, %q", len(lines), notes)
	}
	check(t, s, map[playbook.StepID]playbook.Status{"idp-connection": playbook.DoneConfirmed})
	if saw := s.Playbook.Steps["idp-connection"].Saw; saw != "root said so; tested" {
		t.Error(saw)
	}
	seen := Report{Outcomes: []Outcome{{Step: idp.StepEndpoint, State: Done}, {Step: idp.StepTest, State: Done}}}
	recorder.Record(s, seen)
	check(t, s, map[playbook.StepID]playbook.Status{"idp-connection": playbook.DoneVerified})

	elsewhere := recorder
	elsewhere.Provider = playbook.Entra
	if lines, notes := elsewhere.Record(begin(t, playbook.SelfHosted), report); lines != nil || notes != nil {
		t.Errorf("noted of another provider: %v %v", lines, notes)
	}
	other := begin(t, playbook.Confidential)
	if lines, notes := recorder.Record(other, report); lines != nil || notes != nil || len(other.Playbook.Steps) != 2 {
		t.Errorf("noted on another way: %v %v", lines, notes)
	}
}

func TestRecordWithUnmetRequirements(t *testing.T) {
	report := Report{Outcomes: []Outcome{{Step: idp.StepUsers, State: Done, Saw: "on"}}}
	shut := begin(t, playbook.SelfHosted)
	delete(shut.Playbook.Steps, "script-stopped")
	said := Report{Outcomes: []Outcome{{Step: idp.StepUsers, State: Confirmed, Saw: "on"}}}
	if lines, notes := recorder.Record(shut, said); len(lines) != 0 || len(notes) != 1 || !strings.Contains(notes[0],
		"isn't verified as stopped") {
		t.Errorf("noted while shut: %v %q", lines, notes)
	}
	// What has happened is noted, and that it was shut is told.
	if lines, notes := recorder.Record(shut, report); len(lines) != 1 || len(notes) != 1 || !strings.Contains(notes[0],
		"isn't verified as stopped") ||
		len(shut.Playbook.Forced) != 1 || shut.Playbook.Forced[0].Reason != verifiedDone {
		t.Errorf("seen while shut: %v %q %v", lines, notes, shut.Playbook.Forced)
	}
	check(t, shut, map[playbook.StepID]playbook.Status{"idp-users-on": playbook.DoneVerified})
	forced := recorder
	forced.Force = "a test company"
	lines, notes := forced.Record(shut, report)
	if len(lines) != 1 || len(notes) != 0 || !strings.Contains(lines[0].Text, "OVERRIDDEN") ||
		len(shut.Playbook.Forced) != 2 {
		t.Errorf("%v %q %v", lines, notes, shut.Playbook.Forced)
	}
}

func TestStartCountsOnlyWithASoundFirstCycle(t *testing.T) {
	sound := idp.Cycle{State: idp.CycleIdle, Complete: true, Says: "it has ended"}
	failed := sound
	failed.Errors = []idp.Failure{{Kind: "user", Name: "x"}}
	for name, c := range map[string]struct {
		start State
		cycle idp.Cycle
		since time.Time
		want  playbook.Status
		why   string
	}{
		"errors":          {Done, failed, time.Unix(1, 0), "", "ended with 1 errors"},
		"quarantined":     {Done, idp.Cycle{State: idp.CycleQuarantined}, time.Unix(1, 0), "", "quarantined"},
		"paused":          {Confirmed, idp.Cycle{State: idp.CyclePaused}, time.Unix(1, 0), "", "paused"},
		"sound":           {Done, sound, time.Unix(1, 0), playbook.DoneVerified, ""},
		"already started": {AlreadySet, sound, time.Time{}, "", "Okta (lab) may have sent this before"},
		"not ended":       {Done, idp.Cycle{State: idp.CycleIdle, Says: "it runs"}, time.Unix(1, 0), "", "it runs"},
		"not told":        {Done, idp.Cycle{State: idp.CycleUnknown}, time.Unix(1, 0), "", "doesn't report"},
		"confirmed":       {Confirmed, idp.Cycle{State: idp.CycleUnknown}, time.Unix(1, 0), playbook.DoneConfirmed, ""},
	} {
		s := begin(t, playbook.SelfHosted, "idp-tested", "idp-assigned")
		started := []Outcome{{Step: idp.StepUsers, State: Done}, {Step: idp.StepStart, State: c.start, Saw: "it runs"}}
		report := Report{Outcomes: started, Cycle: &c.cycle, Tenant: "Okta (lab)", Since: c.since}
		_, notes := recorder.Record(s, report)
		if got := s.Playbook.Steps["idp-started"].Status; got != c.want || (len(notes) == 0) != (c.want != "") ||
			!strings.Contains(strings.Join(notes, " "), c.why) || (report.CycleProblem() == "") != (c.why == "") {
			t.Errorf("%s: %q %q, %q", name, got, notes, report.CycleProblem())
		}
		check(t, s, map[playbook.StepID]playbook.Status{"idp-users-on": playbook.DoneVerified})
	}
}

func TestAssignedCountsOnceNothingIsLeft(t *testing.T) {
	ad := []migrate.Group{{Name: "Sales"}, {Name: "IT"}}
	tenant := []idp.Group{{ID: "1", Sent: "Sales"}, {ID: "2", Sent: "IT"}}
	s := begin(t, playbook.SelfHosted)
	if lines, notes := recorder.RecordAssigned(s, PlanAssignments(idp.App{}, ad, tenant, tenant[:1])); len(lines) != 0 ||
		len(notes) != 1 {
		t.Error(lines, notes)
	}
	if lines, notes := recorder.RecordAssigned(s, PlanAssignments(idp.App{}, ad, tenant, tenant)); len(lines) != 1 ||
		len(notes) != 0 {
		t.Error(lines, notes)
	}
	check(t, s, map[playbook.StepID]playbook.Status{"idp-assigned": playbook.DoneVerified})
}

// A tenant whose license doesn't include the log can't help it: that is no problem.
func TestProblemsOfADiagnosis(t *testing.T) {
	for id, want := range map[string]bool{idp.LogNotShown: false, "quarantine": true} {
		if got := (Report{Findings: []idp.Finding{{ID: id}}}).HasProblems(); got != want {
			t.Errorf("%s: %t", id, got)
		}
	}
}
