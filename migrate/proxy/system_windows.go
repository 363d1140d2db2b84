package proxy

import (
	"net/http"
	"net/url"
	"sync"

	"github.com/mattn/go-ieproxy"
)

// system reads Windows' settings once: those of the user (WinINET), or of the
// computer (WinHTTP). The environment goes before them.
var system = sync.OnceValue(func() func(*http.Request) (*url.URL, error) { return ieproxy.GetProxyFunc() })

func fromSystem(req *http.Request) (*url.URL, error) { return system()(req) }
