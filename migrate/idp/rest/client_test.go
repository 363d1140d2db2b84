package rest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/idptest"
)

// serve is a stand-in for a provider: what is tested is how answers are taken,
// which no real provider gives on demand.
func serve(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c, err := New(Options{
		Name: "the stand-in", Base: s.URL + "/v1",
		Authorize: func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer very-secret")
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBusyServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 503} {
		for _, method := range []string{"GET", "POST"} {
			t.Run(method+" "+strconv.Itoa(status), func(t *testing.T) {
				t.Parallel()
				var asked atomic.Int32
				c := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if asked.Add(1) < 3 {
						w.Header().Set("Retry-After", "0")
						w.WriteHeader(status)
						return
					}
					w.Write([]byte(`{"ok":true}`))
				})
				var notes int
				var got struct{ OK bool }
				_, err := c.JSON(t.Context(), "try", Request{Method: method, Path: "/x", Report: func(migrate.Progress) { notes++ }},
					&got)
				if err != nil || !got.OK || asked.Load() != 3 || notes != 2 {
					t.Errorf("%v, asked %d times, %d notes", err, asked.Load(), notes)
				}
			})
		}
	}
}

func TestWaitIsCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "100")
		w.WriteHeader(429)
	})
	_, err := c.Do(ctx, "try", Request{Method: "GET", Path: "/x", Report: func(migrate.Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestWaitTooLongIsGivenUp(t *testing.T) {
	var asked int
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(429)
	})
	_, err := c.Do(t.Context(), "try", Request{Method: "GET", Path: "/x"})
	if r, ok := errors.AsType[*Refused](err); !ok || r.Status != 429 || asked != 1 {
		t.Error(err, asked)
	}
}

func TestLostAnswers(t *testing.T) {
	for method, want := range map[string]int32{"GET": 2, "POST": 1, "PATCH": 1, "DELETE": 1} {
		var asked atomic.Int32
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) == 1 {
				idptest.HangUp(w)
			}
		})
		_, err := c.Do(t.Context(), "try", Request{Method: method, Path: "/x"})
		if asked.Load() != want {
			t.Errorf("%s was sent %d times", method, asked.Load())
		}
		if inDoubt := errors.Is(err, migrate.ErrOutcomeUnknown); inDoubt != (method != "GET") {
			t.Errorf("%s: %v", method, err)
		}
	}
}

func TestGatewayErrorToAWriteIsInDoubt(t *testing.T) {
	var asked int
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { asked++; w.WriteHeader(502) })
	if _, err := c.Do(t.Context(), "try", Request{Method: "PUT", Path: "/x"}); !errors.Is(err, migrate.ErrOutcomeUnknown) ||
		asked != 1 {
		t.Error(err, asked)
	}
}

func TestRefusalsAreSaid(t *testing.T) {
	for status, want := range map[int]error{
		401: migrate.ErrDenied, 403: migrate.ErrDenied, 404: migrate.ErrGone,
		412: migrate.ErrChanged,
	} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) })
		_, err := c.Do(t.Context(), "try", Request{Method: "GET", Path: "/x"})
		if !errors.Is(err, want) || migrate.ClassOf(err) != migrate.Unreachable {
			t.Error(status, err)
		}
		if strings.Contains(err.Error(), "very-secret") || strings.Contains(err.Error(), "\n") {
			t.Error(err)
		}
	}
}

func TestExplainIsMadeVisible(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(400) })
	c.o.Explain = func(int, []byte) (string, string) { return "a\x1b[2Jb", "c\nd" }
	_, err := c.Do(t.Context(), "try", Request{Method: "GET", Path: "/x"})
	if strings.ContainsAny(err.Error(), "\x1b\n") {
		t.Errorf("%q", err)
	}
}

func TestTokenStaysOnItsHost(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Error("asked", r.Header)
	}))
	defer other.Close()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	for _, path := range []string{"/x", other.URL + "/next"} {
		if _, err := c.Do(t.Context(), "try", Request{Method: "GET", Path: path}); err == nil {
			t.Error("no error for", path)
		}
	}
}

func TestNextLinkIsTakenAsItIs(t *testing.T) {
	var got string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.URL.RequestURI() })
	link := c.base.Scheme + "://" + c.base.Host + "/v1/groups?after=a%2Fb&limit=2"
	if _, err := c.Do(t.Context(), "try", Request{Method: "GET", Path: link}); err != nil ||
		got != "/v1/groups?after=a%2Fb&limit=2" {
		t.Error(got, err)
	}
}

func TestBaseIsChecked(t *testing.T) {
	for _, base := range []string{
		"http://example.com", "ftp://example.com", "https://user:pw@example.com", "", "https://",
		"https://h/?token=pw",
	} {
		_, err := New(Options{Base: base})
		if migrate.ClassOf(err) != migrate.BadInput || strings.Contains(err.Error(), "pw") {
			t.Error(base, err)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	date := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		after string
		want  time.Duration
		asked bool
	}{{"3", 3 * time.Second, true}, {"0.5", time.Second / 2, true}, {
		date.Add(time.Minute).Format(http.TimeFormat),
		time.Minute, true,
	}, {"", 0, false}, {"-1", 0, false}, {"NaN", 0, false}} {
		got, asked := retryAfter(http.Header{"Retry-After": {c.after}, "Date": {date.Format(http.TimeFormat)}})
		if got != c.want || asked != c.asked {
			t.Error(c, got, asked)
		}
	}
}
