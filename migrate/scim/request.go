package scim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"ad2scim/migrate"
)

// request is one request to the provider. path begins with a slash and is already escaped.
type request struct {
	method    string
	path      string
	query     url.Values
	body      []byte
	ifMatch   string
	anonymous bool // don't send the token
	shrinks   bool // a smaller page can be requested instead
	waits     func(note string)
}

// answer is the response, whatever its status.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// notesKey is the context key of a func(string) that receives notes about waits.
type notesKey struct{}

// maxReconnects is how often a read is repeated after its connection was lost.
const maxReconnects = 3

// send sends the request. A read whose connection breaks is repeated; a change isn't, and its error is errLost if
// it was sent.
func (c *Client) send(ctx context.Context, r request) (*answer, error) {
	if r.waits == nil {
		r.waits, _ = ctx.Value(notesKey{}).(func(string))
	}
	ctx = context.WithValue(ctx, exchangeKey{}, &exchange{
		ctx: ctx, writes: r.method != http.MethodGet, shrinks: r.shrinks,
		waits: r.waits,
	})
	for try := 1; ; try++ {
		if err := c.retrier.slowly(ctx); err != nil {
			return nil, err
		}
		a, err := c.sendOnce(ctx, r)
		if err == nil && (a.status == http.StatusUnsupportedMediaType || a.status == http.StatusNotAcceptable) &&
			!c.plain.Swap(true) {
			continue // refused without any effect: repeat as application/json
		}
		if err == nil || r.method != http.MethodGet || try > maxReconnects || !isDropped(err) {
			return a, err
		}
		if err := c.retrier.sleep(ctx, time.Duration(try)*minWait); err != nil {
			return nil, err
		}
	}
}

// errLost marks a failed change that may have reached the server.
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
	content := "application/scim+json"
	req.Header.Set("Accept", content+", application/json;q=0.9")
	if c.plain.Load() {
		content = "application/json"
		req.Header.Set("Accept", content)
	}
	req.Header.Set("User-Agent", "ad2scim")
	if r.body != nil {
		req.Header.Set("Content-Type", content)
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
	if r.method != http.MethodGet && sent.Load() {
		mark := errLost
		if isRedirect(err) {
			mark = migrate.ErrSent
		}
		err = errors.Join(mark, err)
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
	return &answer{resp.StatusCode, resp.Header, migrate.MaskAnswer([]byte(strings.TrimPrefix(string(body), "\ufeff")))},
		nil
}

func (c *Client) address(path string, query url.Values) string {
	u := *c.base
	u.RawQuery = query.Encode()
	if c.slash.Load() {
		path += "/"
	}
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

// resource returns the path of a group or user. An id may be any text; one that a server or proxy would resolve as
// a path segment like ".." is refused.
func resource(kind, id string) (string, error) {
	if id == "" || id == "." || id == ".." {
		return "", &migrate.Problem{
			Class: migrate.BadInput, What: "cannot request the id " + migrate.Quote(id),
			Why: "no SCIM provider can issue this id", Next: "read the list again",
		}
	}
	return kind + "/" + url.PathEscape(id), nil
}

func isRedirect(err error) bool {
	_, away := errors.AsType[*crossHostRedirect](err)
	return away || errors.Is(err, errRedirectDropsWrite) || errors.Is(err, errRedirectLoop)
}

// isDropped reports whether an established connection was lost.
func isDropped(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) ||
		slices.ContainsFunc(droppedWords, func(w string) bool { return strings.Contains(err.Error(), w) })
}

// droppedWords are net/http's messages for a connection or an HTTP/2 stream (RFC 9113 section 7) that the other
// side ended. These errors have no type.
var droppedWords = []string{
	"http2: server sent GOAWAY", "server closed idle connection", "stream error: ",
	"http2: client connection lost", "http2: Transport received",
}

// get reads one resource.
func (c *Client) get(ctx context.Context, path string, query url.Values, waits func(note string)) ([]byte, error) {
	a, err := c.send(ctx, request{method: http.MethodGet, path: path, query: query, waits: waits})
	if err != nil {
		return nil, c.unreachable("read "+path, err)
	}
	if err := c.checkAnswer("read "+path, a); err != nil {
		return nil, err
	}
	return a.body, nil
}

// getPage reads one page of a list. No content (204) is an empty page.
func (c *Client) getPage(ctx context.Context, k kind, query url.Values, waits func(note string)) ([]byte, error) {
	count, _ := strconv.Atoi(query.Get("count"))
	a, err := c.send(ctx, request{
		method: http.MethodGet, path: k.path, query: query, waits: waits,
		shrinks: count > minCount,
	})
	if err != nil {
		return nil, c.unreachable("read "+k.path, err)
	}
	if a.status == http.StatusNoContent {
		return []byte("[]"), nil
	}
	if err := c.checkAnswer("read "+k.path, a); err != nil {
		return nil, err
	}
	return a.body, nil
}
