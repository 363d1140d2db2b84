// Package entratest is a stand-in for Microsoft Graph and its sign-in, with
// state. It was written from Microsoft's Graph reference (servicePrincipal,
// synchronization, group, JSON batching, paging, throttling); no live tenant was
// used. A body with a field that the reference does not have is refused.
package entratest

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra"
)

// AppID is the one app; Secret the client secret that signs in.
const (
	AppID  = "sp-dashlane"
	Secret = "client-secret-7Q"
)

// Group is a group of the tenant.
type Group struct {
	ID     string `json:"id"`
	Name   string `json:"displayName"`
	Synced bool   `json:"onPremisesSyncEnabled"`
	SID    string `json:"onPremisesSecurityIdentifier,omitempty"`
}

// Server is the stand-in.
type Server struct {
	URL      string
	mu       sync.Mutex
	state    State
	issued   int
	stale    map[string]int
	old      map[string]string
	problems []string
	// Key checks client assertions; nil to refuse them.
	Key *rsa.PublicKey
}

func (s *Server) signed(r *http.Request) bool {
	if s.Key == nil || r.FormValue("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return false
	}
	_, err := jwt.Parse(r.FormValue("client_assertion"), func(*jwt.Token) (any, error) { return s.Key, nil },
		jwt.WithAudience(s.URL+r.URL.Path), jwt.WithIssuer("client"), jwt.WithSubject("client"), jwt.WithExpirationRequired(), jwt.WithValidMethods([]string{"PS256"}))
	return err == nil
}

// State is what a test sets and looks at.
type State struct {
	Groups   []*Group
	Assigned []string
	Roles    []string // of the token
	Job      bool
	Code     string // of the job's status
	Reason   string // of its quarantine
	Steady   bool
	Schema   map[string]any
	Secrets  map[string]string
	Log      []map[string]any
	Lag      int // readings of a group that still show the old name
	// Fault may answer a request itself; true if it did.
	Fault func(w http.ResponseWriter, r *http.Request) bool
}

// Start runs a tenant with one app that has a template and no job.
func Start(t testing.TB) *Server {
	s := &Server{stale: map[string]int{}, old: map[string]string{}}
	s.state.Roles = []string{"Synchronization.ReadWrite.All", "Application.Read.All", "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All", "Directory.Read.All", "Group.ReadWrite.All"}
	s.state.Schema = map[string]any{"id": "schema", "version": "v1", "kept": 12345678901234567, "synchronizationRules": []any{map[string]any{"objectMappings": []any{mapping("User", false), mapping("Group", true)}}}}
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		h.Close()
		for _, p := range s.problems {
			t.Errorf("a request is not as documented: %s", p)
		}
	})
	s.URL = h.URL
	return s
}

func mapping(kind string, on bool) map[string]any {
	return map[string]any{"sourceObjectName": kind, "enabled": on, "attributeMappings": []any{map[string]any{"targetAttributeName": "displayName", "source": map[string]any{"type": "Attribute", "name": "displayName"}}}}
}

// Options sign in to the stand-in by its client secret.
func (s *Server) Options() entra.Options {
	return entra.Options{Tenant: "example", ClientID: "client", ClientSecret: migrate.NewSecret(Secret), Graph: s.URL, Login: s.URL}
}

// Change looks at or changes the state.
func (s *Server) Change(f func(*State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.state)
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"code": code, "message": "refused"}})
}

func say(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// ServeHTTP signs in, and answers Graph's calls with the newest token alone.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/devicecode") {
		w.Header().Set("Content-Type", "application/json")
		say(w, map[string]any{"device_code": "device-code-3K", "user_code": "ABCD", "verification_uri": s.URL, "expires_in": 60, "interval": 1})
		return
	}
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
		device := r.FormValue("grant_type") == "urn:ietf:params:oauth:grant-type:device_code" && r.FormValue("device_code") == "device-code-3K"
		if r.FormValue("client_secret") != Secret && !device && !s.signed(r) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			say(w, map[string]string{"error": "invalid_client"})
			return
		}
		s.issued++
		w.Header().Set("Content-Type", "application/json")
		say(w, map[string]any{"access_token": s.token(), "token_type": "Bearer", "expires_in": 3600})
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+s.token() {
		refuse(w, http.StatusUnauthorized, "InvalidAuthenticationToken")
		return
	}
	if s.state.Fault != nil && s.state.Fault(w, r) {
		return
	}
	s.graph(w, r)
}

// Expire makes every token that was given out invalid.
func (s *Server) Expire() {
	s.mu.Lock()
	s.issued++
	s.mu.Unlock()
}

func (s *Server) token() string {
	part := func(v any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return part(map[string]string{"alg": "RS256"}) + "." + part(map[string]any{"roles": s.state.Roles, "n": s.issued}) + ".c2ln"
}

// take reads a body; a field outside of allowed is against the documentation.
func (s *Server) take(r *http.Request, into any, allowed ...string) bool {
	text, _ := io.ReadAll(r.Body)
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &fields) != nil || json.Unmarshal(text, into) != nil {
		s.problems = append(s.problems, r.Method+" "+r.URL.Path+" has no JSON object")
		return false
	}
	for name := range fields {
		if !slices.Contains(allowed, name) {
			s.problems = append(s.problems, fmt.Sprintf("%s %s has the field %s", r.Method, r.URL.Path, name))
			return false
		}
	}
	return true
}

func (s *Server) batch(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Requests []struct{ ID, Method, URL string }
	}
	if !s.take(r, &in, "requests") || len(in.Requests) > 20 {
		refuse(w, http.StatusBadRequest, "BadRequest")
		return
	}
	out := []map[string]any{}
	for _, one := range slices.Backward(in.Requests) { // the order of answers is not promised
		rec := httptest.NewRecorder()
		s.graph(rec, httptest.NewRequest(one.Method, "/v1.0"+one.URL, bytes.NewReader(nil)))
		out = append(out, map[string]any{"id": one.ID, "status": rec.Code, "body": json.RawMessage(rec.Body.Bytes())})
	}
	say(w, map[string]any{"responses": out})
}
