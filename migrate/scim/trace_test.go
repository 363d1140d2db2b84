package scim_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
)

// answering is a provider whose list of groups is answered so.
func answering(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/scim+json")
	w.Header().Set("Set-Cookie", "session=cookie-that-must-not-show")
	w.Header().Set("X-Request-Id", "req-1")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

// What a provider answers is in the log, without the token that it echoes, in whatever form,
// and without the credentials that it shows; nothing in it acts on a terminal.
func TestTrace(t *testing.T) {
	t.Parallel()
	list := func(more string) string {
		return `{"totalResults":1,"Resources":[{"id":"1","displayName":"Sales"` + more + `}]}`
	}
	const foreign = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.foreign-s3kr1t"
	for name, c := range map[string]struct {
		status int
		body   string
		want   []string
	}{
		"list":    {200, list(""), []string{`status=200`, `type=application/scim+json`, `request_id=req-1`, `Sales`}},
		"echo":    {200, list(`,"x":"` + token + `"`), []string{`***`}},
		"base64":  {200, list(`,"x":"` + base64.StdEncoding.EncodeToString([]byte("Bearer "+token)) + `"`), []string{`***`}},
		"escaped": {401, `{"detail":"` + strings.ReplaceAll(token, "t", `\u0074`) + `"}`, []string{`status=401`, `***`}},
		"foreign": {200, list(`,"apiToken":"foreign-s3kr1t"`), []string{`apiToken\":\"***\"`}},
		"no end":  {400, `{"client_secret":"foreign-s3kr1t\"foreign-s3kr1t`, []string{`{\"client_secret***"`}},
		"pair":    {200, list(`,"s":[{"key":"SecretToken","value":"foreign-s3kr1t"}]`), []string{`value\":\"***\"`}},
		"JWT":     {200, list(`,"x":"` + foreign + `"`), []string{`***`}},
		"header":  {400, "Authorization: Basic Zm9yZWlnbi1zZWNyZXQ6Zm9yZWlnbi1zZWNyZXQ=", []string{`body=Authorization***`}},
		"form":    {400, "?a=b&access_token=foreign-s3kr1t&c=d", []string{`access_token***"`}},
		"key": {400, "-----BEGIN RSA PRIVATE KEY-----\nforeign-s3kr1t\n",
			[]string{`body="-----BEGIN RSA PRIVATE KEY***"`}},
		"nested": {200, list(`,"a":[{"refresh_tokens":{"value":"foreign-s3kr1t"}},{"session":["foreign-s3kr1t"]}]`),
			[]string{`{\"refresh_tokens\":\"***\"},{\"session\":\"***\"}`}},
		"number": {200, list(`,"PIN":12345678`), []string{`\"PIN\":\"***\"`}},
		"reversed": {200, list(`,"s":[{"value":"foreign-s3kr1t","key":"SecretToken"}]`),
			[]string{`{\"value\":\"***\",\"key\":\"SecretToken\"}`}},
		"in text": {200, list(`,"x":"{\"password\":\"foreign-s3kr1t\",\"b\":1}"`),
			[]string{`{\\\"password\\\":\\\"***\\\",\\\"b\\\":1}`}},
		"list of": {200, list(`,"x":["Set-Cookie","foreign-s3kr1t"]`), []string{`[\"Set-Cookie\",\"***\"]`}},
		"encoded": {200, list(`,"x":"/?a=b&to=%2F%3Fauth_token%3Dforeign-s3kr1t"`), []string{`auth_token%3D***`}},
		"hidden":  {200, list(`,"x":"%2F%3F%70assword%253Dforeign-s3kr1t"`), []string{`\"x\":\"***\"`}},
		"echo of": {200, list(`,"x":"GET / HTTP/1.1\nX-Api-Key: foreign-s3kr1t\nCookie: a=foreign-s3kr1t"`),
			[]string{`X-Api-Key:***`}},
		"userinfo": {200, list(`,"x":"see https://kim:foreign-s3kr1t@example.com/a"`),
			[]string{`see https://***@example.com/a`}},
		"PATCH": {200, list(`,"x":{"op":"replace","path":"displayName","value":"Ops"}`), []string{`\"value\":\"Ops\"`}},
		"long":  {200, list(`,"x":"` + strings.Repeat("y", 1<<20) + `","token":"foreign-s3kr1t"`), []string{`Sales`}},
		"HTML": {403, `<html><title>Sign in</title><script>t = "foreign-s3kr1t>"</script><form a=">"><input name="SAMLResponse" ` +
			`value="foreign-s3kr1t"><b>Denied by proxy</b></form><input value="foreign-s3kr1t`,
			[]string{`body="Sign in Denied by proxy"`}},
		"table": {403, `<td>Access Token</td><td>foreign-s3kr1t</td>`, []string{`body="Access Token***"`}},
		"headers": {403, "no right\nProxy-Authorization: foreign-s3kr1t",
			[]string{`body="no right Proxy-Authorization***"`}},
		"entity":   {403, `to https&colon;//kim:foreign-s3kr1t&commat;example.com`, []string{`body=***`}},
		"terminal": {403, "\x1b]0;x\x07\u202e\u009b", []string{`\x1b]0;x\a\u202e\u009b`}},
		"10 MB":    {403, strings.Repeat("x", 10<<20), []string{`bytes=10485760`, `xxx... (cut)`}},
		"tokens":   {403, strings.Repeat(token, 10<<10), []string{"body=\"******", "***... (cut)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log runtest.Output
			client := standIn(t, map[string]http.HandlerFunc{
				"/ServiceProviderConfig": func(w http.ResponseWriter, _ *http.Request) { answering(w, 200, `{}`) },
				"/Groups": func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Location", "//kim:foreign-s3kr1t@h/a?code=foreign-s3kr1t&token="+token+
						"&foreign-s3kr1t#foreign-s3kr1t")
					answering(w, c.status, c.body)
				},
			})
			_, err := client.Groups(migrate.WithTrace(t.Context(), migrate.NewTrace(&log)), nil)
			if (err == nil) != (c.status == 200) {
				t.Error(err)
			}
			for _, want := range append(c.want, `method=GET`, `/scim/2.0/Groups?count=`,
				`location="//h/a?code=***&token=***&***"`) {
				if !strings.Contains(log.String(), want) {
					t.Errorf("%q is not in the log", want)
				}
			}
			for one := range strings.Lines(log.String()) {
				if wrong := unfit(one); wrong != "" || len(one) > 5<<10 {
					t.Errorf("%q is in a line of %d bytes", wrong, len(one))
				}
			}
			if t.Failed() {
				t.Logf("%.5000s", log.String())
			}
		})
	}
}

// unfit is what a log has that it must not have, or nothing.
func unfit(log string) string {
	for _, wrong := range []string{
		token, "token-that", "foreign-s3kr1t", "Zm9yZWlnbi1z", "must-not-show", "\x1b", "\u202e", "\u009b",
		base64.StdEncoding.EncodeToString([]byte("Bearer " + token)),
	} {
		if strings.Contains(log, wrong) {
			return wrong
		}
	}
	return ""
}

// A change is in the log with what it asks for, and so are waits and a lost connection.
func TestTraceOfAChange(t *testing.T) {
	t.Parallel()
	var log runtest.Output
	handlers := (&oneGroup{name: "sales"}).handlers(t)
	change, busy := handlers["/Groups/{id}"], true
	handlers["/Groups/{id}"] = func(w http.ResponseWriter, r *http.Request) {
		if busy {
			busy = false
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		change(w, r)
	}
	client := standIn(t, handlers)
	client.SetSleep(func(ctx context.Context, _ time.Duration) error { return migrate.Pause(ctx, time.Millisecond) })
	_, err := client.Rename(migrate.WithTrace(t.Context(), migrate.NewTrace(&log)), renaming(""))
	for _, want := range []string{
		`status=429`, `retry_after=1`, `msg=wait for=1ms`, `method=PATCH`, `body="{\"Operations\":[{\"op\":\"replace\",`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%v: %q is not in the log:\n%s", err, want, log.String())
		}
	}
	lost := groupsBy(t, func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	if _, err := lost.Groups(migrate.WithTrace(t.Context(), migrate.NewTrace(&log)), nil); err == nil ||
		!strings.Contains(log.String(), "error=EOF") {
		t.Errorf("%v: the lost connection is not in the log:\n%s", err, log.String())
	}
}
