//go:build unix

package main_test

import (
	"bytes"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"ad2scim/migrate/idp/okta/oktatest"
)

const enableToken = "4b0c2d4e-7f7c-4b39-9d0e-0f6f2a3b4c5d"

// enabling runs the program with a workspace against a stand-in for Okta, because no Okta
// organization is available to tests.
type enabling struct {
	*oktatest.Server
	state string
	url   string
	env   []string
}

func startEnabling(t *testing.T) *enabling {
	s := oktatest.Start(t)
	return &enabling{Server: s, state: t.TempDir(), url: s.URL}
}

func (e *enabling) command(args ...string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.Command(program, append([]string{"enable", "--idp", "okta"}, args...)...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+e.state, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
		"AD2SCIM_OKTA_URL="+e.url, "AD2SCIM_OKTA_TOKEN="+e.Token, "AD2SCIM_SCIM_TOKEN="+enableToken)
	cmd.Env = append(cmd.Env, e.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	return cmd, &out
}

// run returns the output and the exit status, and checks that neither it nor the workspace has
// a secret.
func (e *enabling) run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd, out := e.command(args...)
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	for _, text := range []string{out.String(), e.journal(t)} {
		if strings.Contains(text, enableToken) || strings.Contains(text, e.Token) {
			t.Errorf("a secret is shown: %s", text)
		}
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

func (e *enabling) journal(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(e.state, "ad2scim", "journal.ndjson"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

var enableArgs = []string{"--app", "Dashlane", "--path", "self-hosted", "--endpoint", "https://id.example.com/scim/2.0"}

func enableWith(more ...string) []string { return append(append([]string{}, enableArgs...), more...) }

func TestEnablePlanAndApps(t *testing.T) {
	t.Parallel()
	e := startEnabling(t)
	e.AddApp("Dashlane", oktatest.CustomSAML...)
	if out, status := e.run(t, "--list-apps"); status != 0 || !strings.Contains(out, "Dashlane") {
		t.Error(status, out)
	}
	out, status := e.run(t, enableWith("--plan", "--format", "json")...)
	if status != 0 || !strings.Contains(out, `"schema": "ad2scim.enableplan/v1"`) {
		t.Error(status, out)
	}
	if out, status := e.run(t, "--app", "No such", "--diagnose"); status != 2 || !strings.Contains(out, "--list-apps") {
		t.Error(status, out)
	}
}

// A missing right is named before a request fails.
func TestMissingRightsAreNamed(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	e.AddApp("Dashlane", oktatest.CustomSAML...)
	e.Fail("GET", "/logs", 403, 1)
	if out, status := e.run(t, "--list-apps"); status != 0 || !strings.Contains(out,
		"lacks required permissions: okta.logs.read") {
		t.Error(status, out)
	}
	e.Fail("GET", "/logs", 403, 1)
	if out, status := e.run(t, "--app", "Dashlane", "--diagnose"); status != 1 ||
		!strings.Contains(out, "it lacks okta.logs.read") {
		t.Error(status, out)
	}
	e.Fail("GET", "/logs", 403, 1)
	if out, _ := e.run(t, "--list-apps", "--quiet"); strings.Contains(out, "lacks") {
		t.Error("a note in spite of --quiet:", out)
	}
	if out, _ := e.run(t, "--list-apps"); strings.Contains(out, "lacks") {
		t.Error("a right that is there is called missing:", out)
	}
}

// Behind a proxy that inspects TLS, the provider's certificate comes from the company's own
// authority.
func TestProviderBehindACompanysAuthority(t *testing.T) {
	t.Parallel()
	e := startEnabling(t)
	e.AddApp("Dashlane", oktatest.CustomSAML...)
	secure := httptest.NewTLSServer(e.Server)
	defer secure.Close()
	e.url = secure.URL
	if out, status := e.run(t, "--list-apps"); status != 3 || !strings.Contains(out, "AD2SCIM_IDP_CA") ||
		!strings.Contains(out, "SHA-256") {
		t.Error(status, out)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}),
		0o600); err != nil {
		t.Fatal(err)
	}
	e.env = []string{"AD2SCIM_IDP_CA=" + file}
	if out, status := e.run(t, "--list-apps"); status != 0 || !strings.Contains(out, "Dashlane") {
		t.Error(status, out)
	}
}

func TestEnableIsRefusedUntilRequirementsAreMet(t *testing.T) {
	t.Parallel()
	e := startEnabling(t)
	e.AddApp("Dashlane", oktatest.CustomSAML...)
	if out, status := e.run(t, enableWith("--apply", "--yes")...); status != 2 ||
		!strings.Contains(out, "isn't verified as stopped") || e.journal(t) != "" {
		t.Error(status, out)
	}
	// With a reason it continues, up to the first step that the admin does.
	out, status := e.run(t, enableWith("--apply", "--yes", "--force", "a test company")...)
	if status != 4 || !strings.Contains(out, "--attest endpoint") {
		t.Error(status, out)
	}
	state, err := os.ReadFile(filepath.Join(e.state, "ad2scim", "migration.json"))
	if err != nil || !strings.Contains(string(state), "a test company") {
		t.Error(err, string(state))
	}
}

// The program sets user provisioning of a catalog app. If it is killed between intent and
// result, the next run reads the setting back.
func TestKilledEnableIsReadBack(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for _, done := range []bool{false, true} {
		e := startEnabling(t)
		e.AddCatalogApp("Dashlane", "https://id.example.com/scim/2.0")
		var victim atomic.Pointer[os.Process]
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p := victim.Load()
			if p == nil || r.Method != http.MethodPut || !strings.Contains(r.URL.Path, "/features/") {
				e.ServeHTTP(w, r)
				return
			}
			if done {
				e.ServeHTTP(httptest.NewRecorder(), r)
			}
			p.Kill() // SIGKILL; the process is waited for below
		}))
		defer proxy.Close()
		e.url = proxy.URL
		args := enableWith("--apply", "--yes", "--force", "a test", "--attest", "endpoint,test,import,groups,scope,start")
		cmd, out := e.command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		victim.Store(cmd.Process)
		cmd.Wait() // it is killed
		victim.Store(nil)
		if before := e.journal(t); !strings.Contains(before, `"enable-intent"`) || strings.Contains(before, `"intent":`) {
			t.Fatalf("not killed between intent and result: %s\n%s", out, before)
		}
		shown, status := e.run(t, args...)
		want := map[bool]string{false: "not done", true: ": done"}[done]
		if !strings.Contains(shown, "a run was interrupted") || !strings.Contains(shown, want) {
			t.Errorf("exit status %d: %s", status, shown)
		}
	}
}

func TestAssignFromTheCommandLine(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	app := e.AddApp("Dashlane", oktatest.CustomSAML...)
	e.AddGroup("Sales")
	kept := e.AddGroup("IT")
	e.Assign(app, kept)
	file := filepath.Join(t.TempDir(), "ad.csv")
	if err := os.WriteFile(file, []byte("name\nSales\nIT\nsales\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--app", "Dashlane", "--path", "confidential", "--assign", "--ad", file, "--format", "csv"}
	out, status := e.run(t, append(args, "--plan")...)
	if status != 0 || !strings.Contains(out, "add,Sales,Sales,name") || !strings.Contains(out, "keep,IT,IT,name") ||
		!strings.Contains(out, "missing,sales") {
		t.Error(status, out)
	}
	if out, status := e.run(t, append(args, "--yes")...); status != 2 {
		t.Error(status, out)
	}
	if out, status := e.run(t, append(args, "--yes", "--force", "a test")...); status != 0 {
		t.Error(status, out)
	}
	if out, _ := e.run(t, append(args, "--plan")...); !strings.Contains(out, "keep,Sales,Sales,name") {
		t.Error(out)
	}
}

func TestListAssigned(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	app := e.AddApp("Dashlane", oktatest.CustomSAML...)
	e.Assign(app, e.AddGroup("Sales "))
	e.AddUser(app, "ann\x1b[2J@example.com", "USER", "PROVISIONED")
	out, status := e.run(t, "--app", "Dashlane", "--list-assigned")
	if status != 0 || !strings.Contains(out, "Sales·") || !strings.Contains(out, "ann‹U+001B›") ||
		strings.Contains(out, "\x1b") {
		t.Error(status, out)
	}
	if out, status := e.run(t, "--app", "Dashlane", "--list-assigned", "--format", "json"); status != 0 ||
		!strings.Contains(out, `"schema": "ad2scim.assigned/v1"`) || !strings.Contains(out, `"sent": "Sales "`) {
		t.Error(status, out)
	}
}

// The app's groups can be a side of a comparison, and a 401 is reported.
func TestAppIsASourceOfGroups(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	app := e.AddApp("Dashlane", oktatest.CustomSAML...)
	e.Assign(app, e.AddGroup("Sales"))
	diff := func() (string, int) {
		cmd, out := e.command()
		cmd.Args = []string{program, "diff", "--all", "--ad", oneGroup(t, "Sales"), "--scim", "okta:Dashlane"}
		cmd.Run() // the status is checked below
		return out.String(), cmd.ProcessState.ExitCode()
	}
	if out, status := diff(); status != 0 || !strings.Contains(out, "Sales") {
		t.Error(status, out)
	}
	// The names sent by SAML are a list of their own, which says where they can't match.
	e.AddGroup("Board")
	bySAML := func() string {
		cmd, out := e.command()
		cmd.Args = []string{program, "diff", "--all", "--ad", oneGroup(t, "Board"), "--scim", "okta:Dashlane", "--as", "saml"}
		cmd.Run() // the status is checked below
		return out.String()
	}
	if out := bySAML(); !strings.Contains(out, "sends no groups by SAML") || !strings.Contains(out, "SAML Settings") {
		t.Error(out)
	}
	e.SetStatements(app, map[string]any{"type": "GROUP", "name": "groups", "filterType": "EQUALS", "filterValue": "Board"})
	if out := bySAML(); !strings.Contains(out, "1 exact") {
		t.Error(out)
	}
	e.Fail("GET", "/apps", 401, 1)
	if out, status := diff(); status != 3 || strings.Contains(out, e.Token) {
		t.Error(status, out)
	}
}
