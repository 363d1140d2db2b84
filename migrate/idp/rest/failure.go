package rest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"syscall"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/proxy"
	"ad2scim/migrate/tlsroots"
)

func (c *Client) problem(doing, why, next string, err error) error {
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing + " (" + c.o.Name + ")", Why: why,
		Next: next, Err: err,
	}
}

// lost returns the problem of a write that may have been made.
func (c *Client) lost(doing string, err error) error {
	return c.problem(doing, "the answer was lost, so the change may have been made",
		"run it again: it first reads what was done",
		errors.Join(migrate.ErrOutcomeUnknown, err))
}

// refused explains an answer other than 2xx. A gateway's error leaves open whether a write was made.
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
	server := tlsroots.Server{
		Title: "the provider", Name: c.base.Hostname(), Address: "the address of the API",
		Option: caOption,
	}
	why, next, ok := neterror.Explain(server, err)
	_, _, untrusted := server.Explain(err)
	switch {
	case errors.Is(err, errElsewhere), errors.Is(err, errTooLarge):
		why, next = neterror.Reason(err), "check the address of the API"
	case untrusted:
		next += "; a proxy that inspects TLS has its own certificate authority"
	case !ok:
		why, next = neterror.Reason(err), "check the network between this computer and "+c.base.Host
	}
	return c.problem(doing, why, next, err)
}

// dropped reports whether a connection broke, so that a retry may succeed.
func dropped(err error) bool {
	return neterror.IsClosed(err) || errors.Is(err, syscall.EPIPE) ||
		strings.Contains(err.Error(), "server closed idle connection") ||
		strings.Contains(err.Error(), "http2: server sent GOAWAY")
}
