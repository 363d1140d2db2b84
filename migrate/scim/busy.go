package scim

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	retries     = 6               // how often one request is sent anew to a server that is busy
	longestWait = 2 * time.Minute // a server that asks for more is given up
	leastWait   = 100 * time.Millisecond
)

// exchange is what the retrying of one request must know of it.
type exchange struct {
	writes bool
	waits  func(time.Duration) // told before each wait; may be nil
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) exchange {
	e, _ := ctx.Value(exchangeKey{}).(exchange)
	return e
}

// retryWhenBusy sends a request anew that the server put off. A 429 (RFC 6585
// section 4) and a 503 with Retry-After (RFC 9110 section 10.2.3) say that
// nothing was done, so that a change may be sent again too; any other answer
// of a gateway leaves that open, and only a reading is repeated.
func retryWhenBusy(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err != nil || ctx.Err() != nil {
		return false, ctx.Err()
	}
	wait, asked := retryAfter(resp)
	if asked && wait > longestWait {
		return false, nil
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true, nil
	case http.StatusServiceUnavailable:
		return asked || !exchangeOf(ctx).writes, nil
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return !exchangeOf(ctx).writes, nil
	}
	return false, nil
}

func waitAsAsked(least, most time.Duration, attempt int, resp *http.Response) time.Duration {
	wait, asked := retryAfter(resp)
	if asked {
		wait = max(wait, leastWait)
	} else {
		wait = retryablehttp.DefaultBackoff(least, most, attempt, nil)
	}
	if e := exchangeOf(resp.Request.Context()); e.waits != nil {
		e.waits(wait)
	}
	return wait
}

// retryAfter returns how long the server asks to wait.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	if resp == nil {
		return 0, false
	}
	now := time.Now()
	// A date is of the server's clock, which may not be ours.
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = date
	}
	return parseRetryAfter(resp.Header.Get("Retry-After"), now)
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
