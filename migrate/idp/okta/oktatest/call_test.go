package oktatest

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// response is one answer of the stand-in.
type response struct {
	status int
	header http.Header
	body   []byte
}

// call sends a request with the API token; body is JSON or empty.
func call(t *testing.T, s *Server, method, path, body string) response {
	t.Helper()
	return callAs(t, s, "SSWS "+s.Token, method, path, body)
}

func callAs(t *testing.T, s *Server, authorization, method, path, body string) response {
	t.Helper()
	r, err := send(t, s, authorization, method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func send(t *testing.T, s *Server, authorization, method, path, body string) (response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", authorization)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return response{}, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	return response{got.StatusCode, got.Header, text}, err
}

// into decodes a successful answer.
func into[T any](t *testing.T, r response) (out T) {
	t.Helper()
	if r.status/100 != 2 {
		t.Fatalf("answered %d: %s", r.status, r.body)
	}
	if err := json.Unmarshal(r.body, &out); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return out
}

// object is what the lists hold, as far as the tests read it.
type object struct {
	ID, Type, Scope, Status, LastUpdated string
	SourceGroupID, TargetGroupID         string
	ErrorSummary, LastPush               string
	Features                             []string
	Profile                              map[string]any
	Embedded                             struct{ Group *object } `json:"_embedded"`
}

var nextLink = regexp.MustCompile(`^<(.*)>; rel="next"$`)

// pages follows the links from a path to the end.
func pages(t *testing.T, s *Server, path string) (all [][]object) {
	t.Helper()
	for path != "" {
		if len(all) > 50 {
			t.Fatal("the pages have no end")
		}
		r := call(t, s, http.MethodGet, path, "")
		all = append(all, into[[]object](t, r))
		path = ""
		for _, line := range r.header.Values("Link") {
			if next := nextLink.FindStringSubmatch(line); next != nil {
				path = strings.TrimPrefix(next[1], s.URL)
			}
		}
	}
	return all
}

// refusal checks that an answer is an error in the form of Error and ErrorCause in
// Okta's API document, without any other member.
func (r response) refusal(t *testing.T, status int, code, cause string) {
	t.Helper()
	var e struct {
		ErrorCode, ErrorSummary, ErrorLink, ErrorID string
		ErrorCauses                                 []struct{ ErrorSummary string }
	}
	d := json.NewDecoder(strings.NewReader(string(r.body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		t.Fatalf("no error of Okta's: %d %s: %v", r.status, r.body, err)
	}
	if r.status != status || e.ErrorCode != code || e.ErrorLink != code || e.ErrorSummary == "" || e.ErrorID == "" ||
		e.ErrorCauses == nil || r.header.Get("Content-Type") != "application/json" {
		t.Errorf("answered %d %s, not %d %s", r.status, r.body, status, code)
	}
	if (cause != "") != (len(e.ErrorCauses) == 1) || cause != "" && !strings.Contains(e.ErrorCauses[0].ErrorSummary, cause) {
		t.Errorf("the causes are %v, not %q", e.ErrorCauses, cause)
	}
}
