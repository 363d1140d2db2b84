package rest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/proxy"
	"ad2scim/migrate/tlsroots"
)

func (c *Client) problem(doing, why, next string, err error) error {
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing + " (" + c.o.Name + ")", Why: why,
		Next: next, Err: err,
	}
}

// lost is a write that may have been made.
func (c *Client) lost(doing string, err error) error {
	return c.problem(doing, "the answer was lost, so the change may have been made",
		"run it again: it first reads what was done",
		errors.Join(migrate.ErrOutcomeUnknown, err))
}

// refused says what an answer other than 2xx means. A gateway's error to a
// write leaves open whether it was made.
func (c *Client) refused(doing string, a *Answer, reads bool) error {
	err := error(&Refused{Status: a.Status, Header: a.Header, Body: a.Body})
	why, next := fmt.Sprintf("it answers %d %s", a.Status, http.StatusText(a.Status)),
		"try again later; if it fails again, check the provider's log"
	switch a.Status {
	case http.StatusUnauthorized:
		why, next = "the sign-in was refused (401)", "check the credentials, and whether they have expired"
		err = errors.Join(migrate.ErrDenied, err)
	case http.StatusForbidden:
		why, next = "the account may not do this (403)", "give it the right that this step needs"
		err = errors.Join(migrate.ErrDenied, err)
	case http.StatusNotFound, http.StatusGone:
		why, next = "it was not found (404)", "check whether it was deleted in the meantime"
		err = errors.Join(migrate.ErrGone, err)
	case http.StatusPreconditionFailed:
		why, next = "someone else changed it in the meantime (412)", "make a new plan"
		err = errors.Join(migrate.ErrChanged, err)
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnprocessableEntity,
		http.StatusUnsupportedMediaType:
		next = "the same request would be refused again: correct what the message names, or report it with --log-file"
	case http.StatusConflict:
		next = "something with this name or state already exists: check it in the provider's console"
	case http.StatusTooManyRequests:
		why, next = "it is too busy to answer (429)", "try again in a few minutes"
	case http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusServiceUnavailable, http.StatusInternalServerError:
		if !reads {
			err = errors.Join(migrate.ErrOutcomeUnknown, err)
		}
	}
	if by := proxy.Answered(a.Header); by != "" {
		return c.problem(doing, fmt.Sprintf("%s answers %d %s in place of %s", by, a.Status, http.StatusText(a.Status),
			c.base.Host), "ask whoever runs the proxy to let this computer pass to "+c.base.Host, err)
	}
	if !reads && a.Status >= 400 && a.Status < 500 && a.Status != http.StatusRequestTimeout {
		err = errors.Join(migrate.ErrRefused, err)
	}
	if c.o.Explain != nil {
		w, n := c.o.Explain(a.Status, a.Body)
		if w != "" {
			why = names.Visible(w)
		}
		if n != "" {
			next = names.Visible(n)
		}
	}
	return c.problem(doing, why, next, err)
}

func (c *Client) unreachable(doing string, err error) error {
	why, next := plain(err), "check the network between this computer and "+c.base.Host
	server := tlsroots.Server{
		Title: "the provider", Name: c.base.Hostname(), Address: "the address of the API",
		Option: caOption,
	}
	because, do, untrusted := server.Explain(err)
	refuses, ask, isProxy := proxy.Explain(err)
	switch {
	case isProxy:
		why, next = refuses, ask
	case errors.Is(err, errElsewhere), errors.Is(err, errTooLarge):
		next = "check the address of the API"
	case untrusted:
		why, next = because, do+"; a proxy that inspects TLS has its own certificate authority"
	case timeout(err):
		why, next = "it did not answer in time", "check the firewall and any proxy on the way"
	case errors.Is(err, syscall.ECONNREFUSED):
		why = "the connection is refused"
	}
	return c.problem(doing, why, next, err)
}

// dropped reports whether a connection broke, so that trying again may help.
func dropped(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || strings.Contains(err.Error(), "server closed idle connection") ||
		strings.Contains(err.Error(), "http2: server sent GOAWAY")
}

func timeout(err error) bool {
	var slow net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &slow) && slow.Timeout()
}

// plain is an error's own text in one line, without the address or path that
// net/http and os put before it: a query may hold what is nobody's business.
func plain(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if e, ok := errors.AsType[*os.PathError](err); ok {
		err = e.Err
	}
	return names.Visible(migrate.Mask(strings.Join(strings.Fields(err.Error()), " ")))
}
