package idptest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Traffic records the requests to a stand-in and makes some of them fail. A stand-in embeds it, so that its tests
// have Fail, FailLater, LoseAnswer, Between and Requests; the other methods are for the stand-in.
type Traffic struct {
	mu       sync.Mutex
	faults   []*fault
	between  func(*http.Request)
	requests []string
}

// fault is what goes wrong with some requests.
type fault struct {
	method, path string
	status       int // 0: the connection is cut before the answer
	after        bool
	skip, times  int
}

// Fail answers the next requests with this method and a path that contains this part with a status, as often as
// times, without executing them. Status 0 cuts the connection.
func (t *Traffic) Fail(method, path string, status, times int) {
	t.FailLater(method, path, status, 0, times)
}

// FailLater is Fail after skipping some of these requests.
func (t *Traffic) FailLater(method, path string, status, skip, times int) {
	t.add(&fault{method: method, path: path, status: status, skip: skip, times: times})
}

// LoseAnswer executes the next such request and cuts the connection before the answer.
func (t *Traffic) LoseAnswer(method, path string) {
	t.add(&fault{method: method, path: path, after: true, times: 1})
}

func (t *Traffic) add(f *fault) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, f)
}

// Between sets a function that is called before each request, such as a change by another admin; nil for none. It
// must not wait for the server.
func (t *Traffic) Between(f func(*http.Request)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.between = f
}

// Requests returns the requests so far: method, path and query, and what else the stand-in records.
func (t *Traffic) Requests() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.requests)
}

// Receive reads the body of a request and then calls the function of Between. Call it before locking the stand-in's
// state, which that function changes.
func (t *Traffic) Receive(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	between := t.between
	t.mu.Unlock()
	if between != nil {
		between(r)
	}
	return body, nil
}

// Record adds a request to Requests.
func (t *Traffic) Record(request string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests = append(t.requests, request)
}

// Faulty applies the fault of a request. done is true if the request was handled: the connection was cut, or refuse
// was called with the status. lost is true if the answer must be lost; pass it to Answer.
func (t *Traffic) Faulty(w http.ResponseWriter, r *http.Request, refuse func(status int)) (lost, done bool) {
	f := t.next(r)
	switch {
	case f == nil:
		return false, false
	case f.after:
		return true, false
	case f.status == 0:
		HangUp(w)
	default:
		refuse(f.status)
	}
	return false, true
}

// next returns the first fault that matches a request, or nil.
func (t *Traffic) next(r *http.Request) *fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.faults {
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

// Answer executes a request. If the answer must be lost, it cuts the connection instead.
func Answer(w http.ResponseWriter, lost bool, carryOut func(http.ResponseWriter)) {
	if !lost {
		carryOut(w)
		return
	}
	carryOut(httptest.NewRecorder())
	HangUp(w)
}

// HangUp cuts the connection of a request.
func HangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// WriteJSON answers with a status and JSON.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // it doesn't matter if the client is gone
}

// Serve runs a stand-in until the test ends and returns its URL.
func Serve(t testing.TB, h http.Handler) string {
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	return web.URL
}
