package operation

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"ad2scim/migrate/adsync"
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
