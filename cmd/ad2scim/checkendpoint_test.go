//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate/runtest"
)

// endpoint is an encryption service with SCIM, as far as the checks need it. It is a stand-in,
// because Dashlane's service isn't available to tests.
type endpoint struct {
	*httptest.Server
	lax atomic.Bool // it accepts every token
}

const endpointToken = "3f2b8c1e-5d4a-4f6b-9a7c-0d1e2f3a4b5c"

func startEndpoint(t *testing.T) *endpoint {
	e := &endpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/scim/2.0") {
			w.Write([]byte("<title>Dashlane Encryption Service</title>"))
			return
		}
		w.Header().Set("Content-Type", "application/scim+json")
		if !e.lax.Load() && r.Header.Get("Authorization") != "Bearer "+endpointToken {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch {
		case strings.HasSuffix(r.URL.Path, "/ServiceProviderConfig"):
			w.Write([]byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{"supported":true},"filter":{"supported":true,"maxResults":100},"authenticationSchemes":[]}`))
		case strings.HasSuffix(r.URL.Path, "/ResourceTypes"):
			w.Write([]byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"Resources":[{"name":"User","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User"},{"name":"Group","endpoint":"/Groups","schema":"urn:ietf:params:scim:schemas:core:2.0:Group"}]}`))
		default:
			w.Write([]byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}`))
		}
	}))
	t.Cleanup(e.Close)
	return e
}

// atEndpoint returns a walker with the endpoint saved in its workspace.
func atEndpoint(t *testing.T, e *endpoint) walker {
	t.Helper()
	w := newWalker(t)
	state, err := json.Marshal(map[string]any{
		"version": 1, "path": "self-hosted", "idp": "okta",
		"playbook":    map[string]any{"steps": map[string]any{}},
		"connections": map[string]any{"scim": map[string]string{"location": e.URL + "/scim/2.0"}}, "decisions": []any{},
		"facts": map[string]any{}, "evidence": []any{},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(w.folder, "ws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.folder, "ws", "migration.json"), state, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w walker) standing(t *testing.T, step string) string {
	t.Helper()
	return stepStatus(t, filepath.Join(w.folder, "ws"), step)
}

// A service that answers is verified, without saying what the console shows. A service that is
// down is no longer verified.
func TestCheckSeesAServiceThatIsDown(t *testing.T) {
	t.Parallel()
	e := startEndpoint(t)
	w := atEndpoint(t, e)
	if status, errOut := w.run(t, nil, "steps", "check", "service-healthy"); status != 2 ||
		w.standing(t, "service-healthy") != "" {
		t.Errorf("verified before a restart: %d %s", status, errOut)
	}
	if status, errOut := w.run(t, nil, "steps", "check", "service-answers"); status != 0 ||
		w.standing(t, "service-answers") != "done-verified" {
		t.Fatal(status, errOut)
	}
	if status, errOut := w.run(t, nil, "doctor"); status != 1 || strings.Contains(errOut, "encryption_service_url") {
		t.Errorf("an answer is reported as a setting: %d %s", status, errOut)
	}
	e.Close()
	if status, errOut := w.run(t, nil, "steps", "check", "service-answers"); status != 1 ||
		w.standing(t, "service-answers") != "failed" {
		t.Error(status, errOut)
	}
}

// A token is verified if the endpoint accepts it. An endpoint with warnings isn't verified.
func TestCheckOfTokenAndEndpoint(t *testing.T) {
	t.Parallel()
	e := startEndpoint(t)
	w := atEndpoint(t, e)
	force := []string{"--force", "a test"} // the requirements aren't tested here
	w.env = []string{"AD2SCIM_SCIM_TOKEN=11111111-1111-4111-8111-111111111111"}
	if status, errOut := w.run(t, nil, append([]string{"steps", "check", "token"}, force...)...); status != 2 ||
		w.standing(t, "token") != "" || !strings.Contains(errOut, "no endpoint has taken it") {
		t.Errorf("a token that is refused: %d %s", status, errOut)
	}
	w.env = []string{"AD2SCIM_SCIM_TOKEN=" + endpointToken}
	for _, step := range []string{"token", "endpoint-answers"} {
		if status, errOut := w.run(t, nil, append([]string{"steps", "check", step}, force...)...); status != 0 ||
			w.standing(t, step) != "done-verified" {
			t.Errorf("%s: %d %s", step, status, errOut)
		}
	}
	e.lax.Store(true)
	if status, errOut := w.run(t, nil, "steps", "check", "endpoint-answers"); status != 2 ||
		!strings.Contains(errOut, "without a token") || !strings.Contains(errOut, "still recorded as done, verified") {
		t.Errorf("a warning: %d %s", status, errOut)
	}
}

// Without flags, connect also tests the saved endpoint.
func TestConnectTestsTheSavedEndpoint(t *testing.T) {
	t.Parallel()
	e := startEndpoint(t)
	w := newWalker(t)
	w.env = []string{"AD2SCIM_SCIM_TOKEN=" + endpointToken}
	if status, errOut := w.run(t, nil, "connect", "--endpoint", e.URL+"/scim/2.0"); status != 0 {
		t.Fatal(status, errOut)
	}
	if status, errOut := w.run(t, nil, "connect"); status != 0 {
		t.Error(status, errOut)
	}
	e.Close()
	if status, errOut := w.run(t, nil, "connect"); status != 3 {
		t.Error("an endpoint that is gone:", status, errOut)
	}
}

// The options of the SCIM side apply to the endpoint that connect tests: one that never answers is
// given up after --timeout, not after two minutes.
func TestConnectGivesUpOnASilentEndpoint(t *testing.T) {
	t.Parallel()
	silent := runtest.Listen(t, nil, func(c net.Conn) { io.Copy(io.Discard, c) })
	w := newWalker(t)
	w.env = []string{"AD2SCIM_SCIM_TOKEN=" + endpointToken}
	call := []string{"connect", "--endpoint", "http://" + silent + "/scim/2.0"}
	start := time.Now()
	status, errOut := w.run(t, nil, append(call, "--timeout", "300ms")...)
	if status != 3 || !strings.Contains(errOut, "did not answer in time") || time.Since(start) > time.Minute {
		t.Error(time.Since(start), status, errOut)
	}
	if status, errOut := w.run(t, nil, append(call, "--scim-page-size", "20000")...); status != 2 ||
		!strings.Contains(errOut, "a page holds 1 to") {
		t.Error("the page size has no effect:", status, errOut)
	}
}

// The saved endpoint is tested only if no side is given, so a flag for it has no effect otherwise.
func TestFlagForTheSavedEndpoint(t *testing.T) {
	t.Parallel()
	e := startEndpoint(t)
	w := newWalker(t)
	w.env = []string{"AD2SCIM_SCIM_TOKEN=" + endpointToken}
	token := filepath.Join(w.folder, "token.txt")
	if err := os.WriteFile(token, []byte(endpointToken), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, errOut := w.run(t, nil, "connect", "--endpoint", e.URL+"/scim/2.0"); status != 0 {
		t.Fatal(status, errOut)
	}
	file := oneGroup(t, "Sales")
	if status, errOut := w.run(t, nil, "connect", "--scim", file); status != 0 {
		t.Fatal(status, errOut)
	}
	if status, errOut := w.run(t, nil, "connect", "--ad", file, "--scim-token-file", token); status != 2 ||
		!strings.Contains(errOut, "--scim-token-file has no effect on") {
		t.Error("with --ad:", status, errOut)
	}
	w.env = nil
	if status, errOut := w.run(t, nil, "connect", "--scim-token-file", token); status != 0 {
		t.Error("without --ad:", status, errOut)
	}
}

// A check that finds SSO off locks the steps that depend on it.
func TestCheckThatFindsSSOOffLocksSteps(t *testing.T) {
	t.Parallel()
	var off atomic.Bool
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"data":{"sso":{"enabled":%v,"domains":[]}}}`, !off.Load())
	}))
	t.Cleanup(api.Close)
	w := newWalker(t)
	w.env = []string{"AD2SCIM_DASHLANE_URL=" + api.URL, "AD2SCIM_DASHLANE_KEY=DLP_key"}
	if status, errOut := w.run(t, nil, "steps", "choose", "--path", "confidential", "--idp", "okta"); status != 0 {
		t.Fatal(errOut)
	}
	if status, errOut := w.run(t, nil, "steps", "check", "sso-on"); status != 0 {
		t.Fatal(errOut)
	}
	off.Store(true)
	if status, errOut := w.run(t, nil, "steps", "check", "sso-on"); status != 1 {
		t.Fatal(status, errOut)
	}
	var now struct {
		Gates []struct {
			ID   string
			Open bool
		}
	}
	w.run(t, &now, "status", "--format", "json")
	for _, g := range now.Gates {
		if g.ID == "doctor" && g.Open {
			t.Error("SSO is off, and the doctor's requirement is met")
		}
	}
}
