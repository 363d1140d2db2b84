//go:build unix

package main_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// syncResult writes a result file of sync find's script for a host with one task.
func syncResult(t *testing.T, file string, at time.Time, enabled bool) {
	t.Helper()
	state := map[bool]string{true: "ready", false: "disabled"}[enabled]
	text := fmt.Sprintf(
		`{"schema":"ad2scim.syncfind/v1","host":"SRV1","time":%q,"powershell":"5.1","elevated":true,"tasks":[{"enabled":%v,"state":%q,"last_run":"2020-01-01T11:00:00Z","next_run":"","last_result":0,"name":"Sync","path":"\\Dashlane\\Sync","account":"CORP\\svc","actions":[{"path":"powershell.exe","arguments":"-File C:\\x.ps1","folder":""}],"triggers":[{"type":2,"enabled":true,"repeat":"PT1H","lasts":"","days":1}],"files":["C:\\x.ps1"],"evidence":[]}],"processes":[],"services":[],"files":[{"path":"C:\\x.ps1","readable":true,"missing":false,"why":"","modified":"","evidence":[{"kind":"team-id","line":3,"excerpt":""},{"kind":"dashlane","line":1,"excerpt":""}]}],"trouble":[]}`,
		at.UTC().Format(time.RFC3339), enabled, state)
	write(t, file, text)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// watched returns a workspace with two lists to watch.
func watched(t *testing.T) (w walker, ad, scim string) {
	t.Helper()
	w = newWalker(t)
	ad, scim = filepath.Join(w.folder, "ad.csv"), filepath.Join(w.folder, "scim.csv")
	write(t, ad, "id,name\n1,Sales\n")
	write(t, scim, "id,name\n9,Sales\n")
	return w, ad, scim
}

func (w walker) watch(t *testing.T, want int, args ...string) string {
	t.Helper()
	cmd := w.command(append([]string{"watch"}, args...)...)
	var errOut strings.Builder
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() < 0 {
		t.Fatal(err)
	}
	if status := cmd.ProcessState.ExitCode(); status != want {
		t.Errorf("%q: status %d, want %d: %s%s", args, status, want, out, errOut.String())
	}
	return string(out)
}

// A new result without activity is no event. It becomes one when it is old.
func TestWatchReportsAnOldResult(t *testing.T) {
	t.Parallel()
	w, ad, scim := watched(t)
	result := filepath.Join(w.folder, "found.json")
	syncResult(t, result, time.Now().Add(-time.Hour), false)
	args := []string{"--once", "--ad", ad, "--scim", scim, "--result", result}
	if out := w.watch(t, 0, args...); out != "" {
		t.Errorf("%s", out)
	}
	syncResult(t, result, time.Now().Add(-25*time.Hour), false)
	if out := w.watch(t, 1, args...); !strings.Contains(out, `"event":"stale"`) {
		t.Errorf("%s", out)
	}
	w.watch(t, 0, append(args, "--interval", "48h")...)
	syncResult(t, result, time.Now().Add(time.Minute), false) // a clock that is slightly ahead
	w.watch(t, 0, append(args, "--all")...)
	syncResult(t, result, time.Now().Add(time.Hour), false)
	if out := w.watch(t, 2, args...); !strings.Contains(out, `"event":"unreachable"`) ||
		!strings.Contains(out, "a clock that is ahead") {
		t.Errorf("%s", out)
	}
}

// A log with an incomplete last line is reported up to that line, with its path.
func TestWatchReadsATornAuditLog(t *testing.T) {
	t.Parallel()
	w, ad, scim := watched(t)
	log := filepath.Join(w.folder, "audit.jsonl")
	event := fmt.Sprintf(`{"log_type":"user_group_created","date_time":%d,"properties":{"group_name":"After"}}`,
		time.Now().UnixMilli())
	args := []string{
		"--once", "--ad", ad, "--scim", scim, "--audit-log", log, "--since",
		time.Now().Add(-time.Hour).UTC().Format(time.RFC3339),
	}
	write(t, log, event+"\n"+event[:len(event)-1])
	if out := w.watch(t, 1, args...); !strings.Contains(out, `"ad":"After"`) ||
		!strings.Contains(out, `"event":"partial"`) || !strings.Contains(out, log) {
		t.Errorf("%s", out)
	}
	write(t, log, event+"\n"+"7\n")
	if out := w.watch(t, 2, args...); !strings.Contains(out, `"event":"unreachable"`) || !strings.Contains(out, log) {
		t.Errorf("%s", out)
	}
}

// The workspace knows when AD sync was stopped. Audit events before that are no sign of
// activity, and events while nothing was watching are.
func TestWatchBeginsWhereAdSyncWasStopped(t *testing.T) {
	t.Parallel()
	w, ad, scim := watched(t)
	result, log := filepath.Join(w.folder, "found.json"), filepath.Join(w.folder, "audit.jsonl")
	syncResult(t, result, time.Now(), false)
	if status, errOut := w.run(t, nil, "sync", "find", "--result", result); status != 1 {
		t.Fatal(status, errOut)
	}
	event := func(at time.Time, name string) string {
		return fmt.Sprintf(`{"log_type":"user_group_created","date_time":%d,"category":"groups","properties":{"group_name":%q}}`+"\n", at.UnixMilli(), name)
	}
	write(t, log, event(time.Now().Add(-time.Hour), "Before")+event(time.Now().Add(time.Minute), "After"))
	args := []string{"--once", "--ad", ad, "--scim", scim, "--audit-log", log}
	out := w.watch(t, 1, args...)
	if !strings.Contains(out, `"ad":"After"`) || strings.Contains(out, "Before") || !strings.Contains(out, "a hint") {
		t.Errorf("%s", out)
	}
	if out := w.watch(t, 0, args...); out != "" {
		t.Errorf("reported again: %s", out)
	}
	journal, err := os.ReadFile(filepath.Join(w.folder, "ws", "journal.ndjson"))
	if err != nil || strings.Count(string(journal), `"kind":"watch"`) != 1 {
		t.Errorf("%v: %s", err, journal)
	}
}

// A signal ends the watch normally, and the exit status is that of the last round.
func TestWatchEndsInOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		last string
		want int
	}{"well": {"Sales", 0}, "drifted": {"SALES", 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, ad, scim := watched(t)
			write(t, scim, "id,name\n9,sales\n")
			cmd := w.command("watch", "--interval", "1s", "--ad", ad, "--scim", scim)
			pipe, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(pipe)
			for i := range 2 {
				if !lines.Scan() {
					t.Fatal("it ended")
				}
				if i == 0 {
					next := filepath.Join(w.folder, "next.csv")
					write(t, next, "id,name\n9,"+c.last+"\n")
					if err := os.Rename(next, scim); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != c.want {
				t.Errorf("status %d, want %d", got, c.want)
			}
		})
	}
}

// An address that contains something like a key is refused before it is saved, and no file of
// the workspace has it.
func TestNoKeyOfAnAddressIsKept(t *testing.T) {
	t.Parallel()
	w, ad, _ := watched(t)
	for _, scim := range []string{"http://127.0.0.1:9/scim/2.0?key=QSECRET", "http://127.0.0.1:9/scim/2.0#QSECRET"} {
		for _, args := range [][]string{
			{"watch", "--once", "--ad", ad, "--scim", scim},
			{"diff", "--ad", ad, "--scim", scim},
			{"probe", "--scim", scim},
			{"watch", "--once", "--scim", ad, "--ad", strings.Replace(scim, "http", "ldaps", 1)},
		} {
			status, errOut := w.run(t, nil, args...)
			if status != 2 || strings.Contains(errOut, "QSECRET") || !strings.Contains(errOut, "eave out the ? or #") {
				t.Errorf("%q: %d %s", args, status, errOut)
			}
		}
	}
	err := filepath.WalkDir(w.folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if data, err := os.ReadFile(path); err != nil || strings.Contains(string(data), "QSECRET") {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
