package scim

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/proxy"
)

// statusError is the cause of a Problem: the server answered with an unexpected status.
type statusError struct {
	code     int
	scimType string
}

func (e *statusError) Error() string { return fmt.Sprintf("HTTP status %d", e.code) }

// statusOf returns the HTTP status of a refusal, or 0.
func statusOf(err error) int {
	if s, ok := errors.AsType[*statusError](err); ok {
		return s.code
	}
	return 0
}

const checkAddress = "check the address; Dashlane's self-hosted endpoint ends in /scim/2.0"

var (
	askMaker     = migrate.Remedy{Kind: migrate.RemedyProbeMaker}
	seeSupported = migrate.Remedy{Kind: migrate.RemedyProbeSupport}
)

func (c *Client) problem(doing, why, next string, cause error, remedies ...migrate.Remedy) *migrate.Problem {
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing + " at " + c.base.Host, Why: why,
		Next: next, Remedies: remedies, Err: cause,
	}
}

// checkAnswer returns nil for a successful answer, or else a problem (RFC 7644 section 3.12).
func (c *Client) checkAnswer(doing string, a *answer) error {
	said := parseError(a.body)
	status := a.status
	switch {
	case status == http.StatusOK && isError(a.body):
		status = max(said.status, 1)
	case status == http.StatusOK && isWebPage(a.body):
		return c.problem(doing, "this is a web page: is the endpoint right?", checkAddress, nil)
	case status == http.StatusOK && len(a.body) == 0:
		return c.problem(doing, "the answer is empty", checkAddress, nil)
	case status == http.StatusOK:
		return nil
	}
	why, next := c.refusal(status, a, said)
	p := c.problem(doing, why, "", &statusError{status, said.scimType})
	p.Remedies = next
	return p
}

// refusal explains an HTTP status, with the server's own message.
func (c *Client) refusal(status int, a *answer, said errorBody) (why string, advice migrate.Remedies) {
	next := ""
	why = fmt.Sprintf("the server answers %d %s", status, http.StatusText(status))
	switch status {
	case http.StatusUnauthorized:
		why, next = "the token is wrong or has expired (401)",
			"check the SCIM API token: making a new one in the Admin Console ends the old one"
		if c.token.IsZero() {
			why, next = "the provider requires a token (401)", ""
			advice = migrate.Remedies{{Kind: migrate.RemedyEnterSecret, Side: migrate.SCIM, Text: "AD2SCIM_SCIM_TOKEN"}}
		}
	case http.StatusForbidden:
		why, next = "the token is valid, but isn't allowed to do this (403)",
			"check what the token was made for, and whether a firewall in front of the server refuses this computer"
	case http.StatusNotFound:
		why, next = "there is nothing at this address (404)",
			"check the end of the address; Dashlane's self-hosted endpoint ends in /scim/2.0, not in /v2"
	case http.StatusNotImplemented:
		why, advice = "the provider does not offer this (501)", migrate.Remedies{seeSupported}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		why, next = fmt.Sprintf("the server is too busy (%d)", status), "wait a few minutes and try again"
		if status == http.StatusServiceUnavailable && isWebPage(a.body) {
			why = "the service behind this address is not ready (503), it may be restarting"
		}
		if wait, asked := parseRetryAfter(a.header.Get("Retry-After"), time.Now()); asked && wait > maxWait {
			why += ", and asks to wait " + wait.Round(time.Second).String()
		}
	default:
		advice = migrate.Remedies{seeSupported}
		if status >= 500 {
			next = "the server has an internal error: check its log, then try again"
		}
	}
	switch by := proxy.Answered(a.header); {
	case by != "":
		why = fmt.Sprintf("%s answers %d %s in place of the server", by, status, http.StatusText(status))
		next = "ask whoever runs the proxy to let this computer pass to " + c.base.Host +
			", or add the host to NO_PROXY if a direct connection is possible"
	case said.detail != "":
		why += "; it says “" + said.detail + "”"
	case isWebPage(a.body) && status != http.StatusUnauthorized && (status < 502 || status > 504):
		why += "; the answer is a web page: is the endpoint right?"
		next = checkAddress
	}
	if next != "" {
		advice = migrate.Advise(next)
	}
	return why, advice
}
