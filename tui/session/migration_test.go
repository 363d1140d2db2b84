package session

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

func remembered(path playbook.Path, steps map[playbook.StepID]playbook.Record,
	facts map[string]migration.Fact,
) *Session {
	s := New(context.Background(), Config{})
	s.Update(WorkspaceLoaded{State: migration.State{Path: path, IdP: "okta", Facts: facts, Playbook: playbook.State{
		Steps: steps,
	}}})
	return s
}

func TestPipesSayWhatIsKnown(t *testing.T) {
	at := func(s playbook.Status) playbook.Record { return playbook.Record{Status: s, At: time.Now()} }
	said := func(v string) migration.Fact {
		return migration.Fact{Value: v, Grade: migration.GradeConfirmed, Time: time.Now()}
	}
	done, clock := playbook.DoneConfirmed, Clock(time.Now())
	for name, c := range map[string]struct {
		steps map[playbook.StepID]playbook.Record
		facts map[string]migration.Fact
		want  State
	}{
		"nothing": {},
		"stopped": {
			steps: map[playbook.StepID]playbook.Record{
				"script-stopped": at(playbook.DoneVerified),
				"ad-sync-off":    at(done),
			},
			want: State{Script: "disabled, verified " + clock, ADSync: "off, confirmed", ScriptLive: migration.ActivityStopped},
		},
		"disabled, and yet not stopped": {
			facts: map[string]migration.Fact{"ad_sync_script": said("disabled")},
			want:  State{Script: "disabled, confirmed " + clock, ScriptLive: migration.ActivityDisabled},
		},
		"the script wakes up": {
			steps: map[playbook.StepID]playbook.Record{"ad-sync-off": at(done)},
			facts: map[string]migration.Fact{"ad_sync_script": said("running")},
			want:  State{Script: "running, confirmed " + clock, ADSync: "off, confirmed", ScriptLive: migration.ActivityRunning},
		},
		"SCIM is on, nobody sends": {
			steps: map[playbook.StepID]playbook.Record{"switch-on": at(done)},
			want:  State{SCIM: "on, confirmed", SCIMLive: migration.ActivitySwitchedOn},
		},
		"SCIM runs": {
			steps: map[playbook.StepID]playbook.Record{
				"switch-on":   at(done),
				"idp-started": at(playbook.DoneVerified),
			},
			want: State{SCIM: "on, confirmed", SCIMLive: migration.ActivityRunning},
		},
		"neither SCIM": {
			facts: map[string]migration.Fact{"scim_confidential": said("off"), "scim_self_hosted": said("off")},
			want:  State{SCIM: "off, confirmed", SCIMLive: migration.ActivityStopped},
		},
	} {
		if got := remembered("self-hosted", c.steps, c.facts).State; got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Of a step and an answer the newer one counts, for the doctor as for the requirements.
func TestNewerFactCounts(t *testing.T) {
	early, late := time.Now().Add(-time.Hour), time.Now()
	step := func(at time.Time) map[playbook.StepID]playbook.Record {
		return map[playbook.StepID]playbook.Record{"script-stopped": {Status: playbook.DoneVerified, At: at}}
	}
	answer := func(at time.Time) map[string]migration.Fact {
		return map[string]migration.Fact{"ad_sync_script": {Value: "running", Grade: migration.GradeConfirmed, Time: at}}
	}
	if f := remembered("confidential", step(early), answer(late)).Facts[doctor.ADSyncScript]; f.Value != "running" {
		t.Errorf("a later answer gives %+v", f)
	}
	s := remembered("confidential", step(late), answer(early))
	if f := s.Facts[doctor.ADSyncScript]; f.Value != "disabled" || f.Grade != migration.GradeVerified {
		t.Errorf("a later check gives %+v", f)
	}
	if s.FactValues()[doctor.Path] != "confidential" {
		t.Error("the chosen path is no fact")
	}
}

// A change by another process is noticed without a key press.
func TestWatchSeesAnotherWriter(t *testing.T) { synctest.Test(t, watchSeesAnotherWriter) }

func watchSeesAnotherWriter(t *testing.T) {
	folder := Folder{t.TempDir()}
	s := New(t.Context(), Config{Workspace: folder})
	s.Update(s.Reload()())
	watch := s.watch()
	if _, err := folder.Update(func(st *migration.State) (store.Entry, error) {
		st.Path, st.IdP = "confidential", "entra"
		return store.Entry{Kind: "way", Text: "x"}, nil
	}); err != nil {
		t.Fatal(err)
	}
	s.Update(watch())
	if s.Runbook == nil || s.Runbook.IDP != playbook.Entra {
		t.Errorf("after another admin's change the path is %v", s.Runbook)
	}
	m, ok := s.watch()().(watched)
	if !ok || !m.unchanged {
		t.Errorf("without a change: %+v", m)
	}
}

// A read that began before a change was saved doesn't bring back the older state.
func TestAReadFromBeforeAChangeIsDropped(t *testing.T) {
	s := New(t.Context(), Config{Workspace: Folder{t.TempDir()}})
	s.Update(s.Reload()())
	older := s.Reload()()
	s.Update(s.save("path", func(st *migration.State) (store.Entry, error) {
		st.Path, st.IdP = "confidential", "entra"
		return store.Entry{Kind: "way", Text: "x"}, nil
	})())
	s.Update(older)
	if s.Runbook == nil || s.Runbook.IDP != playbook.Entra {
		t.Errorf("after an older read the path is %v", s.Runbook)
	}
	s.Update(s.Reload()())
	if s.Runbook == nil {
		t.Error("a newer read is dropped")
	}
}

func TestUnknownPathIsReported(t *testing.T) {
	s := remembered("sideways", nil, nil)
	if s.Runbook != nil || s.RunbookErr == nil {
		t.Errorf("walk %v, error %v", s.Runbook, s.RunbookErr)
	}
}
