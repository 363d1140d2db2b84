package scim_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim/scimmytest"
)

func TestWaitsAsTheServerAsks(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 2}, scimmytest.Group{Name: "A"}, scimmytest.Group{Name: "B"},
		scimmytest.Group{Name: "C"})
	client := open(t, s.Connection())
	storm := s.Fault(scimmytest.Fault{Path: "/Groups", Skip: 1, Times: 2, Status: 429, Header: map[string]string{
		"Retry-After": "1",
	}})
	date := s.Fault(scimmytest.Fault{Path: "/Groups", Times: 1, Status: 503, Header: map[string]string{
		"Retry-After": time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat),
	}})
	var notes []string
	groups, err := client.Groups(t.Context(), func(p migrate.Progress) {
		if p.Note != "" {
			notes = append(notes, p.Note)
		}
	})
	if err != nil || len(groups) != 3 || storm() != 2 || date() != 1 {
		t.Errorf("read %v, %v, after %d and %d", groups, err, storm(), date())
	}
	if !strings.Contains(strings.Join(notes, "|"), "the server asks to wait 1 s") {
		t.Errorf("notes %q", notes)
	}
}

func TestDoesNotWaitForHours(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.Start(t, scimmytest.Group{Name: "A"})
	s.Fault(scimmytest.Busy(429, -1, "7200"))
	_, err := open(t, s.Connection()).Groups(t.Context(), nil)
	wantProblem(t, err, "429", "asks to wait 2h0m0s")
}

func TestAStormHasAnEnd(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.Start(t, scimmytest.Group{Name: "A"})
	hits := s.Fault(scimmytest.Fault{Path: "/Groups", Times: -1, Status: 429, Header: map[string]string{
		"Retry-After": "0",
	}})
	_, err := open(t, s.Connection()).Groups(t.Context(), nil)
	wantProblem(t, err, "too busy (429)")
	if n := hits(); n < 3 || n > 20 {
		t.Errorf("asked %d times", n)
	}
}

func TestAConnectionThatBreaksIsReadAgain(t *testing.T) {
	runtest.LeaveToFull(t)
	s := scimmytest.StartWith(t, scimmytest.Options{PageSize: 1}, scimmytest.Group{Name: "A"}, scimmytest.Group{Name: "B"})
	hits := s.Fault(scimmytest.Fault{Path: "/Groups", Skip: 1, Times: 2, Drop: scimmytest.DropBefore})
	groups, err := open(t, s.Connection()).Groups(t.Context(), nil)
	if err != nil || len(groups) != 2 || hits() != 2 {
		t.Errorf("read %v, %v, after %d drops", groups, err, hits())
	}
}

// One that breaks in the middle of an answer.
func TestAnAnswerThatBreaksOffIsReadAgain(t *testing.T) {
	var n atomic.Int32
	client := groupsBy(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			w.Header().Set("Content-Length", "9999")
		}
		page(w, 1, 3, 3)
	})
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 3 {
		t.Errorf("read %v, %v", groups, err)
	}
}

// A change whose result isn't known is sent once; only one that was put off is sent again, a few
// times. One that never left this computer is not said to be sent.
func TestChangeAttempts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		patch func(http.ResponseWriter)
		away  bool // nothing listens any more when the change is to be sent
		times int32
		sent  bool // the group decides whether it was made
	}{
		"cut off":       {patch: func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, times: 1, sent: true},
		"too busy":      {patch: func(w http.ResponseWriter) { refuse(w, 429, "", "later") }, times: 7, sent: true},
		"being started": {patch: func(w http.ResponseWriter) { refuse(w, 503, "", "later") }, times: 1, sent: true},
		"out of reach":  {away: true},
	} {
		var changes atomic.Int32
		var server *httptest.Server
		server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPatch:
				changes.Add(1)
				c.patch(w)
			case r.URL.Path != "/Groups/1":
				refuse(w, 404, "", "none")
			default:
				if c.away {
					w.Header().Set("Connection", "close")
					server.Listener.Close()
				}
				fmt.Fprint(w, `{"id":"1","displayName":"sales"}`)
			}
		}))
		client := open(t, migrate.Connection{Location: server.URL, Secret: migrate.NewSecret(token)})
		_, err := client.Rename(t.Context(), migrate.Change{
			ID: "1", Attribute: migrate.DisplayName, Before: "sales", After: "Sales",
		})
		if err == nil || errors.Is(err, migrate.ErrSent) != c.sent || changes.Load() != c.times {
			t.Errorf("%s: sent %d times, %v", name, changes.Load(), err)
		}
		server.Close()
	}
}

// A server that asks for hours is given up at once. One that limits requests and asks for nothing
// is asked ever more slowly, down to a limit; one that asks for a wait gets that alone. A moment is
// by the server's clock.
func TestRetryLimits(t *testing.T) {
	t.Parallel()
	clock := time.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		after func(http.Header)
		busy  int32         // so many answers
		first time.Duration // the first wait; 0: none
		pace  time.Duration // before each request from then on
	}{
		"for hours":    {func(h http.Header) { h.Set("Retry-After", "7200") }, 9, 0, 0},
		"for a second": {func(h http.Header) { h.Set("Retry-After", "1") }, 2, time.Second, 0},
		"for nothing":  {func(http.Header) {}, 7, 500 * time.Millisecond, 2 * time.Second},
		"until a moment": {func(h http.Header) {
			h.Set("Date", clock.UTC().Format(http.TimeFormat))
			h.Set("Retry-After", clock.Add(30*time.Second).UTC().Format(http.TimeFormat))
		}, 1, 30 * time.Second, 0},
	} {
		var asked atomic.Int32
		client := groupsBy(t, func(w http.ResponseWriter, r *http.Request) {
			if n := asked.Add(1); n <= c.busy {
				c.after(w.Header())
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			page(w, 1, 1, 1)
		})
		var waits []time.Duration
		client.SetSleep(func(ctx context.Context, d time.Duration) error { waits = append(waits, d); return ctx.Err() })
		_, err := client.Groups(t.Context(), nil)
		if givenUp := c.first == 0; givenUp != (err != nil) || givenUp != (asked.Load() == 1) ||
			givenUp != (len(waits) == 0) ||
			!givenUp && waits[0] != c.first {
			t.Errorf("%s: asked %d times, waits %v, %v", name, asked.Load(), waits, err)
		}
		asked.Store(c.busy)
		waits = nil
		if _, err := client.Groups(t.Context(), nil); err != nil || c.pace == 0 && len(waits) > 0 ||
			c.pace > 0 && (len(waits) == 0 || waits[0] != c.pace) {
			t.Errorf("%s: from then on it waits %v, %v", name, waits, err)
		}
	}
}

// An id that leads elsewhere in the path is asked of nobody.
func TestIDsThatArePathSegments(t *testing.T) {
	t.Parallel()
	client := standIn(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) {
		t.Error("the server is asked")
	}})
	for _, id := range []string{"", ".", ".."} {
		if _, err := client.Read(t.Context(), id); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// A provider that leaves the members out of its list is asked for each group, and a member that it
// doesn't know any more is a deleted one.
func TestMembersThatAListLeavesOut(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 25 {
		ids = append(ids, strconv.Itoa(i+1))
	}
	for leavesOut, want := range map[bool]int32{true: 25, false: 0} {
		var single atomic.Int32
		with := func(id string, in bool) string {
			if !in {
				return fmt.Sprintf(`{"id":%q,"displayName":"G"}`, id)
			}
			return fmt.Sprintf(`{"id":%q,"displayName":"G","members":[{"value":"u"},{"value":"left"}]}`, id)
		}
		client := standIn(t, map[string]http.HandlerFunc{
			"/Groups": func(w http.ResponseWriter, r *http.Request) {
				var all []string
				for _, id := range ids {
					all = append(all, with(id, !leavesOut))
				}
				fmt.Fprintf(w, `{"totalResults":25,"Resources":[%s]}`, strings.Join(all, ","))
			},
			"/Groups/": func(w http.ResponseWriter, r *http.Request) {
				id := path.Base(r.URL.Path)
				if !slices.Contains(ids, id) {
					refuse(w, 404, "", "none")
					return
				}
				single.Add(1)
				fmt.Fprint(w, with(id, true))
			},
			"/Users/": func(w http.ResponseWriter, r *http.Request) {
				if path.Base(r.URL.Path) != "u" {
					refuse(w, 404, "", "none")
					return
				}
				fmt.Fprint(w, `{"id":"u","userName":"kim@example.com"}`)
			},
		})
		all, err := client.MembersOf(t.Context(), ids, false, nil)
		if err != nil || len(all) != 25 || single.Load() != want {
			t.Fatalf("%d groups, %d asked for singly, %v", len(all), single.Load(), err)
		}
		if got := all["7"]; len(got) != 2 || got[0].Kind != migrate.UserMember || got[1].Kind != migrate.DeletedMember {
			t.Errorf("%+v", got)
		}
	}
}
