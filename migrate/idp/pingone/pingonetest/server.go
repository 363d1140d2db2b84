package pingonetest

import (
	"cmp"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ad2scim/migrate/idp/apidoc"
	"ad2scim/migrate/idp/idptest"
)

// The credentials of the stand-in.
const (
	Environment  = "env-1"
	ClientID     = "worker"
	ClientSecret = "worker-secret"
	accessToken  = "access-token"
)

// What happens to a stored token that an update omits.
const (
	Keeps   = ""
	Loses   = "loses"
	Refuses = "refuses"
)

// Server is a stand-in. Its fields are guarded by Lock, except before the first
// request.
type Server struct {
	sync.Mutex
	URL       string
	Stores    []map[string]any
	Plans     []map[string]any
	Rules     []map[string]any
	Mappings  []map[string]any // each with its rule
	Revisions []map[string]any // oldest first
	Groups    []map[string]any
	Apps      []map[string]any // SAML and other applications
	Mapped    []map[string]any // attribute mappings, each with its application
	Page      int              // page size
	Fail      map[string]int   // by method and path: status to answer once; 0 cuts the connection after the work
	// Token is the token that the SCIM endpoint accepts; the connection test fails with any other. With Provisions, the
	// token is sent to the endpoint itself, and each revision sends the groups there.
	Token      string
	Provisions bool
	// Syncs makes each revision sync, without a target; Failing are the messages of its failures.
	Syncs      bool
	Failing    []string
	TellsToken bool   // stores are returned with their secrets
	Masks      bool   // stores are returned with asterisks instead of secrets
	Omitted    string // Keeps, Loses or Refuses
	Loops      bool   // the last page links to the first one
	Lag        int    // number of reads after a write that still return the previous state
	// Refusal is the error of every write and test; empty for none.
	Refusal string
	// Drops is a field of a plan, a rule, a store or its configuration that a write doesn't change although it
	// succeeds; or "revision".
	Drops string
	// Worker is the environment of the worker application; empty for the same one.
	Worker string
	// Between is called before each request, such as a change by another admin; may be nil.
	Between func(*http.Request)
	Sent    []string // the requests: method and path

	t        testing.TB
	document *apidoc.Document
	clock    time.Time
	serial   int
	turn     int // alternates the order of lists
	before   []byte
	stale    int
}

// Start starts a stand-in that ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s := newServer(t)
	s.URL = idptest.Serve(t, s)
	return s
}

// StartTLS starts a stand-in with TLS, and returns a file with its certificate authority.
func StartTLS(t testing.TB) (s *Server, caFile string) {
	t.Helper()
	s = newServer(t)
	web := httptest.NewTLSServer(s)
	t.Cleanup(web.Close)
	s.URL = web.URL
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}),
		0o600); err != nil {
		t.Fatal(err)
	}
	return s, caFile
}

func newServer(t testing.TB) *Server {
	t.Helper()
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	return &Server{t: t, document: document, Page: 2, Fail: map[string]int{}, clock: time.Now().UTC()}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.Lock()
	defer s.Unlock()
	if s.Between != nil {
		s.Between(r)
	}
	if err := s.document.Check(r, body); err != nil {
		s.t.Error(err)
		refuse(w, http.StatusBadRequest, "INVALID_REQUEST", err.Error())
		return
	}
	if env, is := strings.CutSuffix(r.URL.Path, "/as/token"); is {
		s.signIn(w, r, strings.TrimPrefix(env, "/"))
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/v1/environments/"+Environment)
	s.Sent = append(s.Sent, r.Method+" "+path)
	status, fails := s.Fail[r.Method+" "+path]
	delete(s.Fail, r.Method+" "+path)
	if fails && status > 0 {
		w.Header().Set("Retry-After", "0")
		refuse(w, status, "REQUEST_FAILED", "The request could not be completed.")
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+accessToken {
		refuse(w, http.StatusUnauthorized, "INVALID_TOKEN", "The access token is not valid.")
		return
	}
	if s.Refusal != "" && r.Method != http.MethodGet {
		refuse(w, http.StatusBadRequest, "INVALID_DATA", s.Refusal)
		return
	}
	idptest.Answer(w, fails, func(w http.ResponseWriter) { s.route(w, r, path, body) })
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request, environment string) {
	if id, secret, _ := r.BasicAuth(); environment != cmp.Or(s.Worker, Environment) || id != ClientID ||
		secret != ClientSecret {
		idptest.WriteJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	idptest.WriteJSON(w, http.StatusOK, map[string]any{
		"access_token": accessToken, "token_type": "Bearer", "expires_in": 3600,
	})
}

// detail is one detail of an error.
type detail struct {
	Code    string `json:"code"`
	Target  string `json:"target"`
	Message string `json:"message"`
}

func refuse(w http.ResponseWriter, status int, code, message string, details ...detail) {
	idptest.WriteJSON(w, status, map[string]any{
		"id": "00000000-0000-0000-0000-000000000001", "code": code, "message": message,
		"details": details,
	})
}
