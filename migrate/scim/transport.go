package scim

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
)

const (
	dialTimeout    = 15 * time.Second
	headerTimeout  = 60 * time.Second // for the first byte of an answer
	requestTimeout = 3 * time.Minute  // for one whole answer
	maxBody        = 64 << 20         // bytes of one answer, unpacked
)

// newTransport makes connections with TLS 1.2 or later, verified unless the
// connection says otherwise. Nothing leads from https to plain http.
func newTransport(c migrate.Connection) (*http.Transport, error) {
	conf := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: c.SkipVerify}
	if c.CAFile != "" {
		pool, err := loadCAs(c.CAFile)
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

func loadCAs(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot read the CA file " + migrate.Quote(file), Why: reason(err), Next: "check --scim-ca", Err: err}
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot use the CA file " + migrate.Quote(file), Why: "it holds no certificate in PEM form", Next: "export the CA's certificate as Base-64 (PEM)"}
	}
	return pool, nil
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
