package operation

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Each action needs its tasks, and a script that finds takes none.
func TestSyncScriptArguments(t *testing.T) {
	t.Parallel()
	tasks := []string{`\Dashlane\Sync`}
	for name, c := range map[string]struct {
		request SyncScriptRequest
		wrong   bool
		unused  bool
	}{
		"find":               {SyncScriptRequest{Action: SyncFind}, false, false},
		"find on a host":     {SyncScriptRequest{Action: SyncFind, Host: "W1"}, false, false},
		"find a task":        {SyncScriptRequest{Action: SyncFind, Tasks: tasks}, true, true},
		"find and end":       {SyncScriptRequest{Action: SyncFind, EndRunning: true}, true, true},
		"stop":               {SyncScriptRequest{Action: SyncStop, Tasks: tasks, EndRunning: true}, false, false},
		"stop nothing":       {SyncScriptRequest{Action: SyncStop}, true, false},
		"stop all of a host": {SyncScriptRequest{Action: SyncStop, Host: "W1"}, true, false},
		"resume":             {SyncScriptRequest{Action: SyncResume, Tasks: tasks}, false, false},
		"resume a host":      {SyncScriptRequest{Action: SyncResume, Host: "W1"}, false, false},
		"resume nothing":     {SyncScriptRequest{Action: SyncResume}, true, false},
	} {
		err := c.request.checkArguments()
		wrong, is := errors.AsType[*ScriptArgumentError](err)
		if is != c.wrong || is && (wrong.Unused != c.unused || wrong.Action != c.request.Action) || !is && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := (&Service{Dir: t.TempDir()}).SyncScript(SyncScriptRequest{Action: SyncStop}); err == nil {
		t.Error("a script to stop nothing was written")
	}
}

// The tasks chosen on several hosts get one script per host. In one for all of them, the task
// \Sync, chosen on SRV1 alone, would be disabled on SRV2, too.
func TestScriptsByHandKeepHostsApart(t *testing.T) {
	t.Parallel()
	both := []adsync.Before{{Path: `\Sync`}, {Path: `\Groups`}}
	work := SyncWork{Action: SyncStop, ByHand: []adsync.Intent{
		{Action: SyncStop, Host: "SRV1.corp.example.com", Tasks: both},
		{Action: SyncStop, Host: "SRV2", Tasks: both},
		{Action: SyncStop, Host: "SRV3", Tasks: both},
	}}
	chosen := map[SyncTaskKey]bool{
		{Host: "SRV1.corp.example.com", Path: `\Sync`}: true, {Host: "SRV1.corp.example.com", Path: `\Groups`}: true,
		{Host: "SRV2", Path: `\Groups`}: true,
	}
	got := ScriptsByHand(work, func(k SyncTaskKey) bool { return chosen[k] }, true)
	want := []SyncScriptRequest{
		{Action: SyncStop, Tasks: []string{`\Sync`, `\Groups`}, EndRunning: true, Host: "SRV1.corp.example.com"},
		{Action: SyncStop, Tasks: []string{`\Groups`}, EndRunning: true, Host: "SRV2"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	for _, r := range got {
		text, _, err := (&Service{Dir: t.TempDir()}).SyncScript(r)
		if err != nil || !strings.Contains(string(text), "these scheduled tasks on "+r.Host+",") ||
			!strings.Contains(string(text), `-File .\stop-`+r.Host+`.ps1 -Out stop-`+r.Host+".json") {
			t.Errorf("%s: %v: %.300s", r.Host, err, text)
		}
	}
}

// While SCIM is on, AD sync is resumed only for a reason, by a script too; what is refused asks no
// host and writes nothing.
func TestResumeBesideSCIMNeedsAReason(t *testing.T) {
	t.Parallel()
	s := withSCIMOn(t)
	asked := false
	s.HostsOf = func(Targets) ([]adsync.Host, error) { asked = true; return nil, nil }
	_, err := s.ResumeSync(t.Context(), SyncRequest{Hosts: HostInput{Targets: Targets{Names: []string{"SRV1"}}}}, nil,
		unattended{}, func(SyncResult) {}, nil)
	if migrate.ClassOf(err) != migrate.BadInput || asked {
		t.Errorf("hosts were asked: %t, %v", asked, err)
	}
	for force, want := range map[string]string{"": "SCIM is on", "a test": ""} {
		_, _, err := s.SyncScript(SyncScriptRequest{Action: SyncResume, Tasks: []string{`\Sync`}, Force: force})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("forced by %q: %v", force, err)
		}
	}
	if _, _, err := s.SyncScript(SyncScriptRequest{Action: SyncResume, Host: "SRV1", Force: "a test"}); err == nil ||
		!strings.Contains(err.Error(), "nothing to resume") {
		t.Errorf("a script to resume nothing: %v", err)
	}
}

// A script is recorded only in a workspace that exists, and only if it changes something.
func TestWhichScriptsAreRecorded(t *testing.T) {
	t.Parallel()
	for action, want := range map[SyncAction]int{SyncFind: 0, SyncStop: 1} {
		request := SyncScriptRequest{Action: action}
		if action == SyncStop {
			request.Tasks = []string{`\Sync`}
		}
		s := withSCIMOn(t)
		before, err := s.Journal()
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.SyncScript(request); err != nil {
			t.Fatal(err)
		}
		if after, err := s.Journal(); err != nil || len(after) != len(before)+want {
			t.Errorf("%s: %d lines more, %v", action, len(after)-len(before), err)
		}
		none := filepath.Join(t.TempDir(), "none")
		if _, _, err := (&Service{Dir: none}).SyncScript(request); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(none); err == nil {
			t.Errorf("%s: a workspace was made for the script", action)
		}
	}
}

// withSCIMOn is a service with a workspace in which SCIM is on.
func withSCIMOn(t *testing.T) *Service {
	t.Helper()
	s := &Service{Dir: t.TempDir()}
	if err := s.write(func(w *migration.Workspace) error {
		return w.Update(func(state *migration.State) error {
			state.Path, state.IdP = playbook.SelfHosted, playbook.Okta
			state.Facts = map[string]migration.Fact{
				string(doctor.SCIMSelfHosted): {Value: doctor.On, Grade: migration.GradeVerified, Time: time.Now().UTC()},
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// The results of scripts are recorded each once. Only one that is new shows from when a scan can be
// certain, and which tasks weren't changed; only AD sync that was resumed beside SCIM is a danger.
func TestResultsOfScriptsByHand(t *testing.T) {
	t.Parallel()
	s := withSCIMOn(t)
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	change := func(action SyncAction, after time.Duration, done bool) *SyncChange {
		enabled := (action == SyncResume) == done
		return &SyncChange{
			Action: string(action), Host: "SRV1", Time: adsync.Moment{Time: at.Add(after)},
			Tasks: []adsync.TaskChange{{
				Path: `\Sync`, Done: done, Before: &adsync.Standing{Enabled: !enabled}, After: &adsync.Standing{Enabled: enabled},
			}},
		}
	}
	refused, stop := change(SyncStop, 0, false), change(SyncStop, time.Minute, true)
	first, both, err := s.recordByHand([]*SyncChange{refused})
	if err != nil || both != nil {
		t.Fatal(both, err)
	}
	all, both, err := s.recordByHand([]*SyncChange{refused, stop, stop, change(SyncStop, time.Second, true)})
	if err != nil || both != nil {
		t.Fatal(both, err)
	}
	all = append(first, all...)
	for i, want := range []NotedByHand{
		{Incomplete: errors.New("the first")}, {Heard: true}, {CertainAt: at}, {Heard: true}, {Outdated: true},
	} {
		got := all[i]
		if got.Heard != want.Heard || got.Outdated != want.Outdated || (got.Incomplete != nil) != (want.Incomplete != nil) ||
			i > 0 && got.CertainAt.IsZero() != want.CertainAt.IsZero() {
			t.Errorf("%d: %+v, want %+v", i, got, want)
		}
	}
	for i, done := range []bool{false, true} {
		all, both, err = s.recordByHand([]*SyncChange{change(SyncResume, time.Duration(2+i)*time.Minute, done)})
		if err != nil || (both != nil) != done || !all[0].CertainAt.IsZero() {
			t.Errorf("resumed: %t, %+v, %v, %v", done, all, both, err)
		}
	}
	resumed, again := change(SyncResume, 4*time.Minute, true), change(SyncStop, 5*time.Minute, true)
	if all, both, err = s.recordByHand([]*SyncChange{resumed, again}); err != nil || both != nil || len(all) != 2 {
		t.Errorf("resumed, then stopped: %+v, %v, %v", all, both, err)
	}
}
