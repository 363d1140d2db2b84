//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"ad2scim/migrate/idp/entra/entratest"
)

// atEntra runs the program with a workspace against a stand-in for Microsoft Graph, because no
// Entra tenant is available to tests.
type atEntra struct {
	*entratest.Server
	state string
}

func startAtEntra(t *testing.T) *atEntra { return &atEntra{entratest.Start(t), t.TempDir()} }

// run returns the output and the exit status, and checks that neither it nor the workspace has
// a secret.
func (e *atEntra) run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	return e.program(t, append([]string{"enable", "--idp", "entra"}, args...)...)
}

func (e *atEntra) program(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+e.state, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
		"AD2SCIM_ENTRA_TENANT=example", "AD2SCIM_ENTRA_CLIENT_ID=client", "AD2SCIM_ENTRA_CLIENT_SECRET="+entratest.Secret,
		"AD2SCIM_ENTRA_GRAPH_URL="+e.URL, "AD2SCIM_ENTRA_LOGIN_URL="+e.URL, "AD2SCIM_SCIM_TOKEN="+enableToken)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	for _, text := range []string{out.String(), e.journal(t)} {
		if strings.Contains(text, enableToken) || strings.Contains(text, entratest.Secret) {
			t.Errorf("a secret is shown: %s", text)
		}
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

func (e *atEntra) journal(t *testing.T) string { return (&enabling{state: e.state}).journal(t) }

const entraEndpoint = "https://id.example.com/scim/2.0"

var entraApply = []string{
	"--app", "Dashlane", "--path", "self-hosted", "--endpoint", entraEndpoint, "--apply", "--yes",
	"--force", "a test company",
}
var entraDisable = []string{"--app", "Dashlane", "--disable", "--yes"}

// entraStanding holds the settings at the stand-in that the tests compare.
type entraStanding struct {
	Job           bool
	Code          string
	Users, Groups bool
	Secrets       map[string]string
}

func (e *atEntra) standing() (now entraStanding) {
	e.Change(func(st *entratest.State) {
		now = entraStanding{st.Job, st.Code, st.On()["User"], st.On()["Group"], maps.Clone(st.Secrets)}
	})
	return now
}

func (e *atEntra) is(t *testing.T, what string, want entraStanding) {
	t.Helper()
	if now := e.standing(); !reflect.DeepEqual(now, want) {
		t.Errorf("%s it is %+v, want %+v", what, now, want)
	}
}

var entraSaved = map[string]string{"BaseAddress": entraEndpoint, "SecretToken": enableToken, "SyncAll": "false"}

// fault answers the first n calls with this method and the end of this path.
func (e *atEntra) fault(n int, method, end string, answer func(w http.ResponseWriter, r *http.Request)) {
	e.Change(func(st *entratest.State) {
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if n == 0 || r.Method != method || !strings.HasSuffix(r.URL.Path, end) {
				return false
			}
			n--
			answer(w, r)
			return true
		}
	})
}

// From no job to a running one and back, on both paths.
func TestEnableAtEntraAndBack(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for _, path := range []string{"confidential", "self-hosted"} {
		e := startAtEntra(t)
		before := entraStanding{Groups: true, Secrets: map[string]string{}} // the default of the template
		args := []string{"--app", "Dashlane", "--path", path, "--endpoint", entraEndpoint}
		out, status := e.run(t, append(args, "--plan", "--format", "json")...)
		var plan struct {
			Steps []struct {
				Settings []struct{ Name, Before, After string }
			}
		}
		if at := strings.Index(out, "{"); at < 0 || json.Unmarshal([]byte(out[at:]), &plan) != nil || status != 0 ||
			len(plan.Steps) != 6 {
			t.Fatal(status, out)
		}
		if s := plan.Steps[0].Settings[1]; s.Name != "Tenant URL" || s.Before != "not set" || s.After != entraEndpoint {
			t.Error(s)
		}
		if s := plan.Steps[3].Settings[0]; s.Before != "on" || (s.After == "on") != (path == "self-hosted") {
			t.Error(path, s)
		}
		e.is(t, "after a plan", before)

		out, status = e.run(t, append(args, "--apply", "--yes", "--force", "a test company")...)
		if status != 0 || !strings.Contains(out, "the saved endpoint is") && !strings.Contains(out, "read back") {
			t.Fatal(status, out)
		}
		e.is(t, "enabled", entraStanding{true, "Active", true, path == "self-hosted", entraSaved})

		out, status = e.run(t, entraDisable...)
		if status != 0 || !strings.Contains(out, "provisioning is paused") {
			t.Error(status, out)
		}
		after := before
		after.Job, after.Code = true, "Paused"
		e.is(t, "taken back", after)
		if out, status := e.run(t, entraDisable...); status != 2 || !strings.Contains(out, "nothing to undo") {
			t.Error(status, out)
		}
	}
}

// The runbook's checks ask Entra. The start counts once the schedule is on and the first cycle
// has ended.
func TestRunbookChecksEntra(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startAtEntra(t)
	e.program(t, "steps", "choose", "--path", "self-hosted", "--idp", "entra")
	check := func(step string, want int, says string) {
		t.Helper()
		if out, status := e.program(t, "steps", "check", step, "--force", "a test company"); status != want ||
			!strings.Contains(out, says) {
			t.Errorf("%s: %d %s", step, status, out)
		}
	}
	check("idp-users-on", 1, "has no provisioning job")
	if out, status := e.run(t, entraApply...); status != 0 {
		t.Fatal(status, out)
	}
	e.Change(func(st *entratest.State) { st.Code, st.Schedule, st.Steady = "NotRun", "Disabled", false })
	check("idp-started", 1, "not started")
	e.Change(func(st *entratest.State) { st.Secrets["BaseAddress"] = "https://other.example.com" })
	check("idp-connection", 1, "https://other.example.com")
	e.Change(func(st *entratest.State) { st.Code, st.Schedule, st.Steady = "Active", "Active", true })
	check("idp-started", 0, "")
}

// An earlier secret that can't be read can't be restored, and the output says so. Settings of
// others are kept.
func TestEnableAtEntraOverAnEarlierEndpoint(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startAtEntra(t)
	e.Change(func(st *entratest.State) {
		st.Job, st.Code, st.Schedule = true, "Paused", "Paused"
		st.Secrets = map[string]string{
			"BaseAddress": "https://old.example.com", "SecretToken": "an-old-token",
			"SyncAll": "true", "SyncNotificationSettings": `{"Enabled":false}`, "Oauth2ClientId": "c",
			"Oauth2ClientSecret": "an-old-secret",
		}
	})
	out, status := e.run(t, append(entraApply[:6:6], "--plan")...)
	for _, want := range []string{"https://old.example.com", "all users and groups", "Oauth2ClientSecret"} {
		if status != 0 || !strings.Contains(out, want) {
			t.Error("the plan does not tell of", want, status, out)
		}
	}
	if out, status := e.run(t, entraApply...); status != 0 {
		t.Fatal(status, out)
	}
	saved := maps.Clone(entraSaved)
	saved["SyncNotificationSettings"] = `{"Enabled":false}`
	e.is(t, "enabled", entraStanding{true, "Active", true, true, saved})
	out, status = e.run(t, entraDisable...)
	if status != 4 || !strings.Contains(out, "enter the earlier token, which Microsoft Graph doesn't give out") {
		t.Error(status, out)
	}
	e.is(t, "taken back", entraStanding{true, "Paused", false, true, saved})
}

// If another admin edits the mappings while the program runs, it stops, and the edit stays.
func TestEnableAtEntraStopsAtAnotherAdminsEdit(t *testing.T) {
	t.Parallel()
	e := startAtEntra(t)
	e.Change(func(st *entratest.State) {
		st.Job, st.Code, st.Schedule = true, "NotConfigured", "Disabled"
		st.Fault = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/secrets") {
				group := entratest.Mappings(st.Schema)[1].(map[string]any)
				group["attributeMappings"] = entratest.Mapping("Group", true, "displayName", "mailNickname")["attributeMappings"]
			}
			return false
		}
	})
	out, status := e.run(t, entraApply...)
	if status != 4 || !strings.Contains(out, "someone else changed the attribute mappings") {
		t.Error(status, out)
	}
	e.Change(func(st *entratest.State) {
		text, _ := json.Marshal(st.Schema)
		if st.On()["User"] || st.Version != 1 || !strings.Contains(string(text), "mailNickname") ||
			st.Code != "NotConfigured" {
			t.Errorf("it was written over: version %d, %s, %s", st.Version, st.Code, text)
		}
	})
}

// An expired token is renewed. If the sign-in is refused, the run stops, and the next one
// completes the work.
func TestEnableAtEntraWithARefusedSignIn(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startAtEntra(t)
	refuse := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }
	e.fault(1, http.MethodPut, "/schema", refuse)
	if out, status := e.run(t, entraApply...); status != 0 {
		t.Fatal("one 401:", status, out)
	}
	e.is(t, "enabled", entraStanding{true, "Active", true, true, entraSaved})

	e = startAtEntra(t)
	e.fault(2, http.MethodPut, "/schema", refuse)
	out, status := e.run(t, entraApply...)
	if status != 3 || !strings.Contains(out, "(401)") || !strings.Contains(out, "not started") {
		t.Error("two 401:", status, out)
	}
	e.is(t, "stopped", entraStanding{true, "NotConfigured", false, true, entraSaved})
	if out, status := e.run(t, entraApply...); status != 0 {
		t.Error("after that:", status, out)
	}
	e.is(t, "enabled", entraStanding{true, "Active", true, true, entraSaved})
}

// The program waits for a busy service, and reads back a write that a gateway answered with an
// error.
func TestEnableAtEntraWithABusyService(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startAtEntra(t)
	e.fault(3, http.MethodPut, "/schema", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if out, status := e.run(t, entraApply...); status != 0 {
		t.Error("429:", status, out)
	}
	e.is(t, "enabled after 429", entraStanding{true, "Active", true, true, entraSaved})

	for _, done := range []bool{true, false} {
		e := startAtEntra(t)
		e.Change(func(st *entratest.State) { st.Job, st.Code, st.Schedule = true, "NotConfigured", "Disabled" })
		e.fault(1, http.MethodPut, "/schema", func(w http.ResponseWriter, r *http.Request) {
			if done {
				e.Take(httptest.NewRecorder(), r)
			}
			w.WriteHeader(http.StatusBadGateway)
		})
		out, status := e.run(t, entraApply...)
		if done && (status != 0 || !strings.Contains(e.journal(t), "the answer was lost; read back, it is done")) {
			t.Error("502, made:", status, out)
		}
		if !done && (status != 3 || !strings.Contains(out, "not done") || e.standing().Users ||
			e.standing().Code == "Active") {
			t.Error("502, not made:", status, out)
		}
		if out, status := e.run(t, entraApply...); status != 0 {
			t.Error("once more:", status, out)
		}
		e.is(t, "enabled after 502", entraStanding{true, "Active", true, true, entraSaved})
	}
}

// A token that Dashlane refuses stops the run before anything is provisioned, and diagnose
// reports it.
func TestEnableAtEntraWithAWrongToken(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startAtEntra(t)
	e.Change(func(st *entratest.State) { st.BadToken = enableToken })
	out, status := e.run(t, entraApply...)
	if status != 4 || !strings.Contains(out, "invalid credentials") || e.standing().Users ||
		e.standing().Code != "NotConfigured" {
		t.Error(status, out, e.standing())
	}
	e.Change(func(st *entratest.State) {
		st.Code, st.Schedule, st.Reason = "Quarantine", "Active", "EncounteredQuarantineException"
	})
	out, status = e.run(t, "--app", "Dashlane", "--diagnose")
	if status != 1 || !strings.Contains(out, "in quarantine") ||
		!strings.Contains(out, "Entra cannot use the endpoint with the token that is saved") {
		t.Error(status, out)
	}
	// A valid token ends the quarantine.
	e.Change(func(st *entratest.State) { st.BadToken = "" })
	if out, status := e.run(t, entraApply...); status != 0 {
		t.Error(status, out)
	}
	e.is(t, "enabled", entraStanding{true, "Active", true, true, entraSaved})
}

// A corrected endpoint replaces the first one, and disabling removes both. No cycle shows what a job that ran on
// has sent to the corrected one.
func TestDisableAtEntraAfterTwoEndpoints(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startAtEntra(t)
	before := entraStanding{Job: true, Code: "Paused", Groups: true, Secrets: map[string]string{}}
	first := append([]string{}, entraApply...)
	first[5] = "https://typo.example.com/scim/2.0"
	if out, status := e.run(t, first...); status != 0 {
		t.Fatal(status, out)
	}
	if out, status := e.run(t, entraApply...); status != 1 || !strings.Contains(out, "may have sent this before") {
		t.Fatal(status, out)
	}
	if out, status := e.run(t, entraDisable...); status != 0 {
		t.Error(status, out)
	}
	e.is(t, "taken back", before)
	if out, status := e.run(t, entraDisable...); status != 2 || !strings.Contains(out, "nothing to undo") {
		t.Error(status, out)
	}
}
