package scim

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
	"ad2scim/migrate/httplog"
	"ad2scim/migrate/proxy"
)

const (
	dialTimeout    = 15 * time.Second // for the checks of a connection
	headerTimeout  = 2 * time.Minute  // for the first byte of an answer
	requestTimeout = 4 * time.Minute  // for one whole answer
	maxBody        = 64 << 20         // bytes of one answer, unpacked
	maxPageSize    = 10_000           // maximum number of resources in one page
)

// caOption is how an admin sets the file of certificate authorities.
const caOption = "--scim-ca FILE"

// newHTTP returns the HTTP client that waits for a busy server. timeout is the user's limit for the first byte of
// an answer, or 0; the limit for a whole answer is twice as long.
func (c *Client) newHTTP(conf *tls.Config, timeout time.Duration) *retryablehttp.Client {
	r := retryablehttp.NewClient()
	r.Logger = nil    // it would log addresses
	r.RetryMax = 1000 // patience has the limit
	r.HTTPClient = &http.Client{
		Transport: &httplog.Transport{Transport: proxy.Transport(conf, cmp.Or(timeout, headerTimeout))},
		Timeout:   cmp.Or(2*timeout, requestTimeout), CheckRedirect: c.stayOnHost,
	}
	r.ErrorHandler = retryablehttp.PassthroughErrorHandler
	r.CheckRetry = c.retrier.again
	r.Backoff = c.retrier.wait
	return r
}

// crossHostRedirect is a redirect that would send the token to another host.
type crossHostRedirect struct{ host string }

func (e *crossHostRedirect) Error() string {
	return "the server redirects the request to " + migrate.Quote(migrate.Mask(e.host)) +
		", and the token is not sent to another host"
}

var (
	errRedirectLoop       = errors.New("the server redirects the request again and again")
	errRedirectDropsWrite = errors.New("the server redirects the change in a way that loses it")
)

// stayOnHost only follows redirects to another path on the same host. A redirect that turns a change into a read
// (301, 302, 303; RFC 9110 section 15.4) would look as if the change was made. A redirect to the same path with a
// slash keeps the query, and is remembered.
func (c *Client) stayOnHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	if req.URL.Path == first.URL.Path+"/" && req.URL.Host == first.URL.Host {
		c.slash.Store(true)
		if req.URL.RawQuery == "" {
			req.URL.RawQuery = first.URL.RawQuery
		}
	}
	switch {
	case req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme:
		return &crossHostRedirect{req.URL.Scheme + "://" + req.URL.Host}
	case req.Method != first.Method:
		return errRedirectDropsWrite
	case len(via) >= 5:
		return errRedirectLoop
	}
	return nil
}
