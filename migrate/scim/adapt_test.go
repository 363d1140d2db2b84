package scim_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/scim"
)

// A page whose first byte comes too late is asked for in smaller parts.
func TestASlowPageIsAskedForInSmallerParts(t *testing.T) {
	t.Parallel()
	runtest.LeaveToFull(t)
	p := &provider{page: 200, odd: onGroups(func(p *provider, _ http.ResponseWriter, r *http.Request) bool {
		if p.asked(r) > 100 {
			<-r.Context().Done()
		}
		return false
	})}
	p.names = strings.Split(strings.Repeat("x", 29), "")
	server := httptest.NewServer(p)
	defer server.Close()
	client := open(t, migrate.Connection{
		Location: server.URL + "/scim/2.0", Secret: migrate.NewSecret(token),
		Timeout: 2 * time.Second, // a busy machine answers all others by then
	})
	var notes []string
	groups, err := client.Groups(t.Context(), func(p migrate.Progress) { notes = append(notes, p.Note) })
	if err != nil || len(groups) != 29 || !strings.Contains(strings.Join(notes, "|"), "asking for 100 at a time") {
		t.Errorf("read %d groups, %v, %q", len(groups), err, notes)
	}
}

// A page of more than 64 MiB too.
func TestAPageThatIsTooLargeIsAskedForInSmallerParts(t *testing.T) {
	runtest.LeaveToFull(t)
	var bomb bytes.Buffer
	z, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	for range 65 {
		z.Write(bytes.Repeat([]byte(" "), 1<<20))
	}
	z.Close()
	b := behavior{page: 200, n: 150, odd: onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
		if !fallsOver(p, r, 120) {
			return false
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
		return true
	})}
	_, client := b.start(t)
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 150 {
		t.Errorf("read %d groups, %v", len(groups), err)
	}
}

// HTTP/2 ends one stream with RST_STREAM (RFC 9113 section 6.4) and keeps the
// connection.
func TestAnHTTP2StreamThatIsResetIsReadAgain(t *testing.T) {
	var asked atomic.Int32
	p := &provider{page: 10, odd: func(*provider, http.ResponseWriter, *http.Request) bool {
		if asked.Add(1)%2 == 1 {
			panic(http.ErrAbortHandler)
		}
		return false
	}}
	p.names = strings.Split(strings.Repeat("x", 25), "")
	server := httptest.NewUnstartedServer(p)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client := open(t, migrate.Connection{
		Location: server.URL + "/scim/2.0", Secret: migrate.NewSecret(token),
		SkipVerify: true,
	})
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 25 {
		t.Errorf("read %d groups, %v", len(groups), err)
	}
}

// While the service restarts the probe waits, and says so.
func TestTheProbeSaysWhatItWaitsFor(t *testing.T) {
	b := behavior{odd: busy(5, 503, nil, "<html>Service Unavailable")}
	p, client := b.start(t)
	var said []string
	result := client.Probe(t.Context(), func(c scim.Check) { said = append(said, string(c.State)+" "+c.Detail) })
	all := strings.Join(said, "|")
	if !strings.Contains(all, "waiting the server is not ready (503), it may be restarting: next try in 1 s") {
		t.Errorf("said %s", all)
	}
	if result.Err() != nil || time.Duration(p.clock.Load()) < 10*time.Second {
		t.Errorf("%v after %s", result.Err(), time.Duration(p.clock.Load()))
	}
	for _, c := range result.Checks {
		if c.State == "waiting" {
			t.Errorf("a check ends with waiting: %+v", c)
		}
	}
}

// A wait ends when the reading is canceled.
func TestAWaitIsCanceled(t *testing.T) {
	b := behavior{odd: busy(-1, 429, map[string]string{"Retry-After": "60"}, "")}
	_, client := b.start(t)
	ctx, cancel := context.WithCancel(t.Context())
	client.SetSleep(func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() })
	if groups, err := client.Groups(ctx, nil); groups != nil || err == nil {
		t.Errorf("%v, %v", groups, err)
	}
}

// A page size that the user gives is used; one that cannot be is refused.
func TestPageSize(t *testing.T) {
	b := behavior{n: 95, page: 1000}
	p, _ := b.start(t)
	server := httptest.NewServer(p)
	defer server.Close()
	p.requests.Store(0)
	client := open(t, migrate.Connection{
		Location: server.URL + "/scim/2.0", Secret: migrate.NewSecret(token),
		PageSize: 10,
	})
	if groups, err := client.Groups(t.Context(), nil); err != nil || len(groups) != 95 || p.requests.Load() != 11 {
		t.Errorf("%d groups after %d requests, %v", len(groups), p.requests.Load(), err)
	}
	for _, size := range []int{-1, 10_001} {
		if _, err := scim.Open(migrate.Connection{Location: server.URL, PageSize: size}); migrate.ClassOf(
			err) != migrate.BadInput {
			t.Errorf("%d: %v", size, err)
		}
	}
}
