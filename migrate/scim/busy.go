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
	// A server that is busy and says nothing of how long is asked again for so
	// long: limits are often per minute.
	patienceInAll = 100 * time.Second
	longestWait   = 2 * time.Minute // a server that asks for more is given up
	leastWait     = 100 * time.Millisecond
	firstWait     = 500 * time.Millisecond
	usualWait     = 15 * time.Second // the most between two requests
	slowest       = 2 * time.Second  // between two requests to a server that limits them
)

// exchange is what the retrying of one request must know of it.
type exchange struct {
	ctx     context.Context // of the request: that of an answer ends with its body
	writes  bool
	shrinks bool
	waits   func(note string) // told before each wait; may be nil
	waited  time.Duration
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return e
	}
	return &exchange{ctx: ctx}
}

// patience is how a client waits for a server that is busy.
type patience struct {
	sleep func(context.Context, time.Duration) error
	pace  atomic.Int64 // the wait before each request; grows with each 429 that names none
}

func newPatience() *patience { return &patience{sleep: migrate.Pause} }

// slowly waits before a request, where the server limits how many there may be.
func (p *patience) slowly(ctx context.Context) error {
	if pace := time.Duration(p.pace.Load()); pace > 0 {
		return p.sleep(ctx, pace)
	}
	return nil
}

// again says whether to repeat a request that the server put off (RFC 6585
// section 4, RFC 9110 section 10.2.3). Only a reading is: whether a change was
// made is for the object to tell, see write.make. A page that
// took too long is asked for in smaller parts in place of once more.
func (p *patience) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err != nil || ctx.Err() != nil {
		return false, ctx.Err()
	}
	e := exchangeOf(ctx)
	wait, asked := retryAfter(resp)
	if resp.StatusCode == http.StatusTooManyRequests && !asked {
		p.pace.Store(min(max(2*p.pace.Load(), int64(leastWait)), int64(slowest)))
	}
	if e.writes || asked && wait > longestWait || e.waited > patienceInAll {
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

// wait waits as the server asks, or ever longer, and leaves no wait to the caller.
func (p *patience) wait(_, _ time.Duration, attempt int, resp *http.Response) time.Duration {
	e := exchangeOf(resp.Request.Context())
	wait, asked := retryAfter(resp)
	if !asked {
		wait = min(firstWait<<min(attempt, 10), usualWait)
	}
	wait = max(wait, leastWait)
	e.waited += wait
	if e.waits != nil {
		e.waits(waitNote(resp.StatusCode, wait, asked))
	}
	if p.sleep(e.ctx, wait) != nil {
		return 0 // the request itself says that ctx ended
	}
	return 0
}

// waitNote says what is waited for.
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

// retryAfter returns how long the server asks to wait; a wait of nothing is none.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	if resp == nil {
		return 0, false
	}
	now := time.Now()
	// A date is of the server's clock, which may not be ours.
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = date
	}
	wait, asked := parseRetryAfter(resp.Header.Get("Retry-After"), now)
	return wait, asked && wait > 0 // at once is no help against being asked too much
}

// parseRetryAfter reads seconds or an HTTP date (RFC 9110 section 10.2.3), and
// seconds with a fraction, which some servers send. The past is no wait.
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
