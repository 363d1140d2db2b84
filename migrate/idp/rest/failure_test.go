package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ad2scim/migrate"
)

// quiet is for what a stand-in would say of a client that hangs up.
var quiet = log.New(io.Discard, "", 0)

// causes are what a caller asks of an error of Do.
var causes = []struct {
	name string
	err  error
}{
	{"denied", migrate.ErrDenied},
	{"gone", migrate.ErrGone},
	{"changed", migrate.ErrChanged},
	{"refused", migrate.ErrRefused},
	{"in doubt", migrate.ErrOutcomeUnknown},
	{"sent", migrate.ErrSent},
}

func causesOf(err error) (list []string) {
	for _, c := range causes {
		if errors.Is(err, c.err) {
			list = append(list, c.name)
		}
	}
	return list
}

// TestWhatAnAnswerMeans: from a refusal of a write it must be known whether the write was made.
func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method string
		status int
		server string
		says   string
		causes []string
	}{
		{"GET", 400, "", "it answers 400 Bad Request. The same request would be refused again", nil},
		{"POST", 400, "", "it answers 400 Bad Request. The same request would be refused again", []string{"refused", "sent"}},
		{"POST", 401, "", "the sign-in was refused (401). Check the credentials", []string{"denied", "refused", "sent"}},
		{"POST", 403, "", "may not do this (403). Give it the right", []string{"denied", "refused", "sent"}},
		{"DELETE", 404, "", "it was not found (404)", []string{"gone", "refused", "sent"}},
		{"PATCH", 408, "", "it answers 408 Request Timeout", []string{"sent"}},
		{"POST", 409, "", "Something with this name or state already exists", []string{"refused", "sent"}},
		{"PATCH", 412, "", "someone else changed it", []string{"changed", "refused", "sent"}},
		{"GET", 500, "", "it answers 500 Internal Server Error. Try again later", nil},
		{"POST", 500, "", "it answers 500 Internal Server Error. Try again later", []string{"in doubt", "sent"}},
		{"POST", 504, "", "it answers 504 Gateway Timeout. Try again later", []string{"in doubt", "sent"}},
		{
			"GET", 403, "Zscaler/6.2", "a proxy on the way (zscaler) answers 403 Forbidden in place of 127.0.0.1",
			[]string{"denied"},
		},
	} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Server", c.server)
			w.WriteHeader(c.status)
		})
		_, err := client.Do(t.Context(), "rename a group", Request{Method: c.method, Path: "/x"})
		if err == nil || !strings.HasPrefix(err.Error(), "cannot rename a group (the stand-in): ") ||
			!strings.Contains(err.Error(), c.says) || !slices.Equal(causesOf(err), c.causes) {
			t.Errorf("%s %d: %v %q", c.method, c.status, err, causesOf(err))
		}
	}
}

// TestWhyItIsNotReached: the reason in plain words, and never the address with its query.
func TestWhyItIsNotReached(t *testing.T) {
	t.Parallel()
	c, err := New(Options{Name: "the stand-in", Base: "https://api.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for want, cause := range map[string]error{
		"larger than 64 MB. Check the address of the API":           errTooLarge,
		"the token is not sent there. Check the address of the API": errElsewhere,
		"the provider did not answer in time. Check the address":    os.ErrDeadlineExceeded,
		"in time. Check the address of the API, the firewall":       &net.DNSError{IsTimeout: true},
		"the name api.example.com is not found in DNS. Check the":   &net.DNSError{Name: "api.example.com", IsNotFound: true},
		"the provider does not speak TLS on this port":              tls.RecordHeaderError{Msg: "x"},
		"there is no route to that host. Check the network":         syscall.EHOSTUNREACH,
		"the provider closed the connection in mid-answer":          io.ErrUnexpectedEOF,
		"mid-answer. Try again; if it fails again, check":           syscall.Errno(10054), // Windows: WSAECONNRESET
		"the connection is refused. Check the address of the API and": &os.SyscallError{
			Syscall: "connect",
			Err:     syscall.ECONNREFUSED,
		},
		"refused. Check the address of the API and any firewall": &os.SyscallError{
			Syscall: "connectex",
			Err:     syscall.Errno(10061), // Windows: WSAECONNREFUSED
		},
		"permission denied. Check the network": &os.PathError{
			Op: "open", Path: "/hush",
			Err: syscall.EACCES,
		},
		"one two. Check the network between this computer and api.example.": errors.New("one\ntwo"),
	} {
		err := c.unreachable("read", &url.Error{Op: "Get", URL: "https://api.example.com?hush", Err: cause})
		if migrate.ClassOf(err) != migrate.Unreachable || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "hush") {
			t.Errorf("%v: %v", cause, err)
		}
	}
}

// TestAnUntrustedServerIsNamed with what an admin decides by.
func TestAnUntrustedServerIsNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	c, err := New(Options{Name: "the stand-in", Base: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Do(t.Context(), "read", Request{Method: http.MethodPost, Path: "/x"})
	if err == nil || !strings.Contains(err.Error(), "does not trust") || !strings.Contains(err.Error(), "SHA-256") ||
		!strings.Contains(err.Error(), "AD2SCIM_IDP_CA=FILE; a proxy that inspects TLS") || causesOf(err) != nil {
		t.Errorf("%v %q", err, causesOf(err))
	}
}

// TestACanceledWriteIsInDoubt once it has left; a reading is just canceled.
func TestACanceledWriteIsInDoubt(t *testing.T) {
	t.Parallel()
	for method, want := range map[string][]string{"POST": {"in doubt", "sent"}, "GET": nil} {
		ctx, cancel := context.WithCancel(t.Context())
		c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		})
		_, err := c.Do(ctx, "try", Request{Method: method, Path: "/x"})
		if !errors.Is(err, context.Canceled) || !slices.Equal(causesOf(err), want) ||
			(migrate.ClassOf(err) == migrate.Unreachable) != (want != nil) {
			t.Errorf("%s: %v %q", method, err, causesOf(err))
		}
	}
}

// TestWhatCannotBeSent is an error that no write follows.
func TestWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s was sent", r.URL) })
	denied := &migrate.Problem{Class: migrate.Unreachable, What: "cannot sign in", Err: migrate.ErrDenied}
	for want, r := range map[string]Request{
		"the address of the request is broken": {Method: "POST", Path: "/%zz"},
		"leads to another host":                {Method: "GET", Path: "https://user@" + c.base.Host + "/x"},
		"write the request to try":             {Method: "POST", Path: "/x", Body: func() {}},
		"invalid method":                       {Method: "P ST", Path: "/x"},
		"cannot sign in":                       {Method: "POST", Path: "/x"},
	} {
		c.o.Authorize = func(context.Context, *http.Request) error { return denied }
		if _, err := c.Do(t.Context(), "try", r); err == nil || !strings.Contains(err.Error(), want) ||
			errors.Is(err, migrate.ErrSent) {
			t.Errorf("%v is not %q", err, want)
		}
	}
}

// TestARequestAsItIsSent, with its body, query and headers.
func TestARequestAsItIsSent(t *testing.T) {
	t.Parallel()
	var got string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprint(r.Method, " ", r.RequestURI, " ", r.Header.Get("Content-Type"), " ", r.Header.Get("If-Match"), " ",
			r.Header.Get("Authorization"), " ", string(body))
		w.Write([]byte("<html>"))
	})
	for want, r := range map[string]Request{
		`POST /v1/a%2Fb?x=1 application/json  Bearer very-secret {"a":1}`: {
			Method: "POST", Path: "/a%2Fb", Query: url.Values{"x": {"1"}}, Body: map[string]int{"a": 1},
		},
		`PATCH /v1/c?y=2&z=%26 application/json-patch+json W/"1" Bearer very-secret []`: {
			Method: "PATCH", Path: "/c?y=1", Query: url.Values{"y": {"2"}, "z": {"&"}}, Body: []int{},
			ContentType: "application/json-patch+json", Header: http.Header{"If-Match": {`W/"1"`}},
		},
		`GET /v1/d   Bearer very-secret `: {Method: "GET", Path: "/d"},
	} {
		_, err := c.JSON(t.Context(), "try", r, &struct{}{})
		if got != want {
			t.Errorf("sent is %s, want %s", got, want)
		}
		if err == nil || !strings.Contains(err.Error(), "not the JSON that was expected") {
			t.Errorf("an answer of a page: %v", err)
		}
	}
}

// TestProviderSpecificRetryWait counts where there is no Retry-After.
func TestProviderSpecificRetryWait(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("X-Reset", "9999")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	c.o.Wait = func(h http.Header) (time.Duration, bool) { return time.Hour, h.Get("X-Reset") == "9999" }
	if _, err := c.Do(t.Context(), "try", Request{Method: "GET", Path: "/x"}); err == nil || asked.Load() != 1 {
		t.Errorf("an hour is waited for: asked %d times, %v", asked.Load(), err)
	}
}

// TestSettle asks until it is so, and no more often than it says.
func TestSettle(t *testing.T) {
	t.Parallel()
	broken, otherwise := errors.New("broken"), errors.New("it never was")
	for name, c := range map[string]struct {
		answers []bool // the last one goes on
		err     error  // with the last one
		asked   int
		want    error
	}{
		"at once": {[]bool{true}, nil, 1, nil},
		"later":   {[]bool{false, false, true}, nil, 3, nil},
		"never":   {[]bool{false}, nil, readings, otherwise},
		"broken":  {[]bool{false}, broken, 1, broken},
	} {
		asked := 0
		err := Settle(t.Context(), 0, func() (bool, error) {
			asked++
			return c.answers[min(asked, len(c.answers))-1], c.err
		}, otherwise)
		if !errors.Is(err, c.want) || asked != c.asked {
			t.Errorf("%s: asked %d times, %v", name, asked, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := Settle(ctx, time.Hour, func() (bool, error) { cancel(); return false, nil }, otherwise)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	if err := AfterWrite(nil); err != nil {
		t.Error(err)
	}
	if got := causesOf(AfterWrite(broken)); !slices.Equal(got, []string{"in doubt", "sent"}) {
		t.Errorf("a reading after a write: %q", got)
	}
}
