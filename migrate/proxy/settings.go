package proxy

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// keptFor is how long an answer counts: a laptop changes its network under a program that
// runs for days.
const keptFor = 5 * time.Minute

// finder finds the proxy of each host and keeps it for a while. A configuration script is
// run anew for each question, and looking for one in the network (WPAD) takes seconds.
type finder struct {
	find func(*url.URL) (*url.URL, error)
	now  func() time.Time // nil: time.Now

	mu    sync.Mutex
	hosts map[string]*found
}

type found struct {
	done  chan struct{} // closed when it is known
	at    time.Time     // when
	proxy *url.URL
	err   error
}

// counts reports whether an answer is waited for or can still be taken. A failure is not
// kept.
func (one *found) counts(now time.Time) bool {
	select {
	case <-one.done:
		return one.err == nil && now.Sub(one.at) < keptFor
	default:
		return true
	}
}

// proxy returns the proxy for a request, or ends with it.
func (f *finder) proxy(ctx context.Context, u *url.URL) (*url.URL, error) {
	host, now := u.Scheme+"://"+u.Host, time.Now
	if f.now != nil {
		now = f.now
	}
	f.mu.Lock()
	one, known := f.hosts[host]
	if !known || !one.counts(now()) {
		one = &found{done: make(chan struct{})}
		if f.hosts == nil {
			f.hosts = map[string]*found{}
		}
		f.hosts[host] = one
		go func() {
			one.proxy, one.err = f.find(u)
			one.at = now()
			close(one.done)
		}()
	}
	f.mu.Unlock()
	select {
	case <-one.done:
		return one.proxy, one.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// settings are a computer's proxy settings.
type settings struct {
	// script runs the configuration script for an address; it answers host:port, a
	// list of them, or nothing for none.
	script func(address string) string
	static bool
	// servers are the static proxies by scheme; an empty one is for all.
	servers map[string]string
	// except lists hosts that are asked directly, as Windows writes them.
	except string
}

func (s settings) find(u *url.URL) (*url.URL, error) {
	if list := s.script(u.String()); list != "" {
		return server(list)
	}
	if !s.static || isException(s.except, u.Hostname()) {
		return nil, nil
	}
	list, own := s.servers[u.Scheme]
	if !own {
		list = s.servers[""]
	}
	if list == "" {
		return nil, nil
	}
	return server(list)
}

// server is the first proxy of a list (WINHTTP_PROXY_INFO has its form).
func server(list string) (*url.URL, error) {
	first := strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ' ' || r == '\t' })
	if len(first) == 0 {
		return nil, nil
	}
	if !strings.Contains(first[0], "://") {
		return &url.URL{Scheme: "http", Host: first[0]}, nil
	}
	return url.Parse(first[0])
}

// isException reports whether a host is in Windows' list of exceptions (ProxyOverride):
// names with a * at any place, and <local> for those without a dot.
func isException(list, host string) bool {
	for _, one := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
		one = strings.ToLower(one)
		if _, rest, ok := strings.Cut(one, "://"); ok {
			one = rest
		}
		if one == "<local>" {
			if !strings.Contains(host, ".") {
				return true
			}
			continue
		}
		one = strings.NewReplacer("[", `\[`, "?", `\?`, `\`, `\\`).Replace(one) // only * has a meaning
		if match, err := path.Match(one, strings.ToLower(host)); match && err == nil {
			return true
		}
	}
	return false
}

// named reports whether NO_PROXY names the host of an address.
func named(noProxy string, u *url.URL) bool {
	c := httpproxy.Config{HTTPProxy: "http://proxy.invalid", HTTPSProxy: "http://proxy.invalid", NoProxy: noProxy}
	through, err := c.ProxyFunc()(u)
	return through == nil && err == nil
}

// choose is the proxy for a request: of the environment where it names one, else of the
// system, from whose proxies NO_PROXY takes hosts out too.
func choose(req *http.Request, environment *httpproxy.Config, system func() *finder) (*url.URL, error) {
	switch {
	case environment.HTTPProxy != "" || environment.HTTPSProxy != "":
		return environment.ProxyFunc()(req.URL)
	case named(environment.NoProxy, req.URL):
		return nil, nil
	}
	return system().proxy(req.Context(), req.URL)
}
