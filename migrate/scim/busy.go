package scim

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"ad2scim/migrate"
)

const (
	// Limits for retrying a busy server that doesn't say how long to wait; rate limits are often per minute.
	maxTotalWait = 100 * time.Second
	maxWait      = 2 * time.Minute // give up if the server asks for a longer wait
	minWait      = 100 * time.Millisecond
	firstWait    = 500 * time.Millisecond
	maxBackoff   = 15 * time.Second // maximum between two requests
	maxPace      = 2 * time.Second  // between two requests to a server with a rate limit
)

// exchange is the state of one request for its retries.
type exchange struct {
	ctx     context.Context // the context of the request; an answer's context ends with its body
	writes  bool
	shrinks bool
	waits   func(note string) // called before each wait; may be nil
	waited  time.Duration
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return e
	}
	return &exchange{ctx: ctx}
}

// retrier decides how long a client waits for a busy server.
type retrier struct {
	sleep func(context.Context, time.Duration) error
	pace  atomic.Int64 // wait before each request; grows with each 429 without a Retry-After
}

func newRetrier() *retrier { return &retrier{sleep: migrate.Pause} }

// slowly waits before a request if the server has a rate limit.
func (p *retrier) slowly(ctx context.Context) error {
	if pace := time.Duration(p.pace.Load()); pace > 0 {
		return p.sleep(ctx, pace)
	}
	return nil
}

// again reports whether to repeat a request that the server postponed (RFC 6585 section 4, RFC 9110 section
// 10.2.3). Only reads are repeated: whether a change was made is decided by reading the object, see write.make. A
// page that took too long isn't repeated but requested in smaller parts.
func (p *retrier) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err != nil || ctx.Err() != nil {
		return false, ctx.Err()
	}
	e := exchangeOf(ctx)
	wait, asked := retryAfter(resp)
	if resp.StatusCode == http.StatusTooManyRequests && !asked {
		p.pace.Store(min(max(2*p.pace.Load(), int64(minWait)), int64(maxPace)))
	}
	if e.writes || asked && wait > maxWait || e.waited > maxTotalWait {
		return false, nil
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway:
		return true, nil
	case http.StatusGatewayTimeout:
		return !e.shrinks, nil
	}
	return false, nil
}

// wait waits as long as the server asks, or with increasing delays. It returns 0, so that the caller doesn't wait
// again.
func (p *retrier) wait(_, _ time.Duration, attempt int, resp *http.Response) time.Duration {
	e := exchangeOf(resp.Request.Context())
	wait, asked := retryAfter(resp)
	if !asked {
		wait = min(firstWait<<min(attempt, 10), maxBackoff)
	}
	wait = max(wait, minWait)
	e.waited += wait
	if e.waits != nil {
		e.waits(waitNote(resp.StatusCode, wait, asked))
	}
	if p.sleep(e.ctx, wait) != nil {
		return 0 // the request itself reports that ctx ended
	}
	return 0
}

// waitNote describes a wait for the progress.
func waitNote(status int, wait time.Duration, asked bool) string {
	seconds := int((wait + time.Second - 1) / time.Second)
	switch {
	case asked:
		return fmt.Sprintf("the server asks to wait %d s", seconds)
	case status == http.StatusTooManyRequests:
		return fmt.Sprintf("the server limits the number of requests (429): next try in %d s", seconds)
	}
	return fmt.Sprintf("the server is not ready (%d), it may be restarting: next try in %d s", status, seconds)
}

// retryAfter returns how long the server asks to wait. A wait of zero counts as none.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	if resp == nil {
		return 0, false
	}
	now := time.Now()
	// A date refers to the server's clock, which may differ from this computer's.
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = date
	}
	wait, asked := parseRetryAfter(resp.Header.Get("Retry-After"), now)
	return wait, asked && wait > 0 // retrying at once doesn't help against a rate limit
}

// parseRetryAfter parses seconds or an HTTP date (RFC 9110 section 10.2.3), and fractions of seconds, which some
// servers send. A date in the past is no wait.
func parseRetryAfter(header string, now time.Time) (time.Duration, bool) {
	header = strings.TrimSpace(header)
	if date, err := http.ParseTime(header); err == nil {
		return max(0, date.Sub(now)), true
	}
	seconds, err := strconv.ParseFloat(header, 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 {
		return 0, false
	}
	const most = float64(math.MaxInt64 / time.Second)
	return time.Duration(min(seconds, most-1) * float64(time.Second)), true
}
