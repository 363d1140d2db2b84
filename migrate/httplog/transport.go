package httplog

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"

	"ad2scim/migrate"
)

// Transport is a transport whose requests are written to the Trace of their context:
// method, address, body, and of the answer the status, some headers and the body. Of
// headers that hold credentials none is written.
type Transport struct {
	*http.Transport
	// HoldsToken reports whether the request or its answer holds a token, so that neither
	// body is written, only the error code of a refusal; nil: none does.
	HoldsToken func(*http.Request) bool
}

// RoundTrip does one request.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	trace := migrate.TraceOf(req.Context())
	if trace == nil {
		return t.Transport.RoundTrip(req)
	}
	private := t.HoldsToken != nil && t.HoldsToken(req)
	about := []slog.Attr{slog.String("method", req.Method), slog.String("url", address(req.URL))}
	if req.ContentLength > 0 {
		about = append(about, slog.Int64("bytes", req.ContentLength), sent(req, private))
	}
	asked := trace.Ask("HTTP request", about...)
	resp, err := t.Transport.RoundTrip(req.WithContext(connecting(req.Context(), trace)))
	if err != nil {
		asked.Answered(err)
		return nil, err
	}
	resp.Body = &answer{ReadCloser: resp.Body, done: func(seen []byte, n int64, err error) {
		about := append([]slog.Attr{slog.Int("status", resp.StatusCode), slog.Int64("bytes", n)}, headers(resp.Header)...)
		if n > 0 {
			about = append(about, body("response", seen, n, private))
		}
		if private && resp.StatusCode >= http.StatusBadRequest {
			about = append(about, refusalCode(seen)...)
		}
		asked.Answered(err, about...)
	}}
	return resp, nil
}

// connecting writes how a connection is made: look-up, TCP and TLS.
func connecting(ctx context.Context, trace *migrate.Trace) context.Context {
	problem := func(err error, about ...slog.Attr) []slog.Attr {
		if err != nil {
			about = append(about, slog.String("error", err.Error()))
		}
		return about
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(i httptrace.DNSStartInfo) { trace.Note("DNS look-up", slog.String("host", i.Host)) },
		DNSDone: func(i httptrace.DNSDoneInfo) {
			var all []string
			for _, a := range i.Addrs {
				all = append(all, a.String())
			}
			trace.Note("DNS look-up answer", problem(i.Err, slog.String("addresses", strings.Join(all, " ")))...)
		},
		ConnectDone: func(_, to string, err error) {
			trace.Note("TCP connection", problem(err, slog.String("address", to))...)
		},
		TLSHandshakeDone: func(s tls.ConnectionState, err error) {
			trace.Note("TLS handshake", problem(err, slog.String("version", tls.VersionName(s.Version)),
				slog.String("server", s.ServerName))...)
		},
	})
}

// sent is the body of a request, which is read from a copy.
func sent(req *http.Request, private bool) slog.Attr {
	if req.GetBody == nil || private {
		return body("request", nil, req.ContentLength, private)
	}
	content, err := req.GetBody()
	if err != nil {
		return slog.String("body", "not known")
	}
	defer content.Close()
	seen, _ := io.ReadAll(io.LimitReader(content, kept))
	return body("request", seen, req.ContentLength, private)
}

// longestSecret is how many bytes a secret of this run may have in a body. Each of its characters
// may be escaped in six.
const longestSecret = 6 * migrate.MaxSecretFile

// kept is how many bytes of a body are kept to be written: more than are written, so that no secret is cut in two
// before it is found.
const kept = longestSecret + 128<<10

func body(of string, seen []byte, n int64, private bool) slog.Attr {
	if private {
		return slog.String("body", fmt.Sprintf("token %s, %d bytes, not logged", of, n))
	}
	whole := n <= int64(len(seen))
	text := migrate.Mask(string(seen))
	if clean, is := jsonText([]byte(text), whole); is {
		return slog.String("body", clean)
	}
	if !whole {
		text = text[:max(0, len(text)-longestSecret)] // the rest may hold a part of a secret
	}
	return slog.String("body", beginning(text))
}

// address is the URL without credentials.
func address(u *url.URL) string { return withoutCredentials(u.Redacted()) }

// headers are those headers of an answer that help to find a cause. The identifiers are
// what a provider's support asks for.
func headers(h http.Header) []slog.Attr {
	var all []slog.Attr
	for _, one := range []struct{ key, value string }{
		{"type", h.Get("Content-Type")},
		{"retry_after", h.Get("Retry-After")},
		{"request_id", cmp.Or(h.Get("X-Request-Id"), h.Get("Request-Id"), h.Get("X-Okta-Request-Id"),
			h.Get("Correlation-Id"))},
	} {
		if one.value != "" {
			all = append(all, slog.String(one.key, beginning(migrate.Mask(one.value))))
		}
	}
	if to := h.Get("Location"); to != "" {
		all = append(all, slog.String("location", location(migrate.Mask(to))))
	}
	return all
}

// answer is a body that is written once it was read, or closed.
type answer struct {
	io.ReadCloser
	done func(seen []byte, n int64, err error)

	mu   sync.Mutex
	seen bytes.Buffer
	n    int64
}

// Read reads on.
func (a *answer) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	a.mu.Lock()
	a.n += int64(n)
	a.seen.Write(p[:min(n, kept-a.seen.Len())])
	a.mu.Unlock()
	switch {
	case err == io.EOF:
		a.end(nil)
	case err != nil:
		a.end(err)
	}
	return n, err
}

// Close closes it.
func (a *answer) Close() error {
	a.end(nil)
	return a.ReadCloser.Close()
}

func (a *answer) end(err error) {
	a.mu.Lock()
	done := a.done
	a.done = nil
	a.mu.Unlock()
	if done != nil {
		done(a.seen.Bytes(), a.n, err)
	}
}
