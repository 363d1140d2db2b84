package ldapsrc

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// connect opens a connection to a domain controller, signs in, and learns the
// naming context. Of several it takes the first that answers (race.go); one that
// fails after that is passed over too, and remembered. A refused password is not
// tried at the next one: it would count towards the account's lock-out there too.
func (d *Directory) connect(ctx context.Context, tell func(string)) (*conn, error) {
	servers, err := d.find(ctx)
	if err != nil {
		return nil, err
	}
	pinned := d.stays()
	servers = d.candidates(servers, pinned)
	rounds := [][]server{servers}
	if pinned != "" { // one address, asked until it leads to the right one
		rounds = slices.Collect(slices.Chunk(servers, 1))
	}
	var failed error
	for _, round := range rounds {
		c, passed, err := d.firstOf(ctx, round, pinned, tell)
		if c != nil || err != nil {
			return c, err
		}
		failed = errors.Join(failed, passed)
	}
	if pinned != "" {
		return nil, notPinned(pinned, failed)
	}
	return nil, allFailed(d.location.host, failed)
}

// firstOf connects to the first of the servers that answers and takes the sign-in.
// failed joins why each was passed over; err is what ends the search for one.
func (d *Directory) firstOf(ctx context.Context, servers []server, pinned string, tell func(string)) (c *conn, failed,
	err error,
) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	left, request := len(servers), d.limits.request
	if left > 1 {
		request = min(request, d.limits.slow)
	}
	for r := range d.race(ctx, servers, tell) {
		left--
		if r.err == nil && pinned != "" && !strings.EqualFold(r.conn.dns, pinned) {
			r.close()
			failed = errors.Join(failed, errOtherController)
			continue
		}
		if r.err == nil {
			if len(servers) > 1 {
				tell("signing in at " + show(r.server.String()))
			}
			signIn := d.limits.signIn
			if left > 0 {
				signIn = min(signIn, d.limits.hang)
			}
			r.err = d.signInAt(ctx, r.conn, signIn, request)
		}
		if r.err == nil && ctx.Err() == nil {
			d.memory.wellAgain(r.server)
			d.answered(r.server)
			return r.conn, nil, nil
		}
		r.close()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if !another(r.err) {
			if final, ok := errors.AsType[*refusal](r.err); ok {
				return nil, nil, final.error
			}
			return nil, nil, r.err
		}
		d.memory.failed(r.server)
		failed = errors.Join(failed, r.err)
	}
	return nil, failed, ctx.Err()
}

// another says whether a domain controller failed in a way that the next one
// need not: it is down, starting, too busy, or hangs.
func another(err error) bool {
	answer, ok := errors.AsType[*ldap.Error](err)
	if !ok || answer.ResultCode >= ldap.ErrorNetwork {
		_, known := errors.AsType[*refusal](err)
		return !known
	}
	return ldap.IsErrorAnyOf(answer, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable, ldap.LDAPResultOther,
		ldap.LDAPResultLoopDetect)
}

// refusal marks an error that is the same at every domain controller.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

// allFailed is the one problem of a single server, or sums up several.
func allFailed(domain string, failed error) error {
	joined, ok := failed.(interface{ Unwrap() []error })
	if !ok {
		return failed
	}
	all := flat(joined)
	if len(all) == 1 {
		return all[0]
	}
	first, _ := errors.AsType[*migrate.Problem](all[0])
	return &migrate.Problem{
		Class: migrate.Unreachable,
		What:  fmt.Sprintf("cannot reach any of the %d domain controllers of %s", len(all), show(domain)),
		Why:   "the first: " + first.What + ": " + first.Why, Next: first.Next, Err: failed,
	}
}

// flat lists what errors.Join put together, one after another.
func flat(joined interface{ Unwrap() []error }) (all []error) {
	for _, err := range joined.Unwrap() {
		if inner, ok := err.(interface{ Unwrap() []error }); ok {
			all = append(all, flat(inner)...)
		} else {
			all = append(all, err)
		}
	}
	return all
}

// server is one domain controller to try.
type server struct {
	host string // name or address to connect to
	port string
	cert string // name that its certificate must be for
}

func (s server) String() string { return net.JoinHostPort(s.host, s.port) }

// dial connects and turns TLS on. No error of it is a *migrate.Problem yet.
func (d *Directory) dial(ctx context.Context, s server) (_ *conn, err error) {
	asked := migrate.TraceOf(ctx).Ask("LDAP connection", slog.String("server", s.String()),
		slog.String("scheme", string(d.location.scheme)))
	defer func() {
		if err != nil {
			asked.Answered(err)
		}
	}()
	ctx, cancel := context.WithTimeoutCause(ctx, d.limits.connect, errTooSlow)
	defer cancel()
	raw, err := (&net.Dialer{Resolver: d.resolver, KeepAlive: 30 * time.Second}).DialContext(ctx, "tcp", s.String())
	if err != nil {
		return nil, tooSlow(ctx, err)
	}
	defer func() {
		if err != nil {
			raw.Close()
			err = tooSlow(ctx, err)
		}
	}()
	if d.location.scheme == migrate.LDAP {
		if err := startTLS(ctx, raw); err != nil {
			return nil, err
		}
	}
	config := d.tls.Clone()
	config.ServerName = s.cert
	secure := tls.Client(raw, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	asked.Answered(nil, secured(secure)...)
	return newConn(secure, s, d.limits.connect), nil
}

// tooSlow adds the cause where a time limit of this package's ended ctx.
func tooSlow(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errTooSlow) {
		return errors.Join(errTooSlow, err)
	}
	return err
}

// oidStartTLS is the StartTLS request's name (RFC 4511 section 4.14.1).
const oidStartTLS = "1.3.6.1.4.1.1466.20037"

// Causes for which StartTLS leads to no TLS: the server answers with a refusal,
// or ends the connection.
var (
	errNoStartTLS   = errors.New("the server refuses StartTLS")
	errStartTLSLost = errors.New("the server does not answer StartTLS")
)

// startTLS asks for TLS. go-ldap's own StartTLS can neither be canceled nor
// does it keep the cause when the certificate is not trusted. The answer is
// read byte by byte, so nothing sent behind it in the clear is taken along.
func startTLS(ctx context.Context, raw net.Conn) error {
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	request := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationExtendedRequest, nil, "")
	request.AppendChild(ber.NewString(ber.ClassContext, ber.TypePrimitive, 0, oidStartTLS, ""))
	message := ber.NewSequence("")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 1, ""))
	message.AppendChild(request)
	if _, err := raw.Write(message.Bytes()); err != nil {
		return errors.Join(errStartTLSLost, err)
	}
	answer, err := ber.ReadPacket(raw)
	if err != nil {
		return errors.Join(errStartTLSLost, err)
	}
	if err := ldap.GetLDAPError(answer); err != nil {
		return errors.Join(errNoStartTLS, err)
	}
	return nil
}

// rodc says in supportedCapabilities that a domain controller is read-only (MS-ADTS
// section 3.1.1.3.4.3, LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID).
const rodc = "1.2.840.113556.1.4.1920"

// hello reads what the server says of itself in its rootDSE.
func (c *conn) hello(ctx context.Context) error {
	root, err := c.readObject(ctx, "", "defaultNamingContext", "dnsHostName", "supportedCapabilities")
	if err != nil && (connectionLost(err) || another(err)) {
		return explain("cannot talk to "+c.server, err)
	}
	c.dns, _, _ = net.SplitHostPort(c.server)
	if err != nil {
		return nil // it says nothing of itself
	}
	c.naming = root.GetEqualFoldAttributeValue("defaultNamingContext")
	c.readOnly = slices.Contains(root.GetEqualFoldAttributeValues("supportedCapabilities"), rodc)
	// Kerberos knows a domain controller by this name only, whatever address or
	// alias leads there.
	c.dns = cmp.Or(root.GetEqualFoldAttributeValue("dnsHostName"), c.dns)
	return nil
}

// signInAt signs in, and learns the naming context. signIn is how long it waits, request how
// long each later request does.
func (d *Directory) signInAt(ctx context.Context, c *conn, signIn, request time.Duration) error {
	c.limit = signIn
	err := d.bind(ctx, c)
	c.limit = request
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base, d.domain = cmp.Or(d.base, c.naming), cmp.Or(d.domain, c.naming, d.base)
	if d.base == "" {
		return &refusal{&migrate.Problem{
			Class: migrate.BadInput, What: "cannot tell where to search on " + c.server,
			Why:  "the server names no default naming context, so it may not be Active Directory",
			Next: "give the base DN with --ad-base",
		}}
	}
	return nil
}
