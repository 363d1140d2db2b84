package migration_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/report"
	"ad2scim/migrate/runtest"
)

// syncCase is one point of the axes: what is known of the script, of SCIM, and whether
// provisioning was started.
type syncCase struct {
	path         playbook.Path
	script, scim string // facts; empty: not known
	scimLater    bool   // the fact about SCIM is newer than the steps
	switchedOn   playbook.Status
	started      playbook.Status
}

// want answers in another way than the program: SCIM is on where the newest word on it
// says so, and a start is a word that it is on.
func (c syncCase) want() (on, both bool) {
	stepped := c.switchedOn == playbook.DoneConfirmed || c.started == playbook.DoneConfirmed ||
		c.started == playbook.DoneVerified
	switch {
	case c.scim == "" || stepped && !c.scimLater:
		on = stepped
	default:
		on = c.scim == doctor.On
	}
	return on, on && (c.script == "scheduled" || c.script == "running")
}

// state is the migration of that point.
func (c syncCase) state(t *testing.T) migration.State {
	t.Helper()
	at := time.Now().Add(-time.Hour).UTC()
	s := chosen(t, c.path, playbook.Okta)
	own := string(doctor.SCIMSelfHosted)
	if c.path == playbook.Confidential {
		own = string(doctor.SCIMConfidential)
	}
	s.Facts = map[string]migration.Fact{}
	if c.script != "" {
		s.Facts[string(doctor.ADSyncScript)] = migration.Fact{Value: c.script, Grade: evidence.Verified, Time: at}
	}
	if c.scim != "" {
		when := at.Add(-time.Minute)
		if c.scimLater {
			when = at.Add(time.Minute)
		}
		s.Facts[own] = migration.Fact{Value: c.scim, Grade: evidence.Confirmed, Time: when}
	}
	for id, status := range map[playbook.StepID]playbook.Status{
		playbook.StepSwitchOn:   c.switchedOn,
		playbook.StepIDPStarted: c.started,
	} {
		if status != "" {
			s.Playbook.Steps[id] = playbook.Record{Status: status, At: at, By: "kim"}
		}
	}
	return s
}

// status, the alarm, the doctor, sync resume and the report give one answer to whether
// SCIM is on and whether both syncs are live, at every point of the axes.
func TestOneAnswerToWhetherBothAreLive(t *testing.T) {
	t.Parallel()
	points, step := 0, 1
	if testing.Short() {
		step = 7
	}
	if runtest.Sample() {
		step = 31
	}
	for _, path := range playbook.Paths() {
		for _, script := range []string{"", "scheduled", "running", "disabled", "absent", "unknown"} {
			for _, scim := range []string{"", doctor.On, doctor.Off} {
				for _, later := range []bool{false, true} {
					for _, switched := range []playbook.Status{"", playbook.DoneConfirmed, playbook.Failed} {
						for _, started := range []playbook.Status{"", playbook.DoneConfirmed, playbook.DoneVerified, playbook.Failed} {
							if points++; points%step != 0 { // prime to the length of every axis
								continue
							}
							syncCase{path, script, scim, later, switched, started}.check(t)
						}
					}
				}
			}
		}
	}
	if points != 2*6*3*2*3*4 {
		t.Errorf("%d points", points)
	}
}

func (c syncCase) check(t *testing.T) {
	t.Helper()
	s := c.state(t)
	w, err := s.Runbook()
	if err != nil {
		t.Fatal(err)
	}
	context := s.Context(w)
	on, both := c.want()
	made, err := report.New(s, nil, time.Now(), "kim")
	if err != nil {
		t.Fatal(err)
	}
	known := doctor.Facts{}
	for k, f := range s.KnownFacts() {
		known[k] = f.Value
	}
	anyOn := known[doctor.SCIMConfidential] == doctor.On || known[doctor.SCIMSelfHosted] == doctor.On
	harm := slices.ContainsFunc(doctor.Diagnose(known), func(f doctor.Finding) bool {
		return f.ID == doctor.ADSyncScriptActive && f.Source == doctor.FromClient // said of both live alone
	})
	resumed := s.BothLive() // also said where both may be live
	for name, got := range map[string][2]bool{
		"the context": {len(context.SCIMOn()) > 0, context.BothLive()},
		"sync resume": {len(s.SCIMOn()) > 0, resumed != nil && resumed.What == "Both syncs are live"},
		"status":      {on, w.Progress(context).Alarm != ""}, "the report": {on, made.Alarm != ""},
		"the doctor": {anyOn, harm},
	} {
		if got != [2]bool{on, both} {
			t.Errorf("%s: %s says SCIM on %v, both live %v; want %v, %v", fmt.Sprintf("%+v", c), name, got[0], got[1], on, both)
		}
	}
	for _, f := range []doctor.Fact{doctor.SCIMConfidential, doctor.SCIMSelfHosted} {
		if k := s.KnownFacts()[f]; k.Grade == evidence.Verified {
			t.Errorf("%+v: %s is known as verified, and nobody checked it", c, f)
		}
	}
}
