package ldapsrc

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"

	"ad2scim/migrate"
)

// servers returns the domain controllers to try, in order.
func (d *Directory) servers(ctx context.Context) ([]server, error) {
	l := d.location
	switch l.scheme {
	case migrate.LDAPS:
		return []server{{l.host, cmp.Or(l.port, "636"), l.host}}, nil
	case migrate.LDAP:
		return []server{{l.host, cmp.Or(l.port, "389"), l.host}}, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.limits.connect, errTooSlow)
	defer cancel()
	var failed error
	// The records that a domain controller registers (MS-ADTS section
	// 6.3.2.3); the second also where the _msdcs zone is not passed on.
	for _, name := range []string{"_ldap._tcp.dc._msdcs." + l.host, "_ldap._tcp." + l.host} {
		// LookupSRV orders by priority and weight as RFC 2782 says.
		list, err := d.lookupSRV(ctx, strings.TrimSuffix(name, ".")+".")
		if found := controllers(l.host, list); len(found) > 1 && d.ping != nil {
			return d.siteFirst(ctx, found), nil
		} else if len(found) > 0 {
			return found, nil
		}
		failed = errors.Join(failed, err)
	}
	if err := context.Cause(ctx); err != nil && !errors.Is(err, errTooSlow) {
		return nil, err
	}
	why := "DNS has no SRV record _ldap._tcp." + show(l.host)
	if dns, ok := errors.AsType[*net.DNSError](failed); ok && !dns.IsNotFound {
		why = "the name server does not answer"
	}
	return nil, &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot find a domain controller of " + show(l.host),
		Why:  why,
		Next: "check the spelling and that this computer uses the domain's name server, or give a domain controller with ldaps://", Err: failed,
	}
}

// lookupSRV looks up the SRV records of a whole name.
func (d *Directory) lookupSRV(ctx context.Context, name string) ([]*net.SRV, error) {
	asked := migrate.TraceOf(ctx).Ask("DNS look-up", slog.String("type", "SRV"), slog.String("name", name))
	_, list, err := d.resolver.LookupSRV(ctx, "", "", name)
	asked.Answered(err, records(list))
	return list, err
}

// controllers turns SRV records into servers. The records name the LDAP port;
// LDAPS is always on 636. A name in the domain must have a certificate of its
// own; for any other name, which a forged DNS answer could hold, the
// certificate must be for the domain itself, as AD's template Kerberos
// Authentication makes it.
func controllers(domain string, records []*net.SRV) []server {
	var found []server
	for _, r := range records {
		host := strings.TrimSuffix(r.Target, ".")
		if host == "" { // "." says that there is decidedly no such service
			continue
		}
		cert := domain
		if strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(strings.TrimSuffix(domain, "."))) {
			cert = host
		}
		found = append(found, server{host, "636", cert})
	}
	return found
}
