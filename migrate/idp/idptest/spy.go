package idptest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Spy stands in for a test, to check whether a stand-in makes it fail.
type Spy struct {
	testing.TB
	Errors int // number of calls of Error
}

// Error counts the failure.
func (s *Spy) Error(...any) { s.Errors++ }

// NewRequest returns a request to a stand-in. A body is of this content type, if it isn't empty.
func NewRequest(method, path, contentType, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" && contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

// Send has a stand-in answer a request, whose body is JSON. The header is what signs in.
func Send(h http.Handler, header, value, method, path, body string) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), NewRequest(method, path, "application/json", body)
	r.Header.Set(header, value)
	h.ServeHTTP(w, r)
	return w
}
