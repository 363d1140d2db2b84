package operation

import (
	"errors"
	"testing"
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
