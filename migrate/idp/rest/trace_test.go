package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
)

// The answers that hold tokens are in the log with their size alone, and so are the requests
// for them.
func TestTraceHasNoToken(t *testing.T) {
	t.Parallel()
	const granted, stored = "granted-access-token-0123456789", "stored-token-0123456789"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/token":
			fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer"}`, granted)
		case "/refusing/token":
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"error":"invalid_client","error_description":"no %s","sent":%q}`, stored, r.Header.Get("Authorization"))
		case "/v1/refused/secrets":
			w.WriteHeader(http.StatusBadRequest)
			body, _ := io.ReadAll(r.Body)
			fmt.Fprintf(w, `{"error":{"code":%s,"message":%q}}`, r.Header.Get("Say"), body)
		case "/v1/secrets":
			fmt.Fprintf(w, `{"value":[{"key":"x","value":%q}]}`, stored)
		default:
			fmt.Fprintf(w, `{"you sent":%q}`, r.Header.Get("Authorization"))
		}
	}))
	t.Cleanup(server.Close)
	in := signIn(t, server.URL, "")
	c, err := New(Options{
		Name: "the stand-in", Base: server.URL + "/v1", Authorize: in.Authorize,
		KeepsToken: func(path string) bool { return strings.HasSuffix(path, "/secrets") },
	})
	if err != nil {
		t.Fatal(err)
	}
	var log runtest.Output
	ctx := migrate.WithTrace(t.Context(), migrate.NewTrace(&log))
	for _, r := range []Request{
		{Method: http.MethodGet, Path: "/secrets"},
		{Method: http.MethodPut, Path: "/secrets", Body: map[string]string{"value": stored}},
		{Method: http.MethodPost, Path: "/echo", Body: map[string]string{"name": "Sales"}},
	} {
		if _, err := c.Do(ctx, "try", r); err != nil {
			t.Error(err)
		}
	}
	for _, code := range []string{`"BadRequest"`, `"` + stored + `"`, `{"a":"` + stored + `"}`} {
		_, err := c.Do(ctx, "try", Request{
			Method: http.MethodPut, Path: "/refused/secrets", Body: map[string]string{"value": stored},
			Header: http.Header{"Say": {code}},
		})
		if err == nil {
			t.Error("it is not refused")
		}
	}
	if _, err := authorized(ctx, t, signIn(t, server.URL+"/refusing", "")); err == nil {
		t.Error("the sign-in is not refused")
	}
	for _, want := range []string{
		`status=400`, ` code=invalid_client`, `code=BadRequest`,
		`/token bytes=29 body="token request, 29 bytes, not logged"`, `body="token response, 72 bytes, not logged"`,
		`body="token response, 57 bytes, not logged"`, `body="token request, 35 bytes, not logged"`,
		`url=` + server.URL + `/v1/echo bytes=16 body="{\"name\":\"Sales\"}"`, `you sent\":\"Bearer ***`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not in the log", want)
		}
	}
	for _, wrong := range []string{granted, stored, "very-secret", "aWQ6dmVyeS1zZWNyZXQ"} {
		if strings.Contains(log.String(), wrong) {
			t.Errorf("%q is in the log", wrong)
		}
	}
	if t.Failed() {
		t.Log(log.String())
	}
}

// A request that is tried again is in the log each time, and the wait between them too.
func TestTraceOfRetries(t *testing.T) {
	t.Parallel()
	var log runtest.Output
	asked := 0
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked == 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	ctx := migrate.WithTrace(context.Background(), migrate.NewTrace(&log))
	if _, err := c.Do(ctx, "try", Request{Method: http.MethodGet, Path: "/x"}); err != nil {
		t.Error(err)
	}
	at := 0
	for _, want := range []string{"request\" n=1", "n=1 took=", "status=503", "msg=wait for=100ms", "n=2", "status=200"} {
		next := strings.Index(log.String()[at:], want)
		if next < 0 {
			t.Fatalf("%q is not in the log, or not in its place:\n%s", want, log.String())
		}
		at += next
	}
}
