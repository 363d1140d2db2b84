package rest

import (
	"context"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/oauth2/clientcredentials"

	"ad2scim/migrate"
)

// signIn signs in at a stand-in that answers as RFC 6749 section 5 has it.
func signIn(t *testing.T, address, caFile string) *SignIn {
	t.Helper()
	s, err := NewSignIn(SignInOptions{
		Name: "the stand-in", CAFile: caFile, Client: "the worker", Check: "check its secret", Region: "THE_REGION",
		Config: clientcredentials.Config{ClientID: "id", ClientSecret: "very-secret", TokenURL: address + "/token"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// authorized is the header that a request gets.
func authorized(ctx context.Context, t *testing.T, s *SignIn) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.example.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Authorize(ctx, r)
	return r.Header.Get("Authorization"), err
}

// TestATokenIsUsedWhileItIsValid, and then a new one is asked for.
func TestATokenIsUsedWhileItIsValid(t *testing.T) {
	t.Parallel()
	for lifetime, want := range map[string]int32{"3600": 1, "1": 3} { // 1 s is less than the spare time of oauth2
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			if id, secret, _ := r.BasicAuth(); id != "id" || secret != "very-secret" ||
				r.FormValue("grant_type") != "client_credentials" {
				t.Errorf("it asks with %v", r.Form)
			}
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(`{"access_token":"tok","token_type":"Bearer","expires_in":` + lifetime + `}`))
		}))
		s := signIn(t, server.URL, "")
		for range 3 {
			if got, err := authorized(t.Context(), t, s); got != "Bearer tok" || err != nil {
				t.Errorf("the header is %q %v", got, err)
			}
		}
		if asked.Load() != want {
			t.Errorf("with %s s to live it was asked for %d times, want %d", lifetime, asked.Load(), want)
		}
		server.Close()
	}
}

// TestARefusedSignInSaysWhatToCheck: up to 499 the client is wrong, from 500 on the server.
func TestARefusedSignInSaysWhatToCheck(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		says   string
		denied bool
	}{
		400: {"cannot sign in to the stand-in: the worker was refused (400). Check its secret", true},
		401: {"cannot sign in to the stand-in: the worker was refused (401). Check its secret", true},
		429: {"cannot sign in to the stand-in: its sign-in answers 429 Too Many Requests. Try again later", false},
		503: {"cannot sign in to the stand-in: its sign-in answers 503 Service Unavailable. Try again later", false},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			w.Write([]byte(`{"error":"invalid_client","error_description":"\u001b[2Jvery-secret"}`))
		}))
		got, err := authorized(t.Context(), t, signIn(t, server.URL, ""))
		server.Close()
		if got != "" || err == nil || err.Error() != want.says || errors.Is(err, migrate.ErrDenied) != want.denied ||
			migrate.ClassOf(err) != migrate.Unreachable {
			t.Errorf("%d: %q %v", status, got, err)
		}
	}
}

// TestTheSecretFollowsNoRedirect, not even to the same host.
func TestTheSecretFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token" {
			t.Errorf("%s was asked for", r.URL)
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	if _, err := authorized(t.Context(), t, signIn(t, server.URL, "")); err == nil {
		t.Error("it signed in")
	}
}

// TestASignInThatIsNotReached says whether the network or the certificate is the reason.
func TestASignInThatIsNotReached(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"access_token":"tok","token_type":"Bearer"}`))
	}))
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	_, err := authorized(t.Context(), t, signIn(t, server.URL, ""))
	if err == nil || !strings.Contains(err.Error(), "does not trust") ||
		!strings.Contains(err.Error(), "pass its authority's certificate with AD2SCIM_IDP_CA=FILE") {
		t.Errorf("an untrusted certificate: %v", err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := authorized(t.Context(), t, signIn(t, server.URL, ca)); got != "Bearer tok" || err != nil {
		t.Errorf("with its authority: %q %v", got, err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := authorized(canceled, t, signIn(t, server.URL, ca)); !errors.Is(err, context.Canceled) ||
		migrate.ClassOf(err) != 0 {
		t.Errorf("canceled: %v", err)
	}
	server.Close()
	if _, err := authorized(t.Context(), t, signIn(t, server.URL, ca)); err == nil ||
		!strings.Contains(err.Error(), "the connection is refused. Check THE_REGION and any firewall on the way") {
		t.Errorf("nobody there: %v", err)
	}
}

// TestASignInIsCheckedFirst: what cannot work is an error before anything is sent.
func TestASignInIsCheckedFirst(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]SignInOptions{
		"plain http": {Config: clientcredentials.Config{TokenURL: "http://example.com/token"}},
		"no CA file": {Config: clientcredentials.Config{TokenURL: "https://example.com/token"}, CAFile: "none.pem"},
	} {
		if _, err := NewSignIn(o); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(Options{Base: "https://example.com", CAFile: "none.pem"}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("a client without its CA file: %v", err)
	}
}
