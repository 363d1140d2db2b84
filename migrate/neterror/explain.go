// Package neterror explains why a server can't be reached, on every operating system.
package neterror

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/proxy"
	"ad2scim/migrate/tlsroots"
)

// Explain returns why a request to a web server got no answer, and what to do about it. ok is false for an error that
// only its own text explains: Reason returns that.
func Explain(s tlsroots.Server, err error) (why, next string, ok bool) {
	if why, next, ok = proxy.Explain(err); ok {
		return why, next, true
	}
	if why, next, ok = s.Explain(err); ok {
		return why, next, true
	}
	why, next = explain(s, err)
	return why, next, why != ""
}

func explain(s tlsroots.Server, err error) (why, next string) {
	if e, ok := errors.AsType[*net.DNSError](err); ok && !e.IsTimeout {
		return "the name " + names.Visible(e.Name) + " is not found in DNS",
			"check the spelling, and whether this computer can resolve it"
	}
	if e, ok := errors.AsType[tls.AlertError](err); ok {
		return s.Title + " ends the TLS handshake (" + names.Visible(e.Error()) + ")",
			s.Title + " may require a newer TLS version or a client certificate: check its log"
	}
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case noTLS, strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return s.Title + " does not speak TLS on this port", "check the port of " + s.Address
	case strings.Contains(err.Error(), "protocol version not supported"):
		return s.Title + " offers nothing newer than TLS 1.1", "allow TLS 1.2 or later on " + s.Title
	case strings.Contains(err.Error(), "malformed HTTP response"):
		return s.Title + " at this address doesn't use HTTP", "check whether " + s.Address + " is https, and its port"
	case IsTimeout(err):
		return s.Title + " did not answer in time", "check " + s.Address + ", the firewall, and any proxy on the way"
	case IsRefused(err):
		return "the connection is refused",
			"check " + s.Address + " and any firewall on the way, and that the service runs on this port"
	case IsNoRoute(err):
		return "there is no route to that host", "check the network and any VPN"
	case IsClosed(err):
		return s.Title + " closed the connection in mid-answer",
			"try again; if it fails again, check " + s.Title + "'s log"
	}
	return "", ""
}

// Reason returns an error's own text in one line, without secrets and without the address or path that net/http and
// os put before it: the caller names it, and a query may hold secrets.
func Reason(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if e, ok := errors.AsType[*os.PathError](err); ok {
		err = e.Err
	}
	return names.Visible(migrate.Mask(strings.Join(strings.Fields(err.Error()), " ")))
}
