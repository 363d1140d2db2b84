package scim

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/proxy"
	"ad2scim/migrate/tlsroots"
)

// unreachable explains a request without an answer. A canceled one stays context.Canceled.
func (c *Client) unreachable(doing string, err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	why, next := c.explain(err)
	return c.problem(doing, why, next, err)
}

func (c *Client) explain(err error) (why, next string) {
	server := tlsroots.Server{Title: "the server", Name: c.base.Hostname(), Address: "the address", Option: caOption}
	if why, next, ok := server.Explain(err); ok {
		return why, next
	}
	if why, next, ok := proxy.Explain(err); ok {
		return why, next
	}
	if e, ok := errors.AsType[*elsewhere](err); ok {
		return e.Error(), "if that is the right server, give its address in full"
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok && !e.IsTimeout {
		return "the name " + names.Visible(e.Name) + " is not found in DNS",
			"check the spelling, and whether this computer can resolve it"
	}
	if e, ok := errors.AsType[tls.AlertError](err); ok {
		return "the server ends the TLS handshake (" + names.Visible(e.Error()) + ")",
			"the server may require a newer TLS version or a client certificate: check its log"
	}
	_, plain := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case plain, strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "the server does not speak TLS on this port", "check the port of the address"
	case strings.Contains(err.Error(), "protocol version not supported"):
		return "the server offers nothing newer than TLS 1.1", "allow TLS 1.2 or later on the server"
	case strings.Contains(err.Error(), "malformed HTTP response"):
		return "the server at this address doesn't use HTTP", "check whether the address is https, and its port"
	case errors.Is(err, errTooLarge):
		return errTooLarge.Error(), "check that the endpoint is a SCIM provider"
	case isTimeout(err):
		return "the server did not answer in time", "check the address, the firewall, and any proxy on the way"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection is refused", "check the address and the port, and that the service runs"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no route to that host", "check the network and any VPN"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the server closed the connection in mid-answer", "try again; if it fails again, check the server's log"
	}
	return reason(err), "try again; if it fails again, check the network between this computer and the server"
}

func isTimeout(err error) bool {
	var slow net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &slow) &&
		slow.Timeout()
}

// innermost removes the address that net/http adds to an error.
func innermost(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// reason returns an error's text in one line, without the address or path that the caller already names.
func reason(err error) string {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		err = e.Err
	}
	return names.Visible(migrate.Mask(strings.Join(strings.Fields(innermost(err).Error()), " ")))
}
