//go:build unix

package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/adsync"
)

// hostileTasks are task paths that try to become code or to hide.
var hostileTasks = []string{
	`\it's "quoted"`, "\\back`tick", `\$(touch ran)`, "\\line\r\nRemove-Item x", "\\\u202egnp.exe", "\\zero\u200bwidth",
	"\\‘; calc; ‘", `\--yes`, "\\\x1b[31mred", "\\end\u0085",
}

// Over WinRM, every hostile task is shown, found, disabled and resumed under exactly its path,
// also by name, and none is executed. PowerShell isn't available here; it would receive only
// data, which adsync's tests check against a grammar of the language.
func TestSyncHostileTasksOverWinRM(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV\u202e1", hostileTasks...)
	out, _ := w.sync(t, 1, "find")
	for _, want := range []string{"‹U+202E›", "‹U+200B›", "‹U+000D›", "‹U+001B›", "$(touch ran)", "back`tick"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not shown: %s", want, out)
		}
	}
	var f struct {
		Candidates []struct{ Task struct{ Path string } }
	}
	cmd := w.command("find", "--format", "json")
	text, _ := cmd.Output() // the exit status is 1
	parse(t, string(text), &f)
	var paths []string
	for _, c := range f.Candidates {
		paths = append(paths, c.Task.Path)
	}
	slices.Sort(paths)
	if want := slices.Sorted(slices.Values(hostileTasks)); !slices.Equal(paths, want) {
		t.Errorf("got  %q\nwant %q", paths, want)
	}
	for i, path := range hostileTasks {
		if out, _ := w.sync(t, 0, "stop", "--yes", "--task="+path); strings.Count(out, "\n") != 2 || w.Enabled(path) ||
			w.Changes() != i+1 {
			t.Errorf("%q: enabled %v, %d changes: %s", path, w.Enabled(path), w.Changes(), out)
		}
	}
	w.sync(t, 1, "verify")
	w.sync(t, 0, "resume", "--yes")
	for _, path := range hostileTasks {
		if !w.Enabled(path) {
			t.Errorf("%q is not brought back", path)
		}
	}
	w.secretsOnDisk(t)
}

// With a script and its result file, the script has the paths as ASCII data, and the result is
// shown and saved with the same paths. A token in the result is never shown.
func TestSyncHostileTasksByFile(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV\u202e1", hostileTasks...)
	w.flags = nil
	folder := t.TempDir()
	file := func(name string) string { return filepath.Join(folder, name) }
	// made runs a script of the program on the host. The arguments are the defaults of the
	// file's parameter.
	made := func(name, out string) string {
		t.Helper()
		text, err := os.ReadFile(file(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range text {
			if b > '~' || b < ' ' && b != '\r' && b != '\n' {
				t.Fatalf("%s holds the byte %#x", name, b)
			}
		}
		_, args, _ := strings.Cut(string(text), "param([string]$Arguments = '")
		args, _, _ = strings.Cut(args, "'")
		if err := os.WriteFile(file(out), []byte(w.Run(string(text), args)), 0o600); err != nil {
			t.Fatal(err)
		}
		return "--result=" + file(out)
	}
	w.sync(t, 0, "script", "--out", file("find.ps1"))
	if out, _ := w.sync(t, 1, "find", made("find.ps1", "found.json")); !strings.Contains(out, "‹U+202E›") ||
		!strings.Contains(out, "***") {
		t.Error(out)
	}
	for _, action := range []string{"stop", "resume"} {
		args := []string{"--action", action, "--out", file(action + ".ps1")}
		for _, path := range hostileTasks {
			args = append(args, "--task="+path)
		}
		w.sync(t, 0, "script", args...)
		out, _ := w.sync(t, 0, action, made(action+".ps1", action+".json"))
		if strings.Count(out, "\n") != len(hostileTasks) || strings.Contains(out, "touch ran)\n") {
			t.Error(out)
		}
		_, m := w.remembered(t)
		for _, path := range hostileTasks {
			if w.Enabled(path) != (action == "resume") || slices.Contains(m.Stopped,
				adsync.TaskKey{Host: w.Name, Path: path}) != (action == "stop") {
				t.Errorf("%s: %q: enabled %v, %+v", action, path, w.Enabled(path), m.Stopped)
			}
		}
		w.stands(t, map[string]string{"stop": "disabled", "resume": "scheduled"}[action],
			map[string]string{"stop": "done-verified", "resume": "failed"}[action])
	}
	w.secretsOnDisk(t)
}

// A result file about one task doesn't count for other enabled tasks, and an old file doesn't
// replace a newer scan.
func TestSyncResultOfSomeTasksOnly(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	w := startWindows(t, "SRV1", `\Dashlane\A`, `\Dashlane\B`)
	w.sync(t, 1, "find")
	w.stands(t, "scheduled", "")
	flags := w.flags
	w.flags = nil
	result := filepath.Join(t.TempDir(), "stop.json")
	write := func(at time.Time, path string) string {
		standing := map[string]any{"enabled": true, "state": "ready", "last_run": "", "next_run": "", "last_result": 0}
		after := map[string]any{"enabled": false, "state": "disabled", "last_run": "", "next_run": "", "last_result": 0}
		text, err := json.Marshal(map[string]any{
			"schema": "ad2scim.syncchange/v1", "host": "SRV1",
			"time": at.UTC().Format(time.RFC3339), "action": "stop",
			"tasks": []any{map[string]any{"path": path, "done": true, "before": standing, "after": after}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(result, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return "--result=" + result
	}
	w.sync(t, 0, "stop", write(time.Now().Add(4*time.Minute), `\Dashlane\A`))
	w.stands(t, "scheduled", "")
	if _, errOut := w.sync(t, 0, "stop", write(time.Now().Add(-time.Hour), `\Dashlane\B`)); !strings.Contains(errOut,
		"older than the last scan") {
		t.Error(errOut)
	}
	w.stands(t, "scheduled", "")
	w.sync(t, 0, "stop", write(time.Now().Add(4*time.Minute), `\Dashlane\A`))
	w.stands(t, "scheduled", "")
	w.sync(t, 0, "stop", write(time.Now().Add(4*time.Minute), `\Dashlane\B`))
	w.stands(t, "disabled", "done-verified")
	w.flags = flags
	w.sync(t, 1, "verify")
	w.stands(t, "scheduled", "failed")
}

// This computer has no PowerShell, and the program says so.
func TestSyncSaysThatThereIsNoPowerShell(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"find", "stop", "verify", "resume"} {
		out, err := exec.Command(program, "sync", action, "--local", "--workspace", t.TempDir()).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "does not run Windows") {
			t.Errorf("%s: %v: %s", action, err, out)
		}
	}
}
