package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
)

// For returns the proxy for a request, or nil for none; as http.Transport.Proxy
// wants it. This computer itself is never asked for through a proxy.
func For(req *http.Request) (*url.URL, error) {
	if migrate.IsLoopback(req.URL.Hostname()) {
		return nil, nil
	}
	u, err := fromSystem(req)
	if u != nil && u.Scheme == "" {
		u.Scheme = "http" // a configuration script names host:port
	}
	if u != nil {
		migrate.TraceOf(req.Context()).Note("HTTP proxy", slog.String("proxy", u.Host), slog.String("for", req.URL.Host))
	}
	return u, err
}

// connectTimeout is the most that a connection, and then its TLS, may take.
const connectTimeout = 15 * time.Second

// Transport makes connections, over HTTP/2 where the server speaks it, through the proxies
// that For finds, with refusals that Explain knows. firstByte is the most that the beginning
// of an answer may take.
func Transport(conf *tls.Config, firstByte time.Duration) *http.Transport {
	t := &http.Transport{
		DialContext:     (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig: conf, TLSHandshakeTimeout: connectTimeout, ResponseHeaderTimeout: firstByte,
		MaxResponseHeaderBytes: 1 << 20, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 8,
		IdleConnTimeout: 90 * time.Second, Proxy: For,
	}
	t.OnProxyConnectResponse = func(_ context.Context, u *url.URL, req *http.Request, resp *http.Response) error {
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		r := &Refusal{Proxy: u.Host, Target: req.Host, Status: resp.StatusCode}
		for _, v := range resp.Header.Values("Proxy-Authenticate") {
			if scheme, _, _ := strings.Cut(strings.TrimSpace(v), " "); scheme != "" && len(r.Wants) < 5 {
				r.Wants = append(r.Wants, scheme)
			}
		}
		return r
	}
	return t
}

// Refusal is a proxy's answer to the wish for a tunnel (RFC 9110 section 9.3.6).
type Refusal struct {
	Proxy, Target string // host:port
	Status        int
	Wants         []string // sign-in schemes that it offers with 407, such as Negotiate
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("the proxy %s answers %d", r.Proxy, r.Status)
}

// Explain says what a proxy refuses, and what to do. ok is false for an error that
// is not a proxy's.
func Explain(err error) (why, next string, ok bool) {
	if r, is := errors.AsType[*Refusal](err); is {
		why, next = r.explain()
		return why, next, true
	}
	if op, is := errors.AsType[*net.OpError](err); is && op.Op == "proxyconnect" {
		return "the proxy cannot be reached (" + show(op.Err.Error()) + ")",
			"check HTTPS_PROXY and NO_PROXY, or on Windows the system's proxy settings", true
	}
	return "", "", false
}

func (r *Refusal) explain() (why, next string) {
	proxy, target := "the proxy "+show(r.Proxy), show(r.Target)
	switch r.Status {
	case http.StatusProxyAuthRequired:
		why = proxy + " wants a sign-in (407)"
		if len(r.Wants) > 0 {
			why += ": " + show(strings.Join(r.Wants, ", "))
		}
		for _, scheme := range r.Wants {
			if strings.EqualFold(scheme, "Basic") {
				return why, "set HTTPS_PROXY to http://user:password@" + show(r.Proxy)
			}
		}
		return why, "have the proxy let this computer pass to " + target +
			" without a sign-in (only Basic is supported), or add the host to NO_PROXY if a direct connection is possible"
	case http.StatusForbidden:
		return proxy + " does not allow a connection to " + target + " (403)", "have whoever runs the proxy allow " + target
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Sprintf("%s cannot reach %s (%d)", proxy, target, r.Status),
			"check the address; if it is right, ask whoever runs the proxy, or add the host to NO_PROXY if a direct connection is possible"
	}
	return fmt.Sprintf("%s refuses the connection to %s (%d)", proxy, target, r.Status),
		"check HTTPS_PROXY and NO_PROXY, or ask whoever runs the proxy"
}

// marks are headers that proxies and filters put into answers of their own.
var marks = []string{"X-Squid-Error", "Proxy-Authenticate", "X-Bluecoat-Error", "X-Zscaler-Error", "X-Proxy-Error"}

// Answered names what on the way gave an answer in place of the server, or is
// empty: a filter that opens TLS answers with a page of its own.
func Answered(h http.Header) string {
	for _, mark := range marks {
		if h.Get(mark) != "" {
			return "a proxy on the way"
		}
	}
	for _, name := range []string{
		"squid", "zscaler", "bluecoat", "forcepoint", "mcafee web gateway", "fortigate",
		"sophos", "netskope",
	} {
		if strings.Contains(strings.ToLower(h.Get("Server")+" "+h.Get("Via")), name) {
			return "a proxy on the way (" + name + ")"
		}
	}
	return ""
}

// show makes text of a proxy's safe for a terminal.
func show(text string) string {
	quoted := migrate.Quote(migrate.Mask(strings.Join(strings.Fields(text), " ")))
	return quoted[1 : len(quoted)-1]
}
