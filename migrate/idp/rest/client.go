package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/httplog"
)

// Options are the settings of a Client.
type Options struct {
	Name string // the API's name for people, such as "Microsoft Graph"
	// Base is the prefix of every path, such as https://graph.microsoft.com/v1.0. http is only permitted on loopback.
	Base string
	// Authorize adds the credentials to a request; nil for none. It is called before every attempt, so that it can
	// renew a token.
	Authorize func(context.Context, *http.Request) error
	// Explain returns what the provider's error body means; empty texts mean the default for the status. May be nil.
	Explain func(status int, body []byte) (why, next string)
	// Wait returns how long a busy server asks to wait, if that isn't in Retry-After. May be nil.
	Wait func(http.Header) (time.Duration, bool)
	// KeepsToken reports whether the answer for a path may contain a stored token that is compared or sent back. In all
	// other answers, this run's tokens are masked. May be nil.
	KeepsToken func(path string) bool
	CAFile     string // PEM file; additional certificate authorities to trust
}

// Client is a client of one API. It is safe for concurrent use.
type Client struct {
	o    Options
	base *url.URL
	http *http.Client
}

// New returns a client without sending anything. An invalid base or CA file is BadInput.
func New(o Options) (*Client, error) {
	base, err := checkBase(o.Base)
	if err != nil {
		return nil, err
	}
	transport, err := newTransport(o.CAFile)
	if err != nil {
		return nil, err
	}
	return &Client{o: o, base: base, http: &http.Client{
		Transport: &httplog.Transport{Transport: transport, HoldsToken: func(r *http.Request) bool {
			return o.KeepsToken != nil && o.KeepsToken(r.URL.Path)
		}},
		Timeout: requestTimeout, CheckRedirect: stayOnHost,
	}}, nil
}

// Request is one call.
type Request struct {
	Method string
	// Path begins with a slash and is already escaped. An absolute address, such as a link to the next page, must be on
	// the host of the base.
	Path        string
	Query       url.Values
	Body        any    // marshaled to JSON; nil for none
	ContentType string // empty: application/json
	Header      http.Header
	Report      migrate.Report // called before each wait; may be nil
}

// Answer is a response with a 2xx status.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Refused is a response with another status.
type Refused struct {
	Status int
	Header http.Header
	Body   []byte
}

func (r *Refused) Error() string { return fmt.Sprintf("HTTP %d", r.Status) }

// JSON calls Do and decodes the body of the answer.
func (c *Client) JSON(ctx context.Context, doing string, r Request, into any) (*Answer, error) {
	a, err := c.Do(ctx, doing, r)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return nil, c.problem(doing, "the answer is not the JSON that was expected",
			"try again; a proxy may have sent its own page instead", err)
	}
	return a, nil
}

// Do makes a call; doing describes it ("read the groups of the app"). A request is repeated if the server is busy
// (RFC 6585 section 4, RFC 9110 section 10.2.3), and a read if its connection breaks. Every error is a
// *migrate.Problem, or context.Canceled. A refusal wraps a *Refused and migrate.ErrDenied (401, 403), ErrGone (404,
// 410) or ErrChanged (412); a write whose answer was lost wraps migrate.ErrOutcomeUnknown. After a write was sent,
// its error wraps migrate.ErrSent, and migrate.ErrRefused if the answer says that it wasn't made.
func (c *Client) Do(ctx context.Context, doing string, r Request) (*Answer, error) {
	address, err := c.address(r)
	if err != nil {
		return nil, c.problem(doing, err.Error(), "nothing was sent there; report it to the operator of the service", err)
	}
	var body []byte
	if r.Body != nil {
		if body, err = json.Marshal(r.Body); err != nil {
			return nil, fmt.Errorf("write the request to %s: %w", doing, err)
		}
	}
	a, sent, err := c.patiently(ctx, doing, r, address, body)
	if err != nil && sent && r.Method != http.MethodGet {
		err = migrate.With(err, migrate.ErrSent)
	}
	return a, err
}

// patiently sends the request until it is answered. sent reports whether any of it was sent.
func (c *Client) patiently(ctx context.Context, doing string, r Request, address string, body []byte) (a *Answer,
	sent bool, err error,
) {
	reads := r.Method == http.MethodGet
	for try := 1; ; try++ {
		a, left, err := c.once(ctx, r, address, body)
		sent = sent || left
		if err != nil {
			var p *migrate.Problem
			switch {
			case errors.Is(err, context.Canceled):
				// If a write is canceled after it was sent, its result is unknown.
				if !reads && sent {
					return nil, sent, c.lost(doing, err)
				}
				return nil, sent, context.Canceled
			case errors.As(err, &p):
				return nil, sent, err // from Authorize
			case reads && try <= drops && dropped(err):
				if err := migrate.Pause(ctx, time.Duration(try)*leastWait); err != nil {
					return nil, sent, err
				}
				continue
			case !reads && sent:
				return nil, sent, c.lost(doing, err)
			}
			return nil, sent, c.unreachable(doing, err)
		}
		if a.Status >= 200 && a.Status < 300 {
			return a, sent, nil
		}
		wait, again := c.waits(a, reads, try)
		if !again {
			return nil, sent, c.refused(doing, a, reads)
		}
		r.Report.Send(migrate.Progress{Doing: doing, Note: fmt.Sprintf("%s is busy: waiting %s", c.o.Name,
			wait.Round(time.Second/10))})
		if err := migrate.Pause(ctx, wait); err != nil {
			return nil, sent, err
		}
	}
}

// once sends the request once. sent reports whether any of it was sent.
func (c *Client) once(ctx context.Context, r Request, address string, body []byte) (a *Answer, sent bool, err error) {
	var left atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { left.Store(true) }})
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(traced, r.Method, address, reader)
	if err != nil {
		return nil, false, err
	}
	for key, values := range r.Header {
		req.Header[key] = values
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "ad2scim")
	if body != nil {
		kind := r.ContentType
		if kind == "" {
			kind = "application/json"
		}
		req.Header.Set("Content-Type", kind)
	}
	if c.o.Authorize != nil {
		if err := c.o.Authorize(ctx, req); err != nil {
			return nil, false, err
		}
		if sent := strings.Fields(req.Header.Get("Authorization")); len(sent) > 0 {
			migrate.NewSecret(sent[len(sent)-1]) // registers the token as it is sent, so that it is masked in answers
		}
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, left.Load(), err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(text) > maxBody {
		err = errTooLarge
	}
	if err != nil {
		return nil, true, err
	}
	if resp.StatusCode >= 300 || c.o.KeepsToken == nil || !c.o.KeepsToken(r.Path) {
		text = migrate.MaskAnswer(text)
	}
	return &Answer{Status: resp.StatusCode, Header: resp.Header, Body: text}, true, nil
}

// address returns the URL of a path. It refuses a link to another host, which would get the token.
func (c *Client) address(r Request) (string, error) {
	u := *c.base
	if strings.HasPrefix(r.Path, "/") {
		full, err := url.Parse(c.base.String() + r.Path)
		if err != nil {
			return "", errors.New("the address of the request is broken")
		}
		u = *full
	} else {
		next, err := url.Parse(r.Path)
		if err != nil || next.Scheme != c.base.Scheme || next.Host != c.base.Host || next.User != nil {
			return "", errors.New("the link to the next page leads to another host")
		}
		u = *next
	}
	if len(r.Query) > 0 {
		q := u.Query()
		for key, values := range r.Query {
			q[key] = values
		}
		u.RawQuery = q.Encode()
	}
	return u.String(), nil
}
