package ldapsrc

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"ad2scim/migrate"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// connect opens a connection to the first domain controller that can be
// reached, signs in, and learns the naming context.
func (d *Directory) connect(ctx context.Context) (*conn, error) {
	servers, err := d.servers(ctx)
	if err != nil {
		return nil, err
	}
	var failed error
	pinned := d.stays()
	for _, s := range d.candidates(servers, pinned) {
		c, err := d.dial(ctx, s)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			failed = errors.Join(failed, unreachable(s, err))
			continue
		}
		// A refused password is not tried on the next server: it would count
		// towards the account's lock-out there too.
		if err := d.begin(ctx, c); err != nil {
			c.Close()
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, err
		}
		if pinned != "" && !strings.EqualFold(c.dns, pinned) {
			c.Close()
			failed = errors.Join(failed, errOtherController)
			continue
		}
		d.answered(s)
		return c, nil
	}
	if pinned != "" {
		return nil, notPinned(pinned, failed)
	}
	return nil, allFailed(d.location.host, failed)
}

// allFailed is the one problem of a single server, or sums up several.
func allFailed(domain string, failed error) error {
	joined, ok := failed.(interface{ Unwrap() []error })
	if !ok {
		return failed
	}
	all := joined.Unwrap()
	if len(all) == 1 {
		return all[0]
	}
	first, _ := errors.AsType[*migrate.Problem](all[0])
	return &migrate.Problem{Class: migrate.Unreachable,
		What: fmt.Sprintf("cannot reach any of the %d domain controllers of %s", len(all), show(domain)),
		Why:  "the first: " + first.What + ": " + first.Why, Next: first.Next, Err: failed}
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
	return newConn(secure, s.String(), d.limits.request), nil
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

// startTLS asks for TLS. go-ldap's own StartTLS can neither be cancelled nor
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

// begin reads what the server says of itself and signs in.
func (d *Directory) begin(ctx context.Context, c *conn) error {
	root, err := c.readObject(ctx, "", "defaultNamingContext", "dnsHostName")
	if err != nil && connectionLost(err) {
		return explain("cannot talk to "+c.server, err)
	}
	c.dns, _, _ = net.SplitHostPort(c.server)
	base := ""
	if err == nil {
		base = root.GetEqualFoldAttributeValue("defaultNamingContext")
		// Kerberos knows a domain controller by this name only, whatever
		// address or alias leads there.
		if name := root.GetEqualFoldAttributeValue("dnsHostName"); name != "" {
			c.dns = name
		}
	}
	if err := d.bind(ctx, c); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.base, d.domain = cmp.Or(d.base, base), cmp.Or(d.domain, base, d.base)
	if d.base == "" {
		return &migrate.Problem{Class: migrate.BadInput, What: "cannot tell where to search on " + c.server,
			Why: "the server names no default naming context, so it may not be Active Directory", Next: "give the base DN with --ad-base"}
	}
	return nil
}
