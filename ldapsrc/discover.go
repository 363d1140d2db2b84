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
	ctx, cancel := context.WithTimeoutCause(ctx, d.limits.connect, errTimeout)
	defer cancel()
	var failed error
	// A domain controller registers both records (MS-ADTS section 6.3.2.3). The second one works where the _msdcs zone
	// isn't delegated.
	for _, name := range []string{"_ldap._tcp.dc._msdcs." + l.host, "_ldap._tcp." + l.host} {
		// LookupSRV orders by priority and weight (RFC 2782).
		list, err := d.lookupSRV(ctx, strings.TrimSuffix(name, ".")+".")
		if found := serversFromSRV(l.host, list); len(found) > 1 && d.ping != nil {
			return d.preferSite(ctx, found), nil
		} else if len(found) > 0 {
			return found, nil
		}
		failed = errors.Join(failed, err)
	}
	if err := context.Cause(ctx); err != nil && !errors.Is(err, errTimeout) {
		return nil, err
	}
	why := "DNS has no SRV record _ldap._tcp." + printable(l.host)
	if dns, ok := errors.AsType[*net.DNSError](failed); ok && !dns.IsNotFound {
		why = "the name server does not answer"
	}
	return nil, &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot find a domain controller of " + printable(l.host),
		Why:  why,
		Next: "check the spelling and that this computer uses the domain's name server, or give a domain controller with ldaps://", Err: failed,
	}
}

// lookupSRV returns the SRV records of a fully qualified name.
func (d *Directory) lookupSRV(ctx context.Context, name string) ([]*net.SRV, error) {
	asked := migrate.TraceOf(ctx).Ask("DNS look-up", slog.String("type", "SRV"), slog.String("name", name))
	_, list, err := d.resolver.LookupSRV(ctx, "", "", name)
	asked.Answered(err, records(list))
	return list, err
}

// serversFromSRV turns SRV records into servers. The records name the LDAP port; LDAPS is always 636. A host in the
// domain must have a certificate for its own name. For any other host, which a forged DNS answer could contain, the
// certificate must be for the domain itself, as AD's template Kerberos Authentication makes it.
func serversFromSRV(domain string, records []*net.SRV) []server {
	var found []server
	for _, r := range records {
		host := strings.TrimSuffix(r.Target, ".")
		if host == "" { // "." means that there is no such service (RFC 2782)
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
