// Package entratest is a stateful stand-in for Microsoft Graph and its sign-in, because no Entra tenant is
// available for tests. It was written from Microsoft's Graph reference, v1.0; no live tenant was used. A request
// that requests.yaml doesn't contain is refused and fails the test.
package entratest

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/apidoc"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/idptest"
)

// AppID is the only app; Secret is the client secret.
const (
	AppID  = "8b7f6a1e-2c3d-4e5f-9a0b-1c2d3e4f5a6b"
	Secret = "client-secret-7Q"
)

// Server is the stand-in.
type Server struct {
	URL      string
	document *apidoc.Document
	mu       sync.Mutex
	state    State
	issued   int
	stale    map[string]int
	old      map[string]string
	problems []string
	asked    string // the scopes of the last sign-in by device code
	// Key verifies client assertions; nil refuses them.
	Key *rsa.PublicKey
}

// Start runs a tenant with one app that has a template but no job.
func Start(t testing.TB) *Server {
	document, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{document: document, stale: map[string]int{}, old: map[string]string{}, state: newState()}
	t.Cleanup(func() { // after the server has closed
		for _, p := range s.problems {
			t.Errorf("a request is not as documented: %s", p)
		}
	})
	s.URL = idptest.Serve(t, s)
	return s
}

// Options returns options to sign in to the stand-in with its client secret.
func (s *Server) Options() entra.Options {
	return entra.Options{
		Tenant: "example", ClientID: "client", ClientSecret: migrate.NewSecret(Secret), Graph: s.URL,
		Login: s.URL,
	}
}

// Change calls f with the state, to read or change it.
func (s *Server) Change(f func(*State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.state)
}

// Expire invalidates every token that was issued.
func (s *Server) Expire() {
	s.mu.Lock()
	s.issued++
	s.mu.Unlock()
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	say(w, map[string]any{"error": map[string]string{"code": code, "message": "refused"}})
}

func say(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// ServeHTTP answers sign-ins, and calls of Graph with the newest token.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/devicecode") {
		w.Header().Set("Content-Type", "application/json")
		s.asked = r.FormValue("scope")
		say(w, map[string]any{
			"device_code": "device-code-3K", "user_code": "ABCD", "verification_uri": s.URL,
			"expires_in": 60, "interval": 1,
		})
		return
	}
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
		s.signIn(w, r)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+s.token() {
		refuse(w, http.StatusUnauthorized, "InvalidAuthenticationToken")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest")
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if s.state.Fault != nil && s.state.Fault(w, r) {
		return
	}
	s.take(w, r, body)
}

// Take answers a request inside a State.Fault, for example one whose answer is then lost.
func (s *Server) Take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest")
		return
	}
	s.take(w, r, body)
}

// take answers a documented request.
func (s *Server) take(w http.ResponseWriter, r *http.Request, body []byte) {
	if err := s.document.Check(r, body); err != nil {
		s.problems = append(s.problems, err.Error())
		refuse(w, http.StatusBadRequest, "BadRequest")
		return
	}
	if s.refused(w, r, body) {
		return
	}
	s.graph(w, r, body)
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	device := r.FormValue("grant_type") == "urn:ietf:params:oauth:grant-type:device_code" &&
		r.FormValue("device_code") == "device-code-3K"
	if s.state.Refused || r.FormValue("client_secret") != Secret && !device && !s.signed(r) {
		w.WriteHeader(http.StatusUnauthorized)
		say(w, map[string]string{"error": "invalid_client", "error_description": s.state.SignInSays})
		return
	}
	if device && !s.consented() {
		w.WriteHeader(http.StatusBadRequest)
		say(w, map[string]string{
			"error":             "invalid_grant",
			"error_description": "AADSTS65001: The user or administrator has not consented to use the application with ID 'client'.",
		})
		return
	}
	s.issued++
	say(w, map[string]any{"access_token": s.token(), "token_type": "Bearer", "expires_in": 3600})
}

// consented reports whether the registration was granted every permission that a person's sign-in requests.
func (s *Server) consented() bool {
	for _, scope := range strings.Fields(s.asked) {
		name := scope[strings.LastIndex(scope, "/")+1:]
		if name != "offline_access" && name != ".default" && !slices.Contains(s.state.Roles, name) {
			return false
		}
	}
	return true
}

// signed checks a client assertion according to "application authentication certificate credentials".
func (s *Server) signed(r *http.Request) bool {
	if s.Key == nil || r.FormValue("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return false
	}
	token, err := jwt.Parse(r.FormValue("client_assertion"), func(*jwt.Token) (any, error) { return s.Key, nil },
		jwt.WithAudience(s.URL+r.URL.Path), jwt.WithIssuer("client"), jwt.WithSubject("client"), jwt.WithExpirationRequired(),
		jwt.WithValidMethods([]string{"PS256"}))
	return err == nil && token.Header["x5t#S256"] != nil && token.Header["typ"] == "JWT"
}

func (s *Server) token() string {
	part := func(v any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return part(map[string]string{"alg": "RS256"}) + "." + part(s.claims()) + ".c2ln"
}

// claims returns the token's claims: roles for an application, scp for a person.
func (s *Server) claims() map[string]any {
	c := map[string]any{"roles": s.state.Roles, "n": s.issued}
	if s.state.Person != "" {
		delete(c, "roles")
		c["scp"], c["appid"], c["idtyp"] = strings.Join(s.state.Roles, " "), s.state.Person, "user"
	}
	return c
}

func (s *Server) batch(w http.ResponseWriter, body []byte) {
	var in struct {
		Requests []struct{ ID, Method, URL string }
	}
	if json.Unmarshal(body, &in) != nil {
		refuse(w, http.StatusBadRequest, "BadRequest")
		return
	}
	out := []map[string]any{}
	ids := map[string]bool{}
	for i := len(in.Requests) - 1; i >= 0; i-- { // the order of answers isn't guaranteed
		one := in.Requests[i]
		if ids[one.ID] {
			refuse(w, http.StatusBadRequest, "BadRequest")
			return
		}
		ids[one.ID] = true
		rec := httptest.NewRecorder()
		if s.state.Throttled > 0 {
			s.state.Throttled--
			rec.Code = http.StatusTooManyRequests
			out = append(out, map[string]any{
				"id": one.ID, "status": rec.Code, "headers": map[string]string{"Retry-After": "0"},
				"body": map[string]any{"error": map[string]string{"code": "TooManyRequests"}},
			})
			continue
		}
		s.take(rec, httptest.NewRequest(one.Method, "/v1.0"+one.URL, nil), nil)
		out = append(out, map[string]any{"id": one.ID, "status": rec.Code, "body": json.RawMessage(rec.Body.Bytes())})
	}
	say(w, map[string]any{"responses": out})
}
