package proxy_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"ad2scim/migrate/proxy"
	"ad2scim/migrate/runtest"
)

// through asks for https://scim.example.com through a proxy that answers CONNECT
// so.
func through(t *testing.T, answer string) error {
	t.Helper()
	address := runtest.Listen(t, nil, func(c net.Conn) {
		http.ReadRequest(bufio.NewReader(c))
		io.WriteString(c, answer)
		c.Close()
	})
	transport := proxy.Transport(nil, 0)
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: address})
	_, err := (&http.Client{Transport: transport}).Get("https://scim.example.com/scim/2.0/Groups")
	if err == nil {
		t.Fatal("no error")
	}
	return err
}

func TestWhatAProxyRefusesIsCalledTheProxys(t *testing.T) {
	for name, c := range map[string]struct {
		answer    string
		why, next string
	}{
		"wants Basic": {
			"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
			"wants a sign-in (407): Basic", "http://user:password@127.0.0.1",
		},
		"wants Negotiate": {
			"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n", "Negotiate, NTLM", "only Basic is supported",
		},
		"forbids": {
			"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
			"does not allow a connection to scim.example.com:443 (403)", "allow scim.example.com:443",
		},
		"502": {
			"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
			"cannot reach scim.example.com:443 (502)", "NO_PROXY",
		},
		"503": {
			"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
			"cannot reach scim.example.com:443 (503)", "NO_PROXY",
		},
		"504": {
			"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n",
			"cannot reach scim.example.com:443 (504)", "NO_PROXY",
		},
		"something else": {
			"HTTP/1.1 418 \x1b[31mTea\r\nContent-Length: 0\r\n\r\n",
			"refuses the connection to scim.example.com:443 (418)", "HTTPS_PROXY",
		},
	} {
		why, next, ok := proxy.Explain(through(t, c.answer))
		if !ok || !strings.Contains(why, c.why) || !strings.Contains(why, "the proxy 127.0.0.1:") ||
			!strings.Contains(next, c.next) || strings.ContainsAny(why+next, "\x1b\n") {
			t.Errorf("%s: %q, %q, %v", name, why, next, ok)
		}
	}
	if _, _, ok := proxy.Explain(io.EOF); ok {
		t.Error("every error is called a proxy's")
	}
}

func TestAProxyThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	transport := proxy.Transport(nil, 0)
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: l.Addr().String()})
	_, err = (&http.Client{Transport: transport}).Get("https://scim.example.com")
	if why, next, ok := proxy.Explain(err); !ok || !strings.Contains(why, "the proxy cannot be reached") ||
		!strings.Contains(next, "HTTPS_PROXY") {
		t.Errorf("%v: %q %q %v", err, why, next, ok)
	}
}

// This computer is never asked for through a proxy: a stand-in or a service here
// would not be reached.
func TestLoopbackIsDirect(t *testing.T) {
	for _, address := range []string{"http://127.0.0.1:8080/scim", "http://localhost/scim", "http://[::1]/scim"} {
		u, err := proxy.For(httptest.NewRequest(http.MethodGet, address, nil))
		if u != nil || err != nil {
			t.Errorf("%s: %v, %v", address, u, err)
		}
	}
}

func TestAnsweredNamesFilters(t *testing.T) {
	for name, h := range map[string]http.Header{
		"squid":   {"X-Squid-Error": {"ERR_ACCESS_DENIED 0"}},
		"zscaler": {"Server": {"Zscaler/6.2"}},
		"via":     {"Via": {"1.1 proxy1 (squid/5.7)"}},
	} {
		if !strings.Contains(proxy.Answered(h), "a proxy on the way") {
			t.Errorf("%s: %q", name, proxy.Answered(h))
		}
	}
	if got := proxy.Answered(http.Header{"Server": {"nginx"}, "Via": {"1.1 varnish"}}); got != "" {
		t.Errorf("a server's own answer is called a proxy's: %q", got)
	}
}
