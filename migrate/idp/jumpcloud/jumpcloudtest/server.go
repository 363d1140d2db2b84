package jumpcloudtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"ad2scim/migrate/idp/apidoc"
)

// Server is a stand-in for one organization. Its fields are set before the first
// request.
type Server struct {
	URL    string
	APIKey string
	// ClientID and ClientSecret are those of a service account.
	ClientID, ClientSecret string
	Org                    string // what x-org-id must be; empty for any
	// Pages caps every page; 0 for 100.
	Pages int
	// Lag is how many readings after a write still show what was before.
	Lag int
	// Loses names a field of a group that a write takes away, whatever is sent;
	// for what the document does not promise.
	Loses string

	t        testing.TB
	document *apidoc.Document

	mu       sync.Mutex
	now      *world
	before   *world
	stale    int
	faults   []*fault
	between  func(*http.Request)
	requests []string
	serial   int
	turn     int // of the lists
}

// Start starts a stand-in that ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{
		APIKey: "jca_standin-api-key", ClientID: "service-account", ClientSecret: "service-account-secret", t: t, document: document, now: &world{},
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// fault is what goes wrong with some requests.
type fault struct {
	method, path string
	status       int // 0: the connection breaks before the answer
	after        bool
	skip, times  int
}

// Fail answers the next requests of this method whose path has this part with a
// status, times times, without doing anything. Status 0 cuts the connection.
func (s *Server) Fail(method, path string, status, times int) {
	s.FailLater(method, path, status, 0, times)
}

// FailLater is Fail after the first skip such requests.
func (s *Server) FailLater(method, path string, status, skip, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{method: method, path: path, status: status, skip: skip, times: times})
}

// LoseAnswer does the next such request and cuts the connection before the
// answer.
func (s *Server) LoseAnswer(method, path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{method: method, path: path, after: true, times: 1})
}

// Between is called before each request, for another admin to do something; nil
// for none.
func (s *Server) Between(f func(*http.Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.between = f
}

// Requests lists what was asked: method, path and query.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	between := s.between
	s.mu.Unlock()
	if between != nil {
		between(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
	if err := s.document.Check(r, body); err != nil {
		s.t.Error(err)
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	f := s.fault(r)
	if f != nil && !f.after {
		if f.status == 0 {
			hangUp(w)
			return
		}
		if f.status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "0")
		}
		refuse(w, f.status, http.StatusText(f.status))
		return
	}
	if r.URL.Path == "/oauth2/token" {
		s.signIn(w, r)
		return
	}
	if r.Header.Get("x-api-key") != s.APIKey && r.Header.Get("Authorization") != "Bearer "+accessToken {
		refuse(w, http.StatusUnauthorized, "Unauthorized")
		return
	}
	if s.Org != "" && r.Header.Get("x-org-id") != s.Org {
		refuse(w, http.StatusForbidden, "x-org-id is not an organization of this account")
		return
	}
	if f != nil {
		s.route(httptest.NewRecorder(), r, body)
		hangUp(w)
		return
	}
	s.route(w, r, body)
}

const accessToken = "jumpcloud-access-token"

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if id, secret, _ := r.BasicAuth(); id != s.ClientID || secret != s.ClientSecret {
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": accessToken, "token_type": "bearer", "expires_in": 3599, "scope": "api",
	})
}

func (s *Server) fault(r *http.Request) *fault {
	for _, f := range s.faults {
		if f.method != r.Method || !strings.Contains(r.URL.Path, f.path) || f.times == 0 {
			continue
		}
		if f.skip > 0 {
			f.skip--
			return nil
		}
		f.times--
		return f
	}
	return nil
}

func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, map[string]any{"code": status, "message": message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func hangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}
