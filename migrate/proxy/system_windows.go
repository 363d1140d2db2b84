package proxy

import (
	"net/http"
	"net/url"
	"sync"

	"github.com/mattn/go-ieproxy"
	"golang.org/x/net/http/httpproxy"
)

// system reads Windows' settings once: those of the user (WinINET), or of the
// computer (WinHTTP).
var system = sync.OnceValue(func() *finder { return &finder{find: windowsSettings(ieproxy.GetConf()).find} })

func windowsSettings(c ieproxy.ProxyConf) settings {
	return settings{
		script: c.Automatic.FindProxyForURL, static: c.Static.Active, servers: c.Static.Protocols,
		except: c.Static.NoProxy,
	}
}

func fromSystem(req *http.Request) (*url.URL, error) {
	return choose(req, httpproxy.FromEnvironment(), system)
}
