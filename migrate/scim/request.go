package scim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
)

// request is one operation on the provider. path begins with a slash and is
// escaped already.
type request struct {
	method    string
	path      string
	query     url.Values
	body      []byte
	ifMatch   string
	anonymous bool // without the token
	waits     func(time.Duration)
}

// answer is what came back, whatever its status.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// drops is how often a reading is tried anew after its connection broke.
const drops = 3

// send does the request. A reading whose connection breaks is sent again; a
// change is not, and its error is errLost if it had been sent.
func (c *Client) send(ctx context.Context, r request) (*answer, error) {
	ctx = context.WithValue(ctx, exchangeKey{}, exchange{writes: r.method != http.MethodGet, waits: r.waits})
	for try := 1; ; try++ {
		a, err := c.sendOnce(ctx, r)
		if err == nil || r.method != http.MethodGet || try > drops || !isDropped(err) {
			return a, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(try) * leastWait):
		}
	}
}

// errLost marks the failure of a change that may have reached the server.
var errLost = errors.New("the connection was lost before the answer came")

func (c *Client) sendOnce(ctx context.Context, r request) (*answer, error) {
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { sent.Store(false) },
		WroteHeaders: func() { sent.Store(true) },
	})
	var body any
	if r.body != nil {
		body = r.body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, r.method, c.address(r.path, r.query), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/scim+json, application/json;q=0.9")
	req.Header.Set("User-Agent", "ad2scim")
	if r.body != nil {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	if r.ifMatch != "" {
		req.Header.Set("If-Match", r.ifMatch)
	}
	if !r.anonymous && !c.token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	}
	resp, err := c.http.Do(req)
	if err == nil {
		defer resp.Body.Close()
		var a *answer
		if a, err = readAnswer(resp); err == nil {
			return a, nil
		}
	}
	if r.method != http.MethodGet && sent.Load() && !isRedirect(err) {
		err = errors.Join(errLost, err)
	}
	return nil, err
}

var errTooLarge = errors.New("the answer is larger than 64 MiB")

func readAnswer(resp *http.Response) (*answer, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxBody {
		return nil, errTooLarge
	}
	return &answer{resp.StatusCode, resp.Header, []byte(strings.TrimPrefix(string(body), "\ufeff"))}, nil
}

func (c *Client) address(path string, query url.Values) string {
	u := *c.base
	u.RawQuery = query.Encode()
	u.Path, u.RawPath = u.Path+unescaped(path), u.EscapedPath()+path
	return u.String()
}

func unescaped(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return plain
}

// resource is the path of one group or user. An id may be any text; one that a
// server or a proxy would take for a step in the path is refused.
func resource(kind, id string) (string, error) {
	if id == "" || id == "." || id == ".." {
		return "", &migrate.Problem{Class: migrate.BadInput, What: "cannot ask for the id " + migrate.Quote(id), Why: "it is no id that a SCIM provider could give", Next: "read the list again"}
	}
	return kind + "/" + url.PathEscape(id), nil
}

func isRedirect(err error) bool {
	_, away := errors.AsType[*elsewhere](err)
	return away || errors.Is(err, errTurnedToRead) || errors.Is(err, errRoundAndRound)
}

// isDropped says that a connection broke that had been made.
func isDropped(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		strings.Contains(err.Error(), "http2: server sent GOAWAY") || strings.Contains(err.Error(), "server closed idle connection")
}

// get reads one resource, or gives a Problem.
func (c *Client) get(ctx context.Context, path string, query url.Values, waits func(time.Duration)) ([]byte, error) {
	a, err := c.send(ctx, request{method: http.MethodGet, path: path, query: query, waits: waits})
	if err != nil {
		return nil, c.unreachable("read "+path, err)
	}
	if err := c.judge("read "+path, a); err != nil {
		return nil, err
	}
	return a.body, nil
}
