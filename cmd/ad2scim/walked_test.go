//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// walkedProvider is an identity provider at which an admin turns provisioning on and off with
// the program: undisturbed, with kills, or with changes by another admin.
type walkedProvider struct {
	idp   string
	paths []string
	// start starts a stand-in as an admin finds it: the app isn't connected to Dashlane yet,
	// all of walkedGroups exist, and all but the last are assigned.
	start func(t *testing.T, path string) *walkedTenant
}

// walkedProviders are the providers under test.
var walkedProviders = []walkedProvider{
	{"entra", []string{"confidential", "self-hosted"}, entraWalked},
	{"okta", []string{"confidential", "self-hosted"}, oktaWalked},
	{"pingone", []string{"confidential", "self-hosted"}, pingOneWalked},
	{"jumpcloud", []string{"confidential", "self-hosted"}, jumpCloudWalked},
}

// eachWalk runs a test for each provider and path in parallel, or only for the first under
// -short.
func eachWalk(t *testing.T, test func(t *testing.T, p walkedProvider, path string)) {
	for i, p := range walkedProviders {
		for j, path := range p.paths {
			if testing.Short() && i+j > 0 {
				continue
			}
			t.Run(p.idp+"/"+path, func(t *testing.T) {
				t.Parallel()
				test(t, p, path)
			})
		}
	}
}

var walkedGroups = []string{"Sales EMEA", "Board", "Finance"}

const walkedEndpoint = "https://id.example.com/scim/2.0"

// walkedTenant is the stand-in for one tenant.
type walkedTenant struct {
	http.Handler
	// signIn returns the variables of the sign-in. url is the address of the tenant.
	signIn func(url string) []string
	// attest lists the steps that the admin does and confirms.
	attest string
	// assign lists more arguments of the command that assigns groups.
	assign []string
	// trial is the user of a trial, or "" if the provider has none.
	trial string
	// person is the address of a user without access, or "" if users aren't assigned
	// individually.
	person string
	// state describes everything that the program may change, without times.
	state func() string
	// assigned lists the groups that AD sync had and that are assigned or sent, sorted by name.
	assigned func() []string

	// The rest is for TestAsAnAdminWould.
	troubles []trouble
	// planSays and assignSays are warnings in the plans of the steps and of the assignments.
	planSays, assignSays string
	other                otherAdmin
	failing, healed      func() // make objects fail in cycles from now on, or stop that
	failureSays          string
	undoStatus           int      // 4 if the admin has to undo a part
	byHand               func()   // what the admin undoes; nil if nothing can be read back
	stays                []string // "step setting" that undo doesn't change
	unread               []string // "step setting" that a later plan doesn't show as planned
	// refuses is the message of the command that assigns groups if it assigns none, or "".
	refuses string
}

// walk is a tenant and a workspace in which everything before the provider's steps is done.
type walk struct {
	*walkedTenant
	*killer
	provider     walkedProvider
	path, folder string
	env          []string
}

// begin starts a new tenant and copies the workspace.
func (p walkedProvider) begin(t *testing.T, path, workspace string) *walk {
	t.Helper()
	w := &walk{walkedTenant: p.start(t, path), provider: p, path: path, folder: t.TempDir()}
	w.killer = &killer{tenant: w.walkedTenant}
	server := httptest.NewServer(w.killer)
	t.Cleanup(server.Close)
	w.env = append(w.signIn(server.URL), "AD2SCIM_SCIM_TOKEN="+enableToken,
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "XDG_STATE_HOME="+w.folder)
	if workspace != "" {
		if err := os.CopyFS(w.workspace(), os.DirFS(workspace)); err != nil {
			t.Fatal(err)
		}
		w.move(t, workspace, server.URL)
	}
	if err := os.WriteFile(filepath.Join(w.folder, "users.txt"), []byte(w.person+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	host := []byte(strings.TrimPrefix(server.URL, "http://"))
	if err := os.WriteFile(filepath.Join(w.folder, "host"), host, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// move moves a copied workspace to this tenant, because some providers are identified by their
// host.
func (w *walk) move(t *testing.T, from, url string) {
	t.Helper()
	host, err := os.ReadFile(filepath.Join(filepath.Dir(from), "host"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(w.workspace(), "migration.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, host, []byte(strings.TrimPrefix(url, "http://")))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *walk) workspace() string { return filepath.Join(w.folder, "ws") }

func (w *walk) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, append(args, "--workspace", w.workspace())...)
	cmd.Env = append(os.Environ(), w.env...)
	return cmd
}

// says runs the program, and returns its output and status.
func (w *walk) says(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := w.command(args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	noSecret(t, []string{enableToken}, string(out))
	return string(out), cmd.ProcessState.ExitCode()
}

// The commands of the walks.
func (w *walk) enable(more ...string) []string {
	return append(w.app("--endpoint", walkedEndpoint), more...)
}

// app starts the commands about the app that need no endpoint.
func (w *walk) app(more ...string) []string {
	return append([]string{"enable", "--idp", w.provider.idp, "--app", "Dashlane", "--path", w.path}, more...)
}

func (w *walk) apply() []string {
	args := w.enable("--apply", "--yes")
	if w.attest != "" {
		args = append(args, "--attest", w.attest)
	}
	return args
}

func (w *walk) assigning() []string { return append(w.app("--assign", "--yes"), w.assign...) }

func (w *walk) trying() []string {
	args := w.app("--try", w.trial, "--yes")
	if w.path == "self-hosted" {
		args = append(args, "--group", walkedGroups[0])
	}
	return args
}

func (w *walk) disable() []string {
	return []string{"enable", "--idp", w.provider.idp, "--app", "Dashlane", "--disable", "--yes"}
}

// users is the command that assigns a user of a list.
func (w *walk) users() []string {
	return append(w.app("--assign", "--yes"), "--users", filepath.Join(w.folder, "users.txt"))
}

// plan returns the settings that would change now, as "step name: before > after".
func (w *walk) plan(t *testing.T) (settings []string) {
	t.Helper()
	cmd := w.command(w.enable("--plan", "--format", "json")...)
	out, err := cmd.Output()
	var plan struct {
		Steps []struct {
			ID       string
			Settings []struct{ Name, Before, After string }
		}
	}
	if err != nil || json.Unmarshal(out, &plan) != nil || len(plan.Steps) == 0 {
		t.Fatalf("no plan: %v: %s", err, out)
	}
	for _, step := range plan.Steps {
		for _, s := range step.Settings {
			settings = append(settings, step.ID+" "+s.Name+": "+s.Before+" > "+s.After)
		}
	}
	return settings
}

// asPlanned returns the planned settings that don't have their planned values now. A token is
// always set again, and unread settings can't be compared.
func (w *walk) asPlanned(planned, now []string) (wrong []string) {
	for i, setting := range planned {
		name, change, _ := strings.Cut(setting, ": ")
		_, after, _ := strings.Cut(change, " > ")
		was := name + ": " + strings.TrimSuffix(after, ", new") + " > " + after
		if slices.Contains(w.unread, name) || strings.HasPrefix(change, "not reported by") {
			continue
		}
		if i >= len(now) || now[i] != was && !strings.HasPrefix(now[i], name+": "+after+" > ") {
			wrong = append(wrong, setting)
		}
	}
	return wrong
}

// prepared returns a workspace in which everything before the start is done, except for
// enable's own steps, with both sides connected and compared.
func (p walkedProvider) prepared(t *testing.T, path string) (workspace string) {
	t.Helper()
	w := p.begin(t, path, "")
	ad := filepath.Join(w.folder, "ad.csv")
	text := "name\n" + strings.Join(walkedGroups, "\n") + "\n"
	if err := os.WriteFile(ad, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := w.command("steps", "--path", path, "--idp", p.idp, "--format", "json").Output()
	var book stepsJSON
	if err != nil || json.Unmarshal(out, &book) != nil {
		t.Fatalf("no steps: %v: %s", err, out)
	}
	own := []string{"idp-connection", "idp-users-on", "idp-imported", "idp-groups-on", "idp-groups-off", "idp-started"}
	steps := map[string]any{}
	for _, s := range book.Steps {
		if s.ID == "idp-started" {
			break
		}
		if slices.Contains(own, s.ID) {
			continue
		}
		step := map[string]string{
			"status": "done-verified", "by": "another", "at": time.Now().UTC().Format(time.RFC3339),
		}
		if s.Confirm != nil {
			step["typed"] = s.Confirm.Type
		}
		steps[s.ID] = step
	}
	state, err := json.Marshal(map[string]any{
		"version": 1, "path": path, "idp": p.idp, "playbook": map[string]any{"steps": steps},
		"connections": map[string]any{
			"ad": map[string]string{"location": ad}, "scim": map[string]string{"location": p.idp + ":Dashlane"},
		},
		"decisions": []any{}, "facts": map[string]any{}, "evidence": []any{},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(w.workspace(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.workspace(), "migration.json"), state, 0o600); err != nil {
		t.Fatal(err)
	}
	connect := []string{"connect", "--ad", ad, "--scim", p.idp + ":Dashlane"}
	if path == "confidential" {
		connect = append(connect, "--as", "saml") // groups aren't sent by SCIM
	}
	for _, args := range [][]string{connect, {"diff"}} {
		if out, status := w.says(t, args...); status > 1 {
			t.Fatalf("%q: %d: %s", args, status, out)
		}
	}
	return w.workspace()
}
