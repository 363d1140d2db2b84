//go:build unix

package main_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"ad2scim/migrate/scim/scimmytest"
)

type doctorJSON struct {
	Facts   map[string]string
	Origins []struct{ Fact, Value, Grade, Source string }
}

const dashlaneTestKey = "DLP_0123456789"

// The doctor checks what it can: SSO at Dashlane, the SCIM endpoint, and the script's result
// file. Verified facts count more than given ones.
func TestDoctorChecks(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	// Dashlane's service isn't available to tests. This server answers with the fields from the
	// documentation of the public API.
	var team atomic.Value
	team.Store(`{"data":{"sso":{"enabled":false,"domains":["corp.example.com"]}}}`)
	dashlane := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+dashlaneTestKey {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Write([]byte(team.Load().(string)))
	}))
	defer dashlane.Close()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("<title>Dashlane</title>"))
	}))
	defer service.Close()
	scim := scimmytest.Start(t)
	folder := t.TempDir()
	result, audit := filepath.Join(folder, "found.json"), filepath.Join(folder, "audit.jsonl")
	for file, text := range map[string]string{
		result: scheduledScript,
		audit:  `{"log_type":"user_group_created","date_time":1795000000000,"properties":{"group_name":"Sales"}}` + "\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(want int, args ...string) (r doctorJSON, notes string) {
		t.Helper()
		if !slices.Contains(args, "--workspace") {
			args = append([]string{"--workspace", filepath.Join(folder, "ws")}, args...)
		}
		cmd := exec.Command(program, append([]string{"doctor", "--format", "json"}, args...)...)
		cmd.Env = append(os.Environ(), "AD2SCIM_DASHLANE_URL="+dashlane.URL, "AD2SCIM_DASHLANE_KEY="+dashlaneTestKey,
			"AD2SCIM_SCIM_TOKEN="+scim.Token)
		var errOut strings.Builder
		cmd.Stderr = &errOut
		out, _ := cmd.Output() // the status is checked below
		if status := cmd.ProcessState.ExitCode(); status != want {
			t.Fatalf("%q: exit status %d: %s%s", args, status, out, errOut.String())
		}
		noSecret(t, []string{dashlaneTestKey, scim.Token}, string(out), errOut.String())
		if want < 2 {
			if err := json.Unmarshal(out, &r); err != nil {
				t.Fatal(err)
			}
		}
		return r, errOut.String()
	}
	grade := func(r doctorJSON, fact string) string {
		i := slices.IndexFunc(r.Origins, func(o struct{ Fact, Value, Grade, Source string }) bool { return o.Fact == fact })
		if i < 0 {
			return ""
		}
		return r.Origins[i].Value + " " + r.Origins[i].Grade
	}

	all := []string{
		"--fact", "path=self-hosted", "--fact", "sso=on", "--scim", scim.URL, "--result", result,
		"--encryption-service", service.URL,
		"--audit-log", audit, "--since", "2026-11-01T00:00:00Z", "--save",
	}
	r, notes := run(1, all...)
	for fact, want := range map[string]string{
		"sso": "off verified", "scim_self_hosted": "on verified",
		"ad_sync_script": "scheduled verified", "path": "self-hosted attested",
	} {
		if got := grade(r, fact); got != want || r.Facts[fact] != strings.Fields(want)[0] {
			t.Errorf("%s is %q (%s), want %q\n%s", fact, got, r.Facts[fact], want, notes)
		}
	}
	for _, want := range []string{
		"the first is used, not on", "the encryption service answers",
		"accepts the token and looks like the path self-hosted", "1 group event after",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in\n%s", want, notes)
		}
	}

	// The facts are saved with their grades and without secrets.
	if r, _ := run(1); grade(r, "sso") != "off verified" || grade(r, "ad_sync_script") != "scheduled verified" {
		t.Errorf("%+v", r.Origins)
	}
	state, err := os.ReadFile(filepath.Join(folder, "ws", "migration.json"))
	if err != nil {
		t.Fatal(err)
	}
	noSecret(t, []string{dashlaneTestKey, scim.Token}, string(state))

	// An endpoint that doesn't match the path, or whose path is unknown, says nothing about its
	// SCIM. SSO that isn't enabled may still be configured.
	r, notes = run(1, "--workspace", filepath.Join(folder, "other"), "--fact", "path=confidential", "--fact",
		"sso=configured", "--scim", scim.URL)
	if grade(r, "scim_confidential") != "" || grade(r, "scim_self_hosted") != "" ||
		!strings.Contains(notes, "looks like the path self-hosted") || !strings.Contains(notes, "not like confidential") {
		t.Errorf("%+v\n%s", r.Origins, notes)
	}
	if grade(r, "sso") != "configured attested" || !strings.Contains(notes,
		"reports 1 domain for SSO, so it may be configured") {
		t.Errorf("%+v\n%s", r.Origins, notes)
	}
	r, notes = run(1, "--workspace", filepath.Join(folder, "other"), "--scim", scim.URL)
	if grade(r, "scim_self_hosted") != "" || !strings.Contains(notes, "set the path with --fact path") {
		t.Errorf("%+v\n%s", r.Origins, notes)
	}

	// What can't be checked is reported and sets no fact.
	team.Store(`{"data":{}}`)
	scim.Stop()
	r, notes = run(1, "--workspace", filepath.Join(folder, "other"), "--look", "--fact", "path=self-hosted", "--scim",
		scim.URL)
	if grade(r, "sso") != "" || grade(r, "scim_self_hosted") != "" ||
		!strings.Contains(notes, "SSO couldn't be checked") ||
		!strings.Contains(notes, "whether SCIM is on couldn't be checked") {
		t.Errorf("%+v\n%s", r.Origins, notes)
	}
	run(2, "--audit-log", audit, "--workspace", filepath.Join(folder, "other"))
	run(2, "--result", audit)
}

// scheduledScript is a result file of sync script with an enabled task.
const scheduledScript = `{"schema":"ad2scim.syncfind/v1","host":"SRV1","time":"2026-11-20T12:00:00Z","powershell":"5.1","elevated":true,"tasks":[{"enabled":true,"state":"ready","last_run":"2026-11-20T11:00:00Z","next_run":"","last_result":0,"name":"Sync","path":"\\Dashlane\\Sync","account":"CORP\\svc","actions":[{"path":"powershell.exe","arguments":"-File C:\\x.ps1 ***","folder":""}],"triggers":[{"type":2,"enabled":true,"repeat":"PT1H","lasts":"","days":1}],"files":["C:\\x.ps1"],"evidence":[]}],"processes":[],"services":[],"files":[{"path":"C:\\x.ps1","readable":true,"missing":false,"why":"","modified":"","evidence":[{"kind":"team-id","line":3,"excerpt":"hush"},{"kind":"dashlane","line":1,"excerpt":"hush"}]}],"trouble":[]}`
