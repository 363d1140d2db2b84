package scim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
)

const (
	requestTimeout = 60 * time.Second
	longestWait    = 2 * time.Minute // for one Retry-After; a server that asks for more is given up
	retries        = 5
	maxBody        = 64 << 20 // bytes of one answer
)

// Client talks to one SCIM provider. Use Open to make one.
type Client struct {
	base   *url.URL
	token  migrate.Secret
	http   *retryablehttp.Client
	notes  []string
	waited func(time.Duration)
}

// Open makes a client for an https endpoint (http on loopback alone). Nothing
// is sent yet. A wrong address or CA file is a BadInput Problem.
func Open(c migrate.Connection) (*Client, error) {
	if _, err := c.Scheme(); err != nil {
		return nil, err
	}
	base, err := url.Parse(strings.TrimRight(c.Location, "/"))
	if err != nil || base.Host == "" || base.User != nil {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot use " + migrate.Quote(c.String()) + " as a SCIM endpoint",
			Why: "it is not a plain address", Next: "give it as https://host/scim/2.0, without a user or a password in it"}
	}
	base.RawQuery, base.Fragment = "", ""
	conf := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: c.SkipVerify}
	if c.CAFile != "" {
		if conf.RootCAs, err = loadCAs(c.CAFile); err != nil {
			return nil, err
		}
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = conf
	transport.TLSHandshakeTimeout = 15 * time.Second

	client := &Client{base: base, token: c.Secret}
	r := retryablehttp.NewClient()
	r.Logger = nil
	r.RetryMax = retries
	r.HTTPClient = &http.Client{Transport: transport, Timeout: requestTimeout, CheckRedirect: sameHost}
	r.ErrorHandler = retryablehttp.PassthroughErrorHandler
	r.CheckRetry = retry
	r.Backoff = func(least, most time.Duration, attempt int, resp *http.Response) time.Duration {
		wait := min(retryablehttp.DefaultBackoff(least, most, attempt, resp), longestWait)
		if client.waited != nil {
			client.waited(wait)
		}
		return wait
	}
	client.http = r
	if c.SkipVerify {
		client.note("the certificate of the provider is not verified")
	}
	return client, nil
}

// String names the endpoint, without any secret.
func (c *Client) String() string { return c.base.String() }

// Notes says what was odd about the last reading.
func (c *Client) Notes() []string { return c.notes }

func (c *Client) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, n := range c.notes {
		if n == text {
			return
		}
	}
	c.notes = append(c.notes, text)
}

// errOtherHost stops a redirect that would carry the token elsewhere.
var errOtherHost = errors.New("the server sends the request on to another host; the token is not sent there")

func sameHost(req *http.Request, via []*http.Request) error {
	if req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme {
		return errOtherHost
	}
	if len(via) >= 5 {
		return errors.New("the server sends the request on and on")
	}
	return nil
}

// retry repeats a reading that the server was too busy for (429, 503; RFC 6585
// section 4, RFC 9110 section 15.6.4) and one whose connection broke.
func retry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF), nil
	}
	return resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable, nil
}

func loadCAs(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot read the CA file " + migrate.Quote(file), Why: err.Error(), Next: "check --scim-ca", Err: err}
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot use the CA file " + migrate.Quote(file), Why: "it holds no certificate in PEM form", Next: "export the CA certificate as Base-64 (PEM)"}
	}
	return pool, nil
}

// get reads one resource and returns the answer's body, or a Problem.
func (c *Client) get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	body, _, err := c.fetch(ctx, path, query, c.token)
	return body, err
}

func (c *Client) fetch(ctx context.Context, path string, query url.Values, token migrate.Secret) ([]byte, *http.Response, error) {
	u := c.base.JoinPath(path)
	u.RawQuery = query.Encode()
	req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("asking for %s: %w", path, err)
	}
	req.Header.Set("Accept", "application/scim+json, application/json;q=0.9")
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, nil, c.unreachable(path, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, resp, c.unreachable(path, err)
	}
	if len(body) > maxBody {
		return nil, resp, c.problem(path, "the answer is larger than 64 MiB", "check that the endpoint is a SCIM provider", nil)
	}
	if resp.StatusCode != http.StatusOK {
		return body, resp, c.refused(path, resp, body)
	}
	if isWebPage(body) {
		return body, resp, c.problem(path, "this is a web page: is the endpoint right?", "check the address; Dashlane's self-hosted endpoint ends in /scim/2.0", nil)
	}
	return body, resp, nil
}
