package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/scim"
)

const token = "token-that-must-not-show"

// standIn is a provider with a fault, under /scim/2.0. The real providers at
// hand have none of these, so each case says which behavior it stands for.
func standIn(t testing.TB, handlers map[string]http.HandlerFunc) *scim.Client {
	t.Helper()
	mux := http.NewServeMux()
	for path, h := range handlers {
		mux.HandleFunc("/scim/2.0"+path, h)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return open(t, migrate.Connection{Location: server.URL + "/scim/2.0", Secret: migrate.NewSecret(token)})
}

// groupsBy is a stand-in of which /Groups alone is odd.
func groupsBy(t testing.TB, h http.HandlerFunc) *scim.Client {
	return standIn(t, map[string]http.HandlerFunc{"/Groups": h})
}

func open(t testing.TB, c migrate.Connection) *scim.Client {
	t.Helper()
	client, err := scim.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	client.SetSleep(func(ctx context.Context, _ time.Duration) error { return ctx.Err() })
	return client
}

// page writes the groups from..to (one-based) of a list that is said to hold
// total.
func page(w http.ResponseWriter, from, to int, total any) {
	list := []string{}
	for i := from; i <= to; i++ {
		list = append(list, fmt.Sprintf(`{"id":"%d","displayName":"Group %d"}`, i, i))
	}
	said, _ := json.Marshal(total)
	fmt.Fprintf(w, `{"totalResults":%s,"Resources":[%s]}`, said, strings.Join(list, ","))
}

// start is the startIndex that was asked for, as RFC 7644 section 3.4.2.4
// reads it.
func start(r *http.Request) int {
	n, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
	return max(1, n)
}

func refuse(w http.ResponseWriter, status int, scimType, detail string) {
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"%d","scimType":%q,"detail":%q}`,
		status, scimType, detail)
}

// wantProblem checks what every error that a person sees must be: a Problem of
// its class, in one line, with a next step, and without the token.
func wantProblem(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", words)
		return
	}
	if class := migrate.ClassOf(err); class == 0 {
		t.Errorf("no Problem: %v", err)
	}
	text := fmt.Sprintf("%v %+v %#v", err, err, err)
	if strings.Contains(text, token) {
		t.Errorf("the token shows: %s", text)
	}
	if strings.ContainsAny(err.Error(), "\n\r\x1b\u202e") {
		t.Errorf("not fit for a terminal: %q", err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q is not in: %v", word, err)
		}
	}
}
