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

// Server is a stand-in for one organization. Its fields are set before the first
// request.
type Server struct {
	idptest.Traffic

	URL   string
	Token string // what an API token must be

	// ClientID, PublicKey and Scopes are the API Services app; Scopes are the
	// granted ones.
	ClientID  string
	PublicKey crypto.PublicKey
	Scopes    []string
	// NoRole says that the API Services app has no admin role, and DPoP that it
	// requires proof of possession, as one does that is made in the Admin Console.
	NoRole, DPoP bool
	// NoGroupPush says that the organization lacks the feature.
	NoGroupPush bool

	// Pages caps every page; 0 for what the request asks.
	Pages int
	// Lag is how many readings after a write still show what was before.
	Lag int
	// Ago is how old an entry of the System Log is by the stand-in's own clock when it
	// comes, so that a test need not wait for the log to fall quiet.
	Ago time.Duration

	t        testing.TB
	document *apidoc.Document

	mu     sync.Mutex
	now    *world
	before *world // what lagging readings show
	stale  int
	issued map[string]bool
	serial int
	turn   int // of the lists
	target *idptest.Target
	sends  *Event // what comes whenever the log is read
}

// Start starts a stand-in that ends with the test. The API document is
// downloaded once; without it the requests are not checked, which under CI=true
// fails the test.
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
		// The limit is over at once by the server's own clock, as far as whole
		// seconds tell.
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
