package jumpcloudtest

import (
	"net/http"
	"sync"
	"testing"

	"ad2scim/migrate/idp/apidoc"
	"ad2scim/migrate/idp/idptest"
)

// Server is a stand-in for one organization. Set its fields before the first request.
type Server struct {
	idptest.Traffic

	URL    string
	APIKey string
	// ClientID and ClientSecret are the credentials of a service account.
	ClientID, ClientSecret string
	Org                    string // required x-org-id; empty for any
	// Pages limits every page; 0 means 100.
	Pages int
	// Lag is the number of reads after a write that still return the previous state.
	Lag int
	// Loses is a field of a group that every write resets, which the documentation doesn't rule out.
	Loses string

	t        testing.TB
	document *apidoc.Document

	mu     sync.Mutex
	now    *world
	before *world
	stale  int
	serial int
	turn   int // alternates the order of lists
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
	s.URL = idptest.Serve(t, s)
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := s.Receive(r)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Record(r.Method + " " + r.URL.RequestURI())
	if err := s.document.Check(r, body); err != nil {
		s.t.Error(err)
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	lost, done := s.Faulty(w, r, func(status int) {
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "0")
		}
		refuse(w, status, http.StatusText(status))
	})
	if done {
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
	idptest.Answer(w, lost, func(w http.ResponseWriter) { s.route(w, r, body) })
}

const accessToken = "jumpcloud-access-token"

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if id, secret, _ := r.BasicAuth(); id != s.ClientID || secret != s.ClientSecret {
		idptest.WriteJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	idptest.WriteJSON(w, http.StatusOK, map[string]any{
		"access_token": accessToken, "token_type": "bearer", "expires_in": 3599, "scope": "api",
	})
}

func refuse(w http.ResponseWriter, status int, message string) {
	idptest.WriteJSON(w, status, map[string]any{"code": status, "message": message})
}
