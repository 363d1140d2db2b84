package fixtest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/idptest"
)

// The statuses of each kind.
var (
	clientErrors = []int{400, 401, 403, 404, 409, 412, 422, 429}
	serverErrors = []int{500, 502, 504, 503}
)

const webLag = 20 * time.Second

// front starts a server that hands requests on to another, but for the faults.
// group is what the path of one group has, and writes are the methods that rename
// it.
func front(t testing.TB, f *Faults, group string, inner http.Handler, writes ...string) string {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one := strings.Contains(r.URL.Path, group)
		if sent := r.Header.Get("Authorization"); sent != "" {
			f.signedIn.Store(sent)
		}
		if r.Method != http.MethodGet && strings.Contains(r.URL.Path, "members") {
			t.Errorf("members are written: %s %s", r.Method, r.URL.Path)
		}
		switch {
		case one && slices.Contains(writes, r.Method):
			f.change(w, r, inner)
		case one && r.Method == http.MethodGet && !f.readable():
			http.Error(w, `{"detail":"it cannot be read now"}`, http.StatusInternalServerError)
		default:
			inner.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(web.Close)
	return web.URL
}

func (f *Faults) change(w http.ResponseWriter, r *http.Request, inner http.Handler) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	said := httptest.NewRecorder()
	said.Code = http.StatusOK
	again := func() *http.Request {
		r := r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		return r
	}
	late := again().WithContext(contextOf(r))
	do := func() {
		if sent, is := f.signedIn.Load().(string); is { // it was accepted when it came: a newer token ends that of a stand-in
			late.Header.Set("Authorization", sent)
		}
		inner.ServeHTTP(said, late)
	}
	if !f.write(webLag, do) {
		inner.ServeHTTP(w, again())
		return
	}
	switch f.Answer {
	case Client:
		refuse(w, clientErrors[f.Variant%len(clientErrors)])
	case Server:
		refuse(w, serverErrors[f.Variant%len(serverErrors)])
	case Cut:
		idptest.HangUp(w)
	case Lying:
		name := after
		if f.Made {
			name = before
		}
		w.Header().Set("Content-Type", "application/scim+json")
		fmt.Fprintf(w, `{"id":"x","name":%q,"displayName":%q,"profile":{"name":%q}}`, name, name, name)
	case Late: // the answer comes before the change
		w.WriteHeader(http.StatusOK)
	default:
		for key, values := range said.Header() {
			w.Header()[key] = values
		}
		w.WriteHeader(said.Code)
		w.Write(said.Body.Bytes())
	}
}

func refuse(w http.ResponseWriter, status int) {
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "0.05")
	}
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","detail":"a fault of the test"}`, status)
}
