//go:build unix

package main_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func taskOf(enabled bool, last time.Time) map[string]any {
	state := "disabled"
	if enabled {
		state = "ready"
	}
	return map[string]any{
		"enabled": enabled, "state": state, "last_run": last.Format(time.RFC3339), "next_run": "",
		"last_result": 0,
	}
}

// scanResult is a result of ad2scim sync script with a task that runs every minute.
func scanResult(at time.Time, enabled bool, last time.Time) map[string]any {
	const script = `C:\x.ps1`
	task := taskOf(enabled, last)
	task["name"], task["path"], task["account"] = "Sync", `\Dashlane\Sync`, `CORP\svc`
	task["actions"] = []any{map[string]any{"path": "powershell.exe", "arguments": "-File " + script, "folder": ""}}
	task["triggers"] = []any{map[string]any{"type": 2, "enabled": true, "repeat": "PT1M", "lasts": "", "days": 1}}
	task["files"], task["evidence"] = []any{script}, []any{}
	file := map[string]any{
		"path": script, "readable": true, "missing": false, "why": "", "modified": "",
		"evidence": []any{
			map[string]any{"kind": "team-id", "line": 3, "excerpt": ""},
			map[string]any{"kind": "dashlane", "line": 1, "excerpt": ""},
		},
	}
	return map[string]any{
		"schema": "ad2scim.syncfind/v1", "host": "SRV1", "time": at.Format(time.RFC3339),
		"powershell": "5.1", "elevated": true,
		"tasks": []any{task}, "processes": []any{}, "services": []any{}, "files": []any{file}, "trouble": []any{},
	}
}

// stopResult is a result of the script that has disabled the task.
func stopResult(at, last time.Time) map[string]any {
	return map[string]any{
		"schema": "ad2scim.syncchange/v1", "host": "SRV1", "time": at.Format(time.RFC3339),
		"action": "stop", "trouble": []any{},
		"tasks": []any{map[string]any{
			"path": `\Dashlane\Sync`, "done": true, "ended": false, "why": "",
			"before": taskOf(true, last), "after": taskOf(false, last),
		}},
	}
}

// file writes a result file and returns its path.
func (w walker) file(t *testing.T, result map[string]any) string {
	t.Helper()
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.CreateTemp(w.folder, "result-*.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// set changes the recorded steps in the workspace.
func (w walker) set(t *testing.T, change func(steps map[string]any)) {
	t.Helper()
	path := filepath.Join(w.folder, "ws", "migration.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	change(state["playbook"].(map[string]any)["steps"].(map[string]any))
	if text, err = json.Marshal(state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

var stampOfFile = regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// age moves all times in the workspace back.
func (w walker) age(t *testing.T, by time.Duration) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.folder, "ws"), func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || d.IsDir() || ext != ".json" && ext != ".ndjson" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, stampOfFile.ReplaceAllFunc(text, func(old []byte) []byte {
			at, err := time.Parse(time.RFC3339Nano, string(old))
			if err != nil {
				return old
			}
			return []byte(at.Add(-by).Format(time.RFC3339Nano))
		}), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every path from the first step to the report, by doing and verifying each step without
// overrides. A week later nothing is left to do.
func TestWalkEveryPathWithoutOverrides(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for _, path := range []string{"self-hosted", "confidential"} {
		for _, idp := range []string{"entra", "okta", "jumpcloud", "pingone", "other"} {
			t.Run(path+" "+idp, func(t *testing.T) {
				t.Parallel()
				w := newWalker(t)
				w.must(t, 0, "steps", "choose", "--path", path, "--idp", idp)
				w.walkWithoutOverrides(t)
				w.age(t, 8*24*time.Hour)
				w.must(t, 0, "status")
				file := filepath.Join(w.folder, "after.md")
				w.must(t, 0, "report", "--format", "markdown", "--out", file)
				text, err := os.ReadFile(file)
				if err != nil || !strings.Contains(string(text), "All steps are done.") || strings.Contains(string(text),
					"What is left") || strings.Contains(string(text), "Requirements that aren't met") {
					t.Errorf("%v: a week later: %.900s", err, text)
				}
			})
		}
	}
}

func (w walker) must(t *testing.T, want int, args ...string) {
	t.Helper()
	if status, errOut := w.run(t, nil, args...); status != want {
		t.Fatalf("%q: exit status %d: %s", args, status, errOut)
	}
}

func (w walker) walkWithoutOverrides(t *testing.T) {
	list := func(name, groups string) string {
		path := filepath.Join(w.folder, name)
		if err := os.WriteFile(path, []byte("id,name\n"+groups), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ad, sent := list("ad.csv", "1,Sales\n2,Ops\n"), list("sent.csv", "8,Sales\n9,Ops\n")
	w.must(t, 0, "connect", "--ad", ad, "--scim", sent, "--quiet")
	diff := func() { w.must(t, 0, "diff", "--ad", ad, "--scim", sent, "--quiet") }
	ago := func(minutes int) time.Time { return time.Now().UTC().Add(time.Duration(-minutes) * time.Minute) }
	var book stepsJSON
	w.run(t, &book, "steps", "--format", "json")
	typed := map[string]string{}
	for _, s := range book.Steps {
		if s.Confirm != nil {
			typed[s.ID] = s.Confirm.Type
		}
	}
	last, before := ago(21), ""
	for range len(book.Steps) + 1 {
		var now statusJSON
		status, _ := w.run(t, &now, "status", "--format", "json")
		if now.Next == nil {
			if status != 0 || len(now.Forced) > 0 {
				t.Fatalf("at the end: exit status %d, forced %v", status, now.Forced)
			}
			return
		}
		id := now.Next.ID
		if id == before {
			t.Fatalf("%s is done, and still the next", id)
		}
		before = id
		done := []string{"steps", "done", id}
		check := []string{"steps", "check", id}
		if words := typed[id]; words != "" {
			done = append(done, "--type", words)
		}
		switch id {
		case "names-saved", "idp-started":
			diff()
			w.must(t, 0, done...)
		case "names-exact":
			diff()
			w.must(t, 0, check...)
		case "script-found":
			w.must(t, 1, "sync", "find", "--result", w.file(t, scanResult(ago(20), true, last)))
			w.must(t, 0, check...)
		case "script-disabled":
			w.must(t, 0, "sync", "stop", "--result", w.file(t, stopResult(ago(19), last)))
			w.run(t, nil, "sync", "find", "--result", w.file(t, scanResult(ago(18), false, last)))
			w.must(t, 0, done...)
		case "script-stopped":
			w.age(t, 10*time.Minute)
			w.must(t, 0, "sync", "verify", "--result", w.file(t, scanResult(ago(1), false, last.Add(-10*time.Minute))))
		case "watched":
			w.age(t, 7*24*time.Hour+time.Minute)
			w.must(t, 0, done...)
		case "report":
			w.must(t, 0, "report", "--format", "html", "--out", filepath.Join(w.folder, "report.html"))
			w.must(t, 0, check...)
		default:
			w.must(t, 0, done...)
		}
	}
	t.Fatal("the walk doesn't end")
}

// A certain result that is a week old meets no requirement, and the output says so.
func TestCheckOfTheScriptByAnOldResult(t *testing.T) {
	t.Parallel()
	w := withState(t, nil)
	at := time.Now().UTC().Add(-20 * time.Minute)
	last := at.Add(-time.Minute)
	w.must(t, 1, "sync", "find", "--result", w.file(t, scanResult(at, true, last)))
	w.must(t, 0, "sync", "stop", "--result", w.file(t, stopResult(at.Add(time.Minute), last)))
	verify := func(at time.Time, shut bool) {
		t.Helper()
		status, errOut := w.run(t, nil, "sync", "verify", "--result", w.file(t, scanResult(at, false, last)))
		if status != 0 || strings.Contains(errOut, "script-stopped isn't met") != shut {
			t.Errorf("%d %s", status, errOut)
		}
	}
	w.age(t, 10*time.Minute)
	last = last.Add(-10 * time.Minute)
	verify(time.Now().UTC().Add(-time.Minute), false)
	const week = 8 * 24 * time.Hour
	w.age(t, week)
	last = last.Add(-week)
	verify(time.Now().UTC().Add(-week), true)
}
