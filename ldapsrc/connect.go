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

// connect opens a connection to a domain controller, signs in, and reads the naming context. If there are several
// domain controllers, it uses the first one that answers (race.go); one that fails after that is skipped and
// remembered. A refused password isn't tried at the next one, where it would count toward the account lockout
// again.
func (d *Directory) connect(ctx context.Context, tell func(string)) (*conn, error) {
	servers, err := d.find(ctx)
	if err != nil {
		return nil, err
	}
	pinned := d.pinnedServer()
	servers = d.candidates(servers, pinned)
	rounds := [][]server{servers}
	if pinned != "" { // retry one address until it leads to the pinned controller
		rounds = slices.Collect(slices.Chunk(servers, 1))
	}
	var failed error
	for _, round := range rounds {
		c, passed, err := d.connectFirst(ctx, round, pinned, tell)
		if c != nil || err != nil {
			return c, err
		}
		failed = errors.Join(failed, passed)
	}
	if pinned != "" {
		return nil, pinnedUnreachable(pinned, failed)
	}
	return nil, connectFailure(d.location.host, failed)
}

// connectFirst connects and signs in to the first of the servers that answers. failed joins the errors of the
// servers that were skipped; err is an error that ends the search for a server. If none answers, the first whose
// sign-in was cut short gets as long as a server alone.
func (d *Directory) connectFirst(ctx context.Context, servers []server, pinned string, tell func(string)) (
	c *conn, failed, err error,
) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var slow []server
	patient := false // a sign-in had its full time
	left, request := len(servers), d.limits.request
	if left > 1 {
		request = min(request, d.limits.failoverRequest)
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
				tell("signing in at " + printable(r.server.String()))
			}
			signIn := d.limits.signIn
			if left > 0 {
				signIn = min(signIn, d.limits.failoverSignIn)
			}
			r.err = d.authenticate(ctx, r.conn, signIn, request)
			if left > 0 && errors.Is(r.err, errTimeout) {
				slow = append(slow, r.server)
			}
			patient = patient || left == 0
		}
		if r.err == nil && ctx.Err() == nil {
			d.failures.clear(r.server)
			d.setLastServer(r.server)
			return r.conn, nil, nil
		}
		r.close()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if !shouldTryNext(r.err) {
			if final, ok := errors.AsType[*finalError](r.err); ok {
				return nil, nil, final.error
			}
			return nil, nil, r.err
		}
		d.failures.failed(r.server)
		failed = errors.Join(failed, r.err)
	}
	if len(slow) > 0 && !patient {
		c, _, err := d.connectFirst(ctx, slow[:1], pinned, tell)
		return c, failed, cmp.Or(err, ctx.Err())
	}
	return nil, failed, ctx.Err()
}

// shouldTryNext reports whether a domain controller failed in a way that the next one may not: it is down,
// starting, too busy, or hangs.
func shouldTryNext(err error) bool {
	answer, ok := errors.AsType[*ldap.Error](err)
	if !ok || answer.ResultCode >= ldap.ErrorNetwork {
		_, known := errors.AsType[*finalError](err)
		return !known
	}
	return ldap.IsErrorAnyOf(answer, ldap.LDAPResultBusy, ldap.LDAPResultUnavailable, ldap.LDAPResultOther,
		ldap.LDAPResultLoopDetect)
}

// finalError marks an error that every domain controller would return.
type finalError struct{ error }

func (r *finalError) Unwrap() error { return r.error }

// connectFailure returns the problem of a single server, or one problem that sums up those of several.
func connectFailure(domain string, failed error) error {
	joined, ok := failed.(interface{ Unwrap() []error })
	if !ok {
		return failed
	}
	all := flatten(joined)
	if len(all) == 1 {
		return all[0]
	}
	first, _ := errors.AsType[*migrate.Problem](all[0])
	return &migrate.Problem{
		Class: migrate.Unreachable,
		What:  fmt.Sprintf("cannot reach any of the %d domain controllers of %s", len(all), printable(domain)),
		Why:   "the first: " + first.What + ": " + first.Why, Next: first.Next, Err: failed,
	}
}

// flatten returns the errors inside nested errors.Join calls, in order.
func flatten(joined interface{ Unwrap() []error }) (all []error) {
	for _, err := range joined.Unwrap() {
		if inner, ok := err.(interface{ Unwrap() []error }); ok {
			all = append(all, flatten(inner)...)
		} else {
			all = append(all, err)
		}
	}
	return all
}

// server is a domain controller to try.
type server struct {
	host string // name or address to connect to
	port string
	cert string // the name that its certificate must have
}

func (s server) String() string { return net.JoinHostPort(s.host, s.port) }

// dial connects and turns TLS on. It doesn't return a *migrate.Problem.
func (d *Directory) dial(ctx context.Context, s server) (_ *conn, err error) {
	asked := migrate.TraceOf(ctx).Ask("LDAP connection", slog.String("server", s.String()),
		slog.String("scheme", string(d.location.scheme)))
	defer func() {
		if err != nil {
			asked.Answered(err)
		}
	}()
	ctx, cancel := context.WithTimeoutCause(ctx, d.limits.connect, errTimeout)
	defer cancel()
	raw, err := (&net.Dialer{Resolver: d.resolver, KeepAlive: 30 * time.Second}).DialContext(ctx, "tcp", s.String())
	if err != nil {
		return nil, withTimeoutCause(ctx, err)
	}
	defer func() {
		if err != nil {
			raw.Close()
			err = withTimeoutCause(ctx, err)
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

// withTimeoutCause adds errTimeout if a time limit of this package ended ctx.
func withTimeoutCause(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errTimeout) {
		return errors.Join(errTimeout, err)
	}
	return err
}

// oidStartTLS is the name of the StartTLS request (RFC 4511 section 4.14.1).
const oidStartTLS = "1.3.6.1.4.1.1466.20037"

// Causes of a StartTLS that fails: the server refuses it, or it closes the connection.
var (
	errNoStartTLS   = errors.New("the server refuses StartTLS")
	errStartTLSLost = errors.New("the server does not answer StartTLS")
)

// startTLS asks for TLS. go-ldap's own StartTLS can't be canceled and loses the cause when the certificate isn't
// trusted. The answer is read byte by byte, so that no plaintext behind it is taken for TLS.
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

// oidPartialSecrets in supportedCapabilities marks a read-only domain controller (MS-ADTS section 3.1.1.3.4.3,
// LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID).
const oidPartialSecrets = "1.2.840.113556.1.4.1920"

// readRootDSE reads what the server says about itself in its rootDSE.
func (c *conn) readRootDSE(ctx context.Context) error {
	root, err := c.readObject(ctx, "", "defaultNamingContext", "dnsHostName", "supportedCapabilities")
	if err != nil && (connectionLost(err) || shouldTryNext(err)) {
		return explain("cannot talk to "+c.server, err)
	}
	c.dns, _, _ = net.SplitHostPort(c.server)
	if err != nil {
		return nil // the rootDSE isn't readable before sign-in
	}
	c.namingContext = root.GetEqualFoldAttributeValue("defaultNamingContext")
	c.readOnly = slices.Contains(root.GetEqualFoldAttributeValues("supportedCapabilities"), oidPartialSecrets)
	// Kerberos knows a domain controller by this name only, whatever address or alias was dialed.
	c.dns = cmp.Or(root.GetEqualFoldAttributeValue("dnsHostName"), c.dns)
	return nil
}

// authenticate signs in and reads the naming context. signIn is the time limit for signing in, request the limit
// for each later request.
func (d *Directory) authenticate(ctx context.Context, c *conn, signIn, request time.Duration) error {
	c.limit = signIn
	err := d.bind(ctx, c)
	c.limit = request
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base, d.domain = cmp.Or(d.base, c.namingContext), cmp.Or(d.domain, c.namingContext, d.base)
	if d.base == "" {
		return &finalError{&migrate.Problem{
			Class: migrate.BadInput, What: "cannot tell where to search on " + c.server,
			Why:  "the server names no default naming context, so it may not be Active Directory",
			Next: "give the base DN with --ad-base",
		}}
	}
	return nil
}
