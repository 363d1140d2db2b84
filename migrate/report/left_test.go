package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
)

// finished is a migration of which every step is done.
func finished(t *testing.T) migration.State {
	t.Helper()
	var s migration.State
	if _, err := s.Choose(playbook.SelfHosted, playbook.Entra, playbook.StepUpdate{}); err != nil {
		t.Fatal(err)
	}
	w, err := s.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	s.Playbook.Steps, s.Facts = map[playbook.StepID]playbook.Record{}, map[string]migration.Fact{}
	for _, step := range w.Steps {
		r := playbook.Record{Status: playbook.DoneConfirmed, At: at, By: "ann"}
		if step.Attest == "" {
			r.Status, r.Probe = playbook.DoneVerified, step.Check
		}
		s.Playbook.Steps[step.ID] = r
	}
	migrationtest.Connect(&s, migration.Comparison{Time: time.Now().UTC(), AD: "ad", SCIM: "scim", Exact: 3})
	return s
}

func made(t *testing.T, s migration.State) Report {
	t.Helper()
	r, err := New(s, nil, at, "ann")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const nothingLeft = "All steps are done."

func TestNothingRemains(t *testing.T) {
	r := made(t, finished(t))
	if r.Unfinished() || !strings.HasSuffix(r.Overview, nothingLeft) || r.Alarm != "" ||
		len(r.Contradicted)+len(r.Blockers()) > 0 ||
		len(r.Requirements) != 4 {
		t.Errorf("%q %+v", r.Overview, r.Requirements)
	}
	for name, write := range formats(r) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "Remaining work") || strings.Contains(b.String(), "ALARM") {
			t.Errorf("%s: %s", name, b.String())
		}
	}
}

// What someone overrode is open and told, and is nothing to do; nor is it that the
// comparison is old once all is done. What was taken back is locked again.
func TestOverriddenRequirementsAreReported(t *testing.T) {
	s := finished(t)
	s.Playbook.Steps["script-stopped"] = playbook.Record{Status: playbook.DoneConfirmed, At: at, By: "ann", Forced: true}
	s.Playbook.Forced = []playbook.Forced{{
		Step: "token", At: at, By: "ann", Reason: "r",
		Over: []string{"the AD sync script isn't verified as stopped"},
	}}
	s.Comparison.Time = time.Now().Add(-30 * 24 * time.Hour)
	if r := made(t, s); r.Unfinished() || !strings.HasSuffix(r.Overview, nothingLeft) || len(r.Blockers()) != 0 {
		t.Errorf("%s %+v", r.Overview, r.Blockers())
	}
	s.Playbook.Forced = nil
	s.Playbook.Steps["script-stopped"] = playbook.Record{Status: playbook.DoneConfirmed, At: at, By: "ann"}
	if r := made(t, s); !r.Unfinished() || !strings.HasSuffix(r.Overview,
		"A requirement isn't met: the AD sync script isn't verified as stopped.") {
		t.Error(r.Overview)
	} else {
		for name, write := range formats(r) { // what is shut is told, and there is no more to list
			var b bytes.Buffer
			if err := write(&b); err != nil || strings.Contains(b.String(), "Remaining work") {
				t.Errorf("%s: %v %s", name, err, b.String())
			}
		}
	}
}

// What was seen and compared for the cut-over grows old without a thing to do.
func TestFinishedMigrationExpires(t *testing.T) {
	s := finished(t)
	old := time.Now().UTC().Add(-8 * 24 * time.Hour)
	for id, r := range s.Playbook.Steps {
		r.At = old
		s.Playbook.Steps[id] = r
	}
	s.Comparison.Time = old
	if r := made(t, s); r.Unfinished() || !strings.HasSuffix(r.Overview, nothingLeft) || len(r.Blockers()) != 0 {
		t.Errorf("%s %+v", r.Overview, r.Blockers())
	}
	delete(s.Playbook.Steps, "idp-started")
	if r := made(t, s); len(r.Blockers()) != 2 {
		t.Errorf("with a step left that they keep shut: %+v", r.Blockers())
	}
}

// A group that is not exact is left, though each step is done.
func TestOpenGroupRemains(t *testing.T) {
	s := finished(t)
	s.Comparison.ADOnly, s.Comparison.Open = 1, []migration.OpenGroup{{Status: "ad-only", AD: "Sales"}}
	if r := made(t, s); strings.Contains(r.Overview, nothingLeft) || !r.Unfinished() {
		t.Error(r.Overview)
	}
}

// What is known against a step that is done is told in every format, with the
// interlock that it shuts; and what cannot wait is told first.
func TestContradictedStepRemains(t *testing.T) {
	s := finished(t)
	later := at.Add(time.Hour)
	s.Facts["ad_sync"] = migration.Fact{Value: "full", Grade: migration.GradeConfirmed, Time: later, Source: "eve"}
	r := made(t, s)
	if len(r.Contradicted) != 1 || r.Contradicted[0].ID != "ad-sync-off" || len(r.Remaining) != 0 || r.Alarm != "" {
		t.Errorf("%+v", r.Contradicted)
	}
	wants := []string{"ad_sync is full", "AD sync is still on"}
	tellsAll(t, r, wants...)

	s.Facts["ad_sync_script"] = migration.Fact{
		Value: "scheduled", Grade: migration.GradeVerified, Time: later,
		Source: "sync-find",
	}
	r = made(t, s)
	if !strings.HasPrefix(r.Overview, "ALARM: Both syncs are live") {
		t.Error(r.Overview)
	}
	tellsAll(t, r, append(wants, "Both syncs are live", "ad_sync_script is scheduled")...)
	for name, write := range formats(r) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), "Both syncs are live"); n > 1 && (name == "html" || name == "markdown") {
			t.Errorf("%s tells the alarm %d times", name, n)
		}
		if alarm, title := strings.Index(b.String(), "Both syncs are live"), strings.Index(b.String(), r.Title); alarm < 0 ||
			alarm > title {
			t.Errorf("%s: the alarm is not first: %d, %d", name, alarm, title)
		}
	}
}

func tellsAll(t *testing.T, r Report, wants ...string) {
	t.Helper()
	if strings.Contains(r.Overview, nothingLeft) {
		t.Error(r.Overview)
	}
	all := formats(r)
	all["json"] = func(b *bytes.Buffer) error { return r.WriteJSON(b) }
	for name, write := range all {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(b.String(), `\_`, "_")
		if name == "json" {
			var got Report
			if err := json.Unmarshal(b.Bytes(), &got); err != nil || len(got.Contradicted) == 0 || len(got.Blockers()) == 0 {
				t.Errorf("%v %+v", err, got)
			}
			text = strings.Split(text, `"evidence"`)[0]
		}
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q: %s", name, want, text)
			}
		}
	}
}
