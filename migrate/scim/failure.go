package scim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// StatusError is the cause of a Problem that the server answered with another
// status than 200.
type StatusError struct{ Code int }

func (e *StatusError) Error() string { return fmt.Sprintf("HTTP status %d", e.Code) }

func statusOf(err error) int {
	if s, ok := errors.AsType[*StatusError](err); ok {
		return s.Code
	}
	return 0
}

func (c *Client) problem(path, why, next string, cause error) error {
	return &migrate.Problem{Class: migrate.Unreachable, What: "cannot read " + path + " from " + c.base.Host, Why: why, Next: next, Err: cause}
}

// refused explains an answer that is not 200 (RFC 7644 section 3.12).
func (c *Client) refused(path string, resp *http.Response, body []byte) error {
	cause := &StatusError{resp.StatusCode}
	said := detail(body)
	why := fmt.Sprintf("the server answers %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	if said != "" {
		why += ` and says “` + said + `”`
	}
	var next string
	switch {
	case resp.StatusCode == http.StatusUnauthorized:
		why, next = "the token is wrong or no longer valid (401)", "check the SCIM API token; a new one made in the Admin Console replaces the old one"
	case resp.StatusCode == http.StatusForbidden:
		next = "the token is known but may not read this: check what it was made for"
	case isWebPage(body):
		why, next = fmt.Sprintf("this is a web page (%d): is the endpoint right?", resp.StatusCode), "check the address; Dashlane's self-hosted endpoint ends in /scim/2.0"
	case resp.StatusCode == http.StatusNotFound:
		next = "check the end of the address; Dashlane's self-hosted endpoint ends in /scim/2.0, not /v2"
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable:
		next = "the server is busy: wait a few minutes and try again"
	case resp.StatusCode == http.StatusNotImplemented:
		next = "the provider does not offer this"
	case resp.StatusCode >= 500:
		next = "the fault is at the server: look into its log, then try again"
	default:
		next = "check the address and what the provider supports with `ad2scim probe`"
	}
	return c.problem(path, why, next, cause)
}

// detail finds the words in an error body, whose form differs from server to
// server: {"detail"}, nested in "error" or in "Errors", or "message".
func detail(body []byte) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	text := findDetail(v, 0)
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return names.Visible(text)
}

func findDetail(v any, depth int) string {
	if depth > 4 {
		return ""
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if s := findDetail(e, depth+1); s != "" {
				return s
			}
		}
	case map[string]any:
		for _, key := range []string{"detail", "Detail", "message", "description", "error_description"} {
			if s, ok := v[key].(string); ok && s != "" {
				return s
			}
		}
		for _, key := range []string{"error", "Error", "errors", "Errors"} {
			if s, ok := v[key].(string); ok && s != "" {
				return s
			}
			if s := findDetail(v[key], depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

func isWebPage(body []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 512)]))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// unreachable explains a request that got no answer.
func (c *Client) unreachable(path string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	why, next := explain(err)
	return c.problem(path, why, next, err)
}

func explain(err error) (why, next string) {
	var dns *net.DNSError
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, errOtherHost):
		return errOtherHost.Error(), "give the address that it sends to, if you trust it"
	case errors.As(err, &cert):
		return certificate(cert), "if the certificate is your own CA's, give that CA with --scim-ca"
	case errors.As(err, &plain):
		return "the server does not speak TLS on this port", "check the port of the address"
	case errors.As(err, &dns):
		return "the name " + migrate.Quote(dns.Name) + " is not found in DNS", "check the spelling, and whether this machine can resolve it"
	case errors.As(err, &slow) && slow.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "the server did not answer in time", "check the address, the firewall and any proxy"
	case errors.As(err, &op) && op.Op == "dial":
		return "the connection is refused", "check the address and the port, and that the service runs"
	}
	return names.Visible(err.Error()), "try again; if it stays, check the network between this machine and the server"
}

// certificate tells what the server showed, so that an admin can judge it.
func certificate(e *tls.CertificateVerificationError) string {
	why := "its certificate is not trusted"
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(e.Err, &host):
		why = "its certificate is for another name"
	case errors.As(e.Err, &invalid) && invalid.Reason == x509.Expired:
		why = "its certificate is out of date"
	}
	if len(e.UnverifiedCertificates) == 0 {
		return why
	}
	leaf := e.UnverifiedCertificates[0]
	return fmt.Sprintf("%s (subject %s; issuer %s; names %s; valid until %s; SHA-256 %X)", why, names.Visible(leaf.Subject.String()), names.Visible(leaf.Issuer.String()),
		names.Visible(strings.Join(leaf.DNSNames, ", ")), leaf.NotAfter.UTC().Format(time.DateOnly), sha256.Sum256(leaf.Raw))
}
