package oktatest

import (
	"crypto"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"ad2scim/migrate/idp/apidoc"
	"ad2scim/migrate/idp/idptest"
)

// Server is a stand-in for one organization. Set its fields before the first request.
type Server struct {
	idptest.Traffic

	URL   string
	Token string // the valid API token

	// ClientID, PublicKey and Scopes belong to the API Services app; Scopes are the granted ones.
	ClientID  string
	PublicKey crypto.PublicKey
	Scopes    []string
	// NoRole says that the API Services app has no admin role; DPoP that it requires proof of possession, which is the
	// default in the Admin Console.
	NoRole, DPoP bool
	// NoGroupPush says that the organization lacks the feature.
	NoGroupPush bool

	// Pages limits every page; 0 means as requested.
	Pages int
	// Lag is the number of reads after a write that still return the previous state.
	Lag int
	// Ago is the age of a new entry of the System Log by the stand-in's clock, so that a test needn't wait for the log
	// to be quiet.
	Ago time.Duration

	t        testing.TB
	document *apidoc.Document

	mu     sync.Mutex
	now    *world
	before *world // the state that lagging reads return
	stale  int
	issued map[string]bool
	serial int
	turn   int // alternates the order of lists
	target *idptest.Target
	sends  *Event // an event that occurs at every read of the log
}

// Start starts a stand-in that ends with the test. The API document is downloaded once. Without it, requests aren't
// checked; with CI=true, that fails the test.
func Start(t testing.TB) *Server {
	t.Helper()
	document, err := loadDocument()
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	} else if err != nil {
		t.Logf("the requests to Okta are not checked: %v", err)
	}
	s := &Server{
		Token: "00standin-api-token-" + strings.ToLower(t.Name()), t: t, document: document, now: newWorld(),
		issued: map[string]bool{},
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
	w.Header().Set("Date", time.Now().Add(s.Ago).UTC().Format(http.TimeFormat))
	if r.URL.Path == "/oauth2/v1/token" {
		s.Record(r.Method + " " + r.URL.RequestURI())
		s.token(w, body)
		return
	}
	s.Record(strings.TrimSpace(r.Method + " " + r.URL.RequestURI() + " " + string(body)))
	if s.document != nil {
		if err := s.document.Check(r, body); err != nil {
			s.t.Error(err)
			refuse(w, http.StatusBadRequest, "E0000003", "The request body was not well-formed: "+err.Error())
			return
		}
	}
	lost, done := s.Faulty(w, r, func(status int) { failed(w, status) })
	if done || !s.allowed(w, r) {
		return
	}
	if s.NoGroupPush && strings.Contains(r.URL.Path, "/group-push/") {
		refuse(w, http.StatusForbidden, "E0000015", "You do not have permission to access the feature you are requesting")
		return
	}
	idptest.Answer(w, lost, func(w http.ResponseWriter) { s.route(w, r, body) })
}

func failed(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusTooManyRequests:
		// The rate limit ends at once by the server's clock, as far as whole seconds permit.
		now := time.Now()
		w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
		w.Header().Set("X-Rate-Limit-Limit", "600")
		w.Header().Set("X-Rate-Limit-Remaining", "0")
		w.Header().Set("X-Rate-Limit-Reset", itoa(now.Unix()))
		refuse(w, status, "E0000047", "API call exceeded rate limit due to too many requests.")
	case http.StatusUnauthorized:
		refuse(w, status, "E0000011", "Invalid token provided")
	case http.StatusForbidden:
		refuse(w, status, "E0000006", "You do not have permission to perform the requested action")
	default:
		refuse(w, status, "E0000009", "Internal Server Error")
	}
}

func refuse(w http.ResponseWriter, status int, code, summary string, causes ...string) {
	list := make([]map[string]string, 0, len(causes))
	for _, c := range causes {
		list = append(list, map[string]string{"errorSummary": c})
	}
	idptest.WriteJSON(w, status, map[string]any{
		"errorCode": code, "errorSummary": summary, "errorLink": code,
		"errorId": "oaeStandIn", "errorCauses": list,
	})
}
