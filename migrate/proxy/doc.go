// Package proxy finds the proxy for a request to the web and says in words what
// it refuses: the environment's (HTTPS_PROXY, NO_PROXY), and on Windows, where
// these are not set, the system's, its configuration script (PAC) included.
package proxy
