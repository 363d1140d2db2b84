package rest

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	tries       = 8               // how often a request is sent to a busy server
	drops       = 3               // how often a read is repeated after its connection broke
	longestWait = 2 * time.Minute // give up if the server asks for a longer wait
	leastWait   = 100 * time.Millisecond
)

// waits returns whether to send the request again, and after which wait. After a 429, and a 503 with Retry-After,
// nothing was done. After any other gateway error that isn't known, so that only a read is repeated.
func (c *Client) waits(a *Answer, reads bool, try int) (time.Duration, bool) {
	wait, asked := retryAfter(a.Header)
	if !asked && c.o.Wait != nil {
		wait, asked = c.o.Wait(a.Header)
	}
	again := false
	switch a.Status {
	case http.StatusTooManyRequests:
		again = true
	case http.StatusServiceUnavailable:
		again = asked || reads
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		again = reads
	}
	if !asked {
		wait = min(leastWait<<min(try, 8), 20*time.Second)
	}
	if !again || try >= tries || wait > longestWait {
		return 0, false
	}
	return max(wait, leastWait), true
}

// retryAfter parses Retry-After (RFC 9110 section 10.2.3). A date refers to the server's clock.
func retryAfter(h http.Header) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if date, err := http.ParseTime(text); err == nil {
		now := time.Now()
		if at, err := http.ParseTime(h.Get("Date")); err == nil {
			now = at
		}
		return max(0, date.Sub(now)), true
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 {
		return 0, false
	}
	return time.Duration(min(seconds, 1e6) * float64(time.Second)), true
}
