//go:build !windows

package proxy

import (
	"net/http"
	"net/url"
)

func fromSystem(req *http.Request) (*url.URL, error) { return http.ProxyFromEnvironment(req) }
