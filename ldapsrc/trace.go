package ldapsrc

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// asks writes to the run's trace what a domain controller is asked; about is called only if
// there is one.
func (c *conn) asks(ctx context.Context, what string, about func() []slog.Attr) *migrate.Question {
	trace := migrate.TraceOf(ctx)
	if trace == nil {
		return nil
	}
	return trace.Ask(what, append([]slog.Attr{slog.String("server", c.server)}, about()...)...)
}

// searching is what a search asks for.
func searching(r *ldap.SearchRequest, more ...slog.Attr) func() []slog.Attr {
	return func() []slog.Attr {
		return append([]slog.Attr{
			slog.String("base", r.BaseDN), slog.String("scope", ldap.ScopeMap[r.Scope]), slog.String("filter", r.Filter),
			slog.String("attributes", strings.Join(r.Attributes, " ")),
		}, more...)
	}
}

// answered writes the result code (RFC 4511 section 4.1.9), or why there is none.
func answered(asked *migrate.Question, err error, about ...slog.Attr) {
	if asked == nil {
		return
	}
	answer, ok := errors.AsType[*ldap.Error](err)
	switch {
	case err == nil:
		about = append([]slog.Attr{slog.String("result", "0 Success")}, about...)
	case ok && answer.ResultCode < ldap.ErrorNetwork:
		about = append([]slog.Attr{
			slog.String("result", fmt.Sprint(answer.ResultCode, " ", ldap.LDAPResultCodeMap[answer.ResultCode])),
		}, about...)
		err = answer.Err // the server's own message
	}
	asked.Answered(err, about...)
}

// pageAnswered writes the answer to a request for one page.
func pageAnswered(asked *migrate.Question, a answer, end pageEnd) {
	entries := len(end.entries)
	if a.result != nil {
		entries += len(a.result.Entries)
	}
	answered(asked, a.err, slog.Int("entries", entries), slog.Bool("more", end.cookie != nil))
}

// records names the hosts of SRV records.
func records(all []*net.SRV) slog.Attr {
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, " %s:%d", r.Target, r.Port)
	}
	return slog.String("records", strings.TrimPrefix(b.String(), " "))
}

// secured says how a connection is encrypted, and for whom its certificate is.
func secured(c *tls.Conn) []slog.Attr {
	state := c.ConnectionState()
	about := []slog.Attr{
		slog.String("address", c.RemoteAddr().String()),
		slog.String("tls", tls.VersionName(state.Version)),
	}
	if len(state.PeerCertificates) > 0 {
		about = append(about, slog.String("certificate", state.PeerCertificates[0].Subject.String()))
	}
	return about
}
