package ldapsrc

import (
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

var (
	_ migrate.Pinner      = (*Directory)(nil)
	_ migrate.ReadDelayer = (*Directory)(nil)
)

// Pin makes all further connections go to the domain controller with this DNS name. The domain controller that was
// written to shows a change at once; the others show it after replication (MS-ADTS section 3.1.1.1.14).
func (d *Directory) Pin(server string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pinned = server
	kept := d.idle[:0]
	for _, c := range d.idle {
		if strings.EqualFold(c.dns, server) {
			kept = append(kept, c)
		} else {
			defer c.Close()
		}
	}
	d.idle = kept
}

// Serves reports whether the domain controller with this name belongs to this domain.
func (d *Directory) Serves(server string) bool {
	dn, err := ldap.ParseDN(d.domainDN())
	if err != nil {
		return false
	}
	var parts []string
	for _, rdn := range dn.RDNs {
		if a := rdn.Attributes[0]; strings.EqualFold(a.Type, "DC") {
			parts = append(parts, a.Value)
		}
	}
	_, domain, _ := strings.Cut(server, ".")
	return strings.EqualFold(domain, strings.Join(parts, "."))
}

// ReadDelay is short: a domain controller shows every change that it has answered, but it may still be processing
// one whose connection was lost.
func (*Directory) ReadDelay() time.Duration { return 5 * time.Second }

// pinTo pins the Directory to the domain controller that is about to be written to. It returns false if another one
// has been written to before.
func (d *Directory) pinTo(c *conn) bool {
	if pinned := d.pinnedServer(); pinned != "" {
		return strings.EqualFold(pinned, c.dns)
	}
	d.Pin(c.dns)
	return true
}

// pinnedServer returns the DNS name of the domain controller to use, or "" for any.
func (d *Directory) pinnedServer() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pinned
}

// pinnedTries is how often an address is retried that led to another domain controller.
const pinnedTries = 6

// candidates returns the domain controllers to try. In a domain with a pinned one, that is the only candidate, even
// if DNS doesn't list it. Otherwise the one that answered last comes first, so that all reads of a run see the same
// replica.
func (d *Directory) candidates(servers []server, pinned string) []server {
	if pinned != "" && d.location.scheme == migrate.ADDomain {
		return serversFromSRV(d.location.host, []*net.SRV{{Target: pinned}})
	}
	if pinned != "" { // one address may lead to several controllers (a domain name, a load balancer)
		return slices.Repeat(servers, pinnedTries)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	at := slices.IndexFunc(servers, func(s server) bool { return s == d.lastServer })
	if at <= 0 {
		return servers
	}
	return append([]server{d.lastServer}, slices.Delete(slices.Clone(servers), at, at+1)...)
}

func (d *Directory) setLastServer(s server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lastServer = s
}

var errOtherController = errors.New("it is another domain controller")

// pinnedUnreachable returns the problem that the domain controller that was written to wasn't reached.
func pinnedUnreachable(pinned string, failed error) error {
	why := "no other is used: the renames were written to it, and may not have replicated to the others yet"
	if p, is := errors.AsType[*migrate.Problem](failed); is && !errors.Is(failed, errOtherController) {
		why = p.Why + "; " + why
	}
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot reach the domain controller " + printable(pinned), Why: why,
		Next: "try again when it can be reached, or a day after the last change, when all of them have it", Err: failed,
	}
}
