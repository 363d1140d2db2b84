package proxy

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http/httpproxy"
)

func TestWindowsSettings(t *testing.T) {
	t.Parallel()
	everywhere := map[string]string{"": "proxy:8080"}
	for name, c := range map[string]struct {
		settings
		answer string // of the script
		ask    string
		want   string
	}{
		"one proxy for all": {
			settings: settings{static: true, servers: everywhere},
			ask:      "https://id.example.com/scim", want: "http://proxy:8080",
		},
		"turned off": {settings: settings{servers: everywhere}, ask: "https://id.example.com", want: ""},
		"one a scheme": {settings: settings{static: true, servers: map[string]string{
			"http":  "a:1",
			"https": "b:2",
		}}, ask: "https://id.example.com", want: "http://b:2"},
		"none for this scheme": {
			settings: settings{static: true, servers: map[string]string{"http": "a:1"}},
			ask:      "https://id.example.com", want: "",
		},
		"with its scheme": {settings: settings{static: true, servers: map[string]string{
			"": "http://proxy:8080",
		}}, ask: "https://id.example.com", want: "http://proxy:8080"},
		"a local name": {settings: settings{
			static: true, servers: everywhere,
			except: "*.example.net;<local>",
		}, ask: "https://encryption/scim", want: ""},
		"no local name": {
			settings: settings{static: true, servers: everywhere, except: "<local>"},
			ask:      "https://id.example.com", want: "http://proxy:8080",
		},
		"an exception": {settings: settings{
			static: true, servers: everywhere,
			except: "a.example;*.Example.com",
		}, ask: "https://ID.example.com:8443", want: ""},
		"an exception by address": {
			settings: settings{static: true, servers: everywhere, except: "10.*, 192.168.*"},
			ask:      "https://10.1.2.3", want: "",
		},
		"an exception in the middle": {
			settings: settings{static: true, servers: everywhere, except: "id*.com"},
			ask:      "https://id.example.com", want: "",
		},
		"an exception with a scheme": {settings: settings{
			static: true, servers: everywhere,
			except: "https://id.example.com",
		}, ask: "https://id.example.com", want: ""},
		"a bracket in the list": {
			settings: settings{static: true, servers: everywhere, except: "[::1];x[y"},
			ask:      "https://id.example.com", want: "http://proxy:8080",
		},
		"a script": {
			answer: "proxy1:8080;proxy2:8080", ask: "https://id.example.com",
			want: "http://proxy1:8080",
		},
		"a script, by spaces": {
			answer: "proxy1:8080 proxy2:8080", ask: "https://id.example.com",
			want: "http://proxy1:8080",
		},
		"a script says direct": {ask: "https://id.example.com", want: ""},
		"a script goes before statics": {
			settings: settings{static: true, servers: everywhere}, answer: "b:2",
			ask: "https://id.example.com", want: "http://b:2",
		},
	} {
		c.script = func(string) string { return c.answer }
		u, err := url.Parse(c.ask)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.find(u)
		if text := ""; err == nil {
			if got != nil {
				text = got.String()
			}
			if text != c.want {
				t.Errorf("%s: %q, want %q", name, text, c.want)
			}
		} else {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The environment goes before the system, and NO_PROXY takes a host out of the system's
// too: that is what an admin is told to set.
func TestEnvironmentBeforeTheSystem(t *testing.T) {
	t.Parallel()
	system := func() *finder {
		return &finder{find: func(*url.URL) (*url.URL, error) { return url.Parse("http://system:1") }}
	}
	for name, c := range map[string]struct {
		environment httpproxy.Config
		want        string
	}{
		"nothing is set":      {httpproxy.Config{}, "http://system:1"},
		"HTTPS_PROXY":         {httpproxy.Config{HTTPSProxy: "http://set:2"}, "http://set:2"},
		"NO_PROXY alone":      {httpproxy.Config{NoProxy: "id.example.com"}, ""},
		"NO_PROXY, a domain":  {httpproxy.Config{NoProxy: ".example.com"}, ""},
		"NO_PROXY, all":       {httpproxy.Config{NoProxy: "*"}, ""},
		"NO_PROXY of another": {httpproxy.Config{NoProxy: "example.net"}, "http://system:1"},
		"both":                {httpproxy.Config{HTTPSProxy: "http://set:2", NoProxy: "id.example.com"}, ""},
	} {
		req := httptest.NewRequest("GET", "https://id.example.com/scim/2.0", nil)
		got, err := choose(req, &c.environment, system)
		text := ""
		if got != nil {
			text = got.String()
		}
		if err != nil || text != c.want {
			t.Errorf("%s: %q, %v, want %q", name, text, err, c.want)
		}
	}
}

// A host is looked up once, for all requests that wait for it, and a request that is
// canceled doesn't wait.
func TestEachHostIsFoundOnce(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	open := make(chan struct{})
	f := &finder{find: func(u *url.URL) (*url.URL, error) {
		asked.Add(1)
		<-open
		return &url.URL{Scheme: "http", Host: "proxy-of-" + u.Host}, nil
	}}
	u := &url.URL{Scheme: "https", Host: "id.example.com"}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	start := time.Now()
	if _, err := f.proxy(ctx, u); !errors.Is(err, context.Canceled) || time.Since(start) > time.Second {
		t.Fatalf("%v after %v", err, time.Since(start))
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := f.proxy(t.Context(), u); err != nil || got.Host != "proxy-of-id.example.com" {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	close(open)
	all.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if _, err := f.proxy(t.Context(), &url.URL{Scheme: "https", Host: "other"}); err != nil || asked.Load() != 2 {
		t.Errorf("another host: %v, asked %d times", err, asked.Load())
	}
}

// An answer counts for some minutes, and a failure for none: the computer may be in another
// network by then.
func TestAnAnswerIsNotKeptForever(t *testing.T) {
	t.Parallel()
	now, asked := time.Now(), 0
	failure := errors.New("no answer")
	f := &finder{now: func() time.Time { return now }, find: func(*url.URL) (*url.URL, error) {
		asked++
		return nil, failure
	}}
	ask := func(want int) {
		t.Helper()
		if _, err := f.proxy(t.Context(), &url.URL{Scheme: "https", Host: "id.example.com"}); !errors.Is(err, failure) {
			t.Errorf("got %v", err)
		}
		if asked != want {
			t.Errorf("asked %d times, want %d", asked, want)
		}
	}
	ask(1)
	ask(2)
	failure = nil
	ask(3)
	ask(3)
	now = now.Add(keptFor)
	ask(4)
}
