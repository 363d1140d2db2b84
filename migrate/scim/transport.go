package scim

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
	"ad2scim/migrate/trust"
)

const (
	dialTimeout    = 15 * time.Second
	headerTimeout  = 60 * time.Second // for the first byte of an answer
	requestTimeout = 3 * time.Minute  // for one whole answer
	maxBody        = 64 << 20         // bytes of one answer, unpacked
)

// caOption is how a file of certificate authorities is given.
const caOption = "--scim-ca FILE"

// newTransport makes connections with TLS 1.2 or later, verified unless the
// connection says otherwise. Nothing leads from https to plain http.
func newTransport(c migrate.Connection) (*http.Transport, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: c.SkipVerify}
	if c.CAFile != "" {
		pool, err := trust.Roots(c.CAFile, caOption)
		if err != nil {
			return nil, err
		}
		conf.RootCAs = pool
	}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
	}, nil
}

func newHTTP(transport *http.Transport) *retryablehttp.Client {
	r := retryablehttp.NewClient()
	r.Logger = nil // it would log addresses
	r.RetryMax = retries
	r.RetryWaitMin, r.RetryWaitMax = 500*time.Millisecond, 20*time.Second
	r.HTTPClient = &http.Client{Transport: transport, Timeout: requestTimeout, CheckRedirect: stayOnHost}
	r.ErrorHandler = retryablehttp.PassthroughErrorHandler
	r.CheckRetry = retryWhenBusy
	r.Backoff = waitAsAsked
	return r
}

// elsewhere is a redirect that would carry the token to another host.
type elsewhere struct{ host string }

func (e *elsewhere) Error() string {
	return "the server sends the request on to " + migrate.Quote(e.host) + ", and the token is not sent to another host"
}

var (
	errRoundAndRound = errors.New("the server sends the request on and on")
	errTurnedToRead  = errors.New("the server sends the change on in a way that drops it")
)

// stayOnHost follows a redirect to another path of the same host alone. One
// that turns a change into a reading (301, 302, 303; RFC 9110 section 15.4)
// would look as if the change was made.
func stayOnHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case req.URL.Host != first.URL.Host || req.URL.Scheme != first.URL.Scheme:
		return &elsewhere{req.URL.Scheme + "://" + req.URL.Host}
	case req.Method != first.Method:
		return errTurnedToRead
	case len(via) >= 5:
		return errRoundAndRound
	}
	return nil
}
