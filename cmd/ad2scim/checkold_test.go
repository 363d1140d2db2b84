//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// withState returns a walker whose workspace has this state besides the path.
func withState(t *testing.T, more map[string]any) walker {
	t.Helper()
	w := newWalker(t)
	state := map[string]any{
		"version": 1, "path": "self-hosted", "idp": "okta", "playbook": map[string]any{},
		"connections": map[string]any{},
		"decisions":   []any{}, "facts": map[string]any{}, "evidence": []any{},
	}
	for k, v := range more {
		state[k] = v
	}
	text, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	ws := filepath.Join(w.folder, "ws")
	if err := os.MkdirAll(ws, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(ws, "migration.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

func step(status string, at time.Time) map[string]any {
	return map[string]any{"status": status, "at": at, "saw": "certain", "by": "kim"}
}

// An old scan isn't current, and neither is one dated in the future.
func TestOldScanIsNotCurrent(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for age, want := range map[time.Duration]int{
		time.Hour: 0, 4 * 24 * time.Hour: 0, 8 * 24 * time.Hour: 2,
		-time.Hour: 2,
	} {
		at := time.Now().UTC().Add(-age).Truncate(time.Second)
		w := withState(t, map[string]any{"facts": map[string]any{"ad_sync_script": map[string]any{
			"value": "disabled",
			"grade": "verified", "time": at, "source": "sync-find",
		}}})
		for _, id := range []string{"script-found", "script-disabled"} {
			if status, errOut := w.run(t, nil, "steps", "check", id); status != want {
				t.Errorf("%s, seen %s ago: %d %s", id, age, status, errOut)
			}
		}
		var now struct {
			Steps []struct {
				ID string
				At time.Time
			}
		}
		w.run(t, &now, "status", "--format", "json")
		for _, s := range now.Steps {
			if s.ID == "script-found" && want == 0 && !s.At.Equal(at) {
				t.Errorf("seen %v, noted as seen %v", at, s.At)
			}
		}
	}
}

// A scan that found no script doesn't tell which host runs it.
func TestCheckThatFoundNoScript(t *testing.T) {
	t.Parallel()
	w := withState(t, map[string]any{"facts": map[string]any{"ad_sync_script": map[string]any{
		"value": "absent",
		"grade": "verified", "time": time.Now(), "source": "sync-find",
	}}})
	if status, errOut := w.run(t, nil, "steps", "check", "script-found"); status != 2 ||
		!strings.Contains(errOut, "doesn't tell where it runs") {
		t.Errorf("%d %s", status, errOut)
	}
}

// What only ad2scim sync verify can check is reported from its last result.
func TestCheckReportsTheLastVerdict(t *testing.T) {
	t.Parallel()
	at := time.Now().UTC().Add(-time.Hour)
	for status, want := range map[string]int{"done-verified": 0, "failed": 1, "": 1} {
		steps := map[string]any{}
		if status != "" {
			steps["script-stopped"] = step(status, at)
		}
		w := withState(t, map[string]any{"playbook": map[string]any{"steps": steps}})
		out, err := w.command("steps", "check", "script-stopped").Output()
		got := 0
		if err != nil {
			got = 1
		}
		if got != want || !strings.Contains(string(out), "run ad2scim sync verify") || want == 0 &&
			!strings.Contains(string(out), ": certain") {
			t.Errorf("%q: %v %s", status, err, out)
		}
	}
}

// What the provider sends doesn't show what has arrived; the endpoint does. A group left in AD
// on purpose is counted and blocks nothing.
func TestCheckOfTheResultUsesTheEndpoint(t *testing.T) {
	t.Parallel()
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/scim+json")
		w.Write([]byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"9","displayName":"Sales"}]}`))
	}))
	t.Cleanup(endpoint.Close)
	w := withState(t, map[string]any{"playbook": map[string]any{
		"steps": map[string]any{"idp-started": step("done-attested", time.Now().UTC().Add(-time.Hour))},
	}})
	w.env = []string{"AD2SCIM_SCIM_TOKEN=" + endpointToken}
	file := func(name, text string) string {
		path := filepath.Join(w.folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ad, sent := file("ad.csv", "id,name\n1,Sales\n2,Board\n"), file("sent.csv", "id,name\n8,Sales\n")
	w.must(t, 0, "connect", "--ad", ad, "--scim", sent)
	if status, errOut := w.run(t, nil, "steps", "check", "result-compared"); status != 2 ||
		!strings.Contains(errOut, "endpoint at Dashlane isn't connected") {
		t.Errorf("with the provider's list alone: %d %s", status, errOut)
	}
	w.must(t, 0, "connect", "--endpoint", endpoint.URL)
	out, err := w.command("steps", "check", "result-compared").Output()
	if err != nil || !strings.Contains(string(out), "done, confirmed: 1 exact, 1 only in AD") ||
		!strings.Contains(string(out), "nothing shows that the endpoint lists what AD sync made") {
		t.Errorf("%v %s", err, out)
	}
}

// A check made on one path isn't recorded on another.
func TestCheckAfterThePathChanged(t *testing.T) {
	t.Parallel()
	w := withState(t, nil)
	api := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		w.run(t, nil, "steps", "choose", "--path", "confidential", "--idp", "entra")
		out.Write([]byte(`{"data":{"sso":{"enabled":true,"domains":[]}}}`))
	}))
	t.Cleanup(api.Close)
	w.env = []string{"AD2SCIM_DASHLANE_URL=" + api.URL, "AD2SCIM_DASHLANE_KEY=DLP_key"}
	if status, errOut := w.run(t, nil, "steps", "check", "sso-on"); status != 2 ||
		!strings.Contains(errOut, "someone chose another path meanwhile") {
		t.Errorf("%d %s", status, errOut)
	}
	if got := stepStatus(t, filepath.Join(w.folder, "ws"), "sso-on"); got != "" {
		t.Errorf("it is noted as %s", got)
	}
}

// A comparison is dated by the first read.
func TestDiffIsDatedByTheFirstRead(t *testing.T) {
	t.Parallel()
	var first atomic.Pointer[time.Time]
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		now := time.Now()
		first.CompareAndSwap(nil, &now)
		w.Header().Set("Content-Type", "application/scim+json")
		w.Write([]byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"9","displayName":"Sales"}]}`))
	}))
	t.Cleanup(slow.Close)
	w := withState(t, nil)
	w.env = []string{"AD2SCIM_SCIM_TOKEN=" + endpointToken}
	list := filepath.Join(w.folder, "ad.csv")
	if err := os.WriteFile(list, []byte("id,name\n1,Sales\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, errOut := w.run(t, nil, "diff", "--ad", list, "--scim", slow.URL); status != 0 {
		t.Fatal(status, errOut)
	}
	text, err := os.ReadFile(filepath.Join(w.folder, "ws", "migration.json"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct{ Comparison struct{ Time time.Time } }
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	if at := state.Comparison.Time; at.IsZero() || !at.Before(*first.Load()) {
		t.Errorf("read from %v on, compared %v", first.Load(), at)
	}
}

// The path flags show the status that another path would have.
func TestStatusOfAnotherPath(t *testing.T) {
	t.Parallel()
	at := time.Now().UTC().Add(-time.Hour)
	w := withState(t, map[string]any{
		"playbook": map[string]any{
			"steps": map[string]any{
				"access": step("done-attested", at), "names-exact": step("done-verified", at),
				"switch-on": step("done-attested", at),
			},
		},
		"comparison": map[string]any{"time": at, "ad": "ad.csv", "scim": "okta:Dashlane", "exact": 2},
	})
	var now statusJSON
	w.run(t, &now, "status", "--path", "confidential", "--idp", "entra", "--format", "json")
	for _, s := range now.Steps {
		if done := strings.HasPrefix(s.Status, "done"); done != (s.ID == "access") {
			t.Errorf("%s is %s", s.ID, s.Status)
		}
	}
	var gates struct {
		Gates []struct {
			ID   string
			Open bool
		}
	}
	w.run(t, &gates, "status", "--idp", "entra", "--format", "json")
	for _, g := range gates.Gates {
		if g.ID == "names-exact" && g.Open {
			t.Error("the names requirement uses the other path")
		}
	}
}

// A comparison that isn't saved is reported, whichever command made it.
func TestDiffAndCheckSayThatItIsNotSaved(t *testing.T) {
	t.Parallel()
	list := oneGroup(t, "Sales")
	side := map[string]any{"location": list}
	w := withState(t, map[string]any{
		"version": 2, "compare_after": time.Now().Add(2 * time.Minute),
		"connections": map[string]any{"ad": side, "scim": side},
	})
	for _, args := range [][]string{{"diff", "--ad", list, "--scim", list}, {"steps", "check", "names-exact"}} {
		if _, errOut := w.run(t, nil, args...); !strings.Contains(errOut, "the comparison wasn't saved") {
			t.Errorf("%v: %s", args, errOut)
		}
	}
}

// Where names don't have to be exact, a comparison can't fail the step.
func TestCheckOfTheResultWithoutNames(t *testing.T) {
	t.Parallel()
	started := time.Now().UTC().Add(-time.Hour)
	w := withState(t, map[string]any{
		"path": "confidential", "playbook": map[string]any{
			"steps": map[string]any{"idp-started": step("done-attested", started), "names-exact": step("not-needed", started)},
		},
		"comparison": map[string]any{
			"time": started.Add(time.Minute), "ad": "ad.csv", "scim": "okta:Dashlane", "exact": 2,
			"differs": 1,
		},
	})
	if status, errOut := w.run(t, nil, "steps", "check", "result-compared"); status != 2 ||
		!strings.Contains(errOut, "names-exact") {
		t.Errorf("%d %s", status, errOut)
	}
	if got := stepStatus(t, filepath.Join(w.folder, "ws"), "result-compared"); got != "" {
		t.Errorf("it is noted as %s", got)
	}
}

// The audit log is searched from the stop to the start of provisioning, because later events
// come from SCIM. It only gives a hint, and the admin decides.
func TestCheckOfTheAuditLogIsAHint(t *testing.T) {
	t.Parallel()
	at := time.Now().UTC().Add(-10 * time.Minute)
	w := withState(t, map[string]any{"playbook": map[string]any{
		"steps": map[string]any{"ad-sync-off": step("done-attested", at), "last-sync-noted": step("done-attested", at)},
	}})
	last := at.Add(-time.Minute)
	for _, a := range []struct {
		command string
		result  map[string]any
	}{
		{"find", scanResult(at.Add(-2*time.Minute), true, last)},
		{"stop", stopResult(at, last)},
		{"find", scanResult(at.Add(time.Minute), false, last)},
	} {
		w.run(t, nil, "sync", a.command, "--result", w.file(t, a.result))
	}
	w.age(t, 3*time.Hour)
	at = time.Now().UTC().Add(-3 * time.Hour)
	log := filepath.Join(w.folder, "audit.jsonl")
	event := fmt.Sprintf(`{"log_type":"user_group_created","date_time":%d,"properties":{"group_name":"ByHand"}}`+"\n",
		at.Add(2*time.Hour).UnixMilli())
	if err := os.WriteFile(log, []byte(event), 0o600); err != nil {
		t.Fatal(err)
	}
	check := []string{"steps", "check", "last-sync-still", "--audit-log", log}
	if status, errOut := w.run(t, nil, check...); status != 1 || stepStatus(t, filepath.Join(w.folder, "ws"),
		"last-sync-still") != "failed" {
		t.Fatal(status, errOut)
	}
	if status, errOut := w.run(t, nil, "steps", "done", "last-sync-still", "--saw", "made by hand"); status != 0 {
		t.Error(status, errOut)
	}
	w.set(t, func(steps map[string]any) { steps["idp-started"] = step("done-attested", at.Add(time.Hour)) })
	if status, errOut := w.run(t, nil, check...); status != 2 || !strings.Contains(errOut, "no group event") {
		t.Errorf("after the start: %d %s", status, errOut)
	}
}

// The doctor uses the known facts as the report does: repeating a statement doesn't outdate the
// login.
func TestDoctorUsesCurrentFacts(t *testing.T) {
	t.Parallel()
	at := time.Now().UTC().Add(-time.Hour)
	again := step("done-attested", at.Add(2*time.Minute))
	again["since"] = at
	w := withState(t, map[string]any{
		"playbook": map[string]any{
			"steps": map[string]any{"sso-on": again, "relogin": step("done-attested", at.Add(time.Minute))},
		},
		"facts": map[string]any{"sso": map[string]any{
			"value": "off", "grade": "verified", "time": at.Add(-time.Hour),
			"source": "dashlane-status",
		}},
	})
	var got doctorJSON
	w.run(t, &got, "doctor", "--format", "json")
	if got.Facts["relogged_in"] != "yes" || got.Facts["sso"] != "on" {
		t.Errorf("%v", got.Facts)
	}
	for _, o := range got.Origins {
		if o.Fact == "sso" && o.Grade != "attested" {
			t.Errorf("%+v", o)
		}
	}
}
