// Package pingonetest stands in for a PingOne environment in tests. It is
// written from the PingOne Platform API's documentation (worker sign-in by
// client credentials, HAL pages, propagation stores and rules, groups), not from
// a live environment. A request that is not written down here, or a property of
// a group that the documentation does not let one write, fails the test.
package pingonetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// What signs in.
const (
	Environment  = "env-1"
	ClientID     = "worker"
	ClientSecret = "worker-secret"
	accessToken  = "access-token"
)

// Server is a stand-in. Its fields are guarded by Lock.
type Server struct {
	sync.Mutex
	URL    string
	Stores []map[string]any
	Rules  []map[string]any
	Groups []map[string]any
	Page   int            // how many a page holds
	Fail   map[string]int // by method and path: the status that is answered once
	t      testing.TB
}

// Start starts a stand-in that ends with the test.
func Start(t testing.TB) *Server {
	s := &Server{t: t, Page: 2, Fail: map[string]int{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.URL = h.URL
	return s
}

var writable = []string{"name", "description", "population", "userFilter", "externalId", "customData"}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	if r.URL.Path == "/"+Environment+"/as/token" {
		id, secret, _ := r.BasicAuth()
		if id != ClientID || secret != ClientSecret || r.FormValue("grant_type") != "client_credentials" {
			answer(w, 401, map[string]any{"error": "invalid_client"})
			return
		}
		answer(w, 200, map[string]any{"access_token": accessToken, "token_type": "Bearer", "expires_in": 3600})
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/v1/environments/"+Environment)
	if status := s.Fail[r.Method+" "+path]; status > 0 {
		delete(s.Fail, r.Method+" "+path)
		w.Header().Set("Retry-After", "0")
		answer(w, status, map[string]any{"code": "FAILED", "message": "as the test asked"})
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+accessToken {
		answer(w, 401, map[string]any{"code": "INVALID_TOKEN"})
		return
	}
	switch {
	case r.Method == "GET" && path == "/propagation/stores":
		s.page(w, r, "stores", s.Stores)
	case r.Method == "GET" && path == "/propagation/rules":
		s.page(w, r, "rules", s.Rules)
	case r.Method == "GET" && path == "/groups":
		s.page(w, r, "groups", s.Groups)
	case r.Method == "GET" && strings.HasPrefix(path, "/propagation/stores/"):
		s.one(w, s.Stores, strings.TrimPrefix(path, "/propagation/stores/"))
	case r.Method == "GET" && strings.HasPrefix(path, "/groups/"):
		s.one(w, s.Groups, strings.TrimPrefix(path, "/groups/"))
	case r.Method == "PUT" && strings.HasPrefix(path, "/groups/"):
		s.put(w, r, strings.TrimPrefix(path, "/groups/"))
	default:
		s.t.Errorf("%s %s is not in the documentation", r.Method, r.URL)
		answer(w, 405, nil)
	}
}

func (s *Server) page(w http.ResponseWriter, r *http.Request, key string, all []map[string]any) {
	from, _ := strconv.Atoi(r.URL.Query().Get("cursor")) // none is the first page
	to := min(from+s.Page, len(all))
	links := map[string]any{}
	if to < len(all) {
		links["next"] = map[string]any{"href": fmt.Sprintf("%s%s?cursor=%d", s.URL, r.URL.Path, to)}
	}
	answer(w, 200, map[string]any{"_links": links, "_embedded": map[string]any{key: append([]map[string]any{}, all[from:to]...)}, "count": to - from, "size": len(all)})
}

func (s *Server) one(w http.ResponseWriter, all []map[string]any, id string) {
	for _, one := range all {
		if one["id"] == id {
			answer(w, 200, one)
			return
		}
	}
	answer(w, 404, map[string]any{"code": "NOT_FOUND"})
}

// put replaces a group: what is left out is lost.
func (s *Server) put(w http.ResponseWriter, r *http.Request, id string) {
	body := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		s.t.Error(err)
	}
	for key := range body {
		if !slices.Contains(writable, key) {
			s.t.Errorf("a group has no %s that can be written", key)
		}
	}
	body["id"] = id
	for i := range s.Groups {
		if s.Groups[i]["id"] == id {
			s.Groups[i] = body
		}
	}
	s.one(w, s.Groups, id)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) // a client that is gone is no matter
}
