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
	_ migrate.Pinner = (*Directory)(nil)
	_ migrate.Prompt = (*Directory)(nil)
)

// Pin has every further connection go to the domain controller with this DNS
// name: one that was written to shows the change at once, the others when they
// have replicated it (MS-ADTS section 3.1.1.1.14).
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

// Serves says whether a domain controller of this name is of this domain.
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

// ShowsWithin is short: one domain controller shows every change that it has
// answered. It may still work on one whose connection is gone.
func (*Directory) ShowsWithin() time.Duration { return 5 * time.Second }

// claim pins the Directory to the domain controller that is about to be written
// to; false: another has been written to before.
func (d *Directory) claim(c *conn) bool {
	if pinned := d.stays(); pinned != "" {
		return strings.EqualFold(pinned, c.dns)
	}
	d.Pin(c.dns)
	return true
}

// stays is the domain controller that is to be used, or empty.
func (d *Directory) stays() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pinned
}

// pinnedTries is how often an address is tried that led to another domain
// controller.
const pinnedTries = 6

// candidates are the domain controllers to try. In a domain it is the pinned one
// alone, also where the name server does not list it; else the one that answered
// before comes first, so that one run reads what one of them knows.
func (d *Directory) candidates(servers []server, pinned string) []server {
	if pinned != "" && d.location.scheme == migrate.ADDomain {
		return controllers(d.location.host, []*net.SRV{{Target: pinned}})
	}
	if pinned != "" { // one address may lead to several: a name of the domain, a balancer
		return slices.Repeat(servers, pinnedTries)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	at := slices.IndexFunc(servers, func(s server) bool { return s == d.home })
	if at <= 0 {
		return servers
	}
	return append([]server{d.home}, slices.Delete(slices.Clone(servers), at, at+1)...)
}

func (d *Directory) answered(s server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.home = s
}

var errOtherController = errors.New("it is another domain controller")

// notPinned says that the domain controller that was written to was not
// reached.
func notPinned(pinned string, failed error) error {
	why := "no other is used: the renames were written to it, and may not have replicated to the others yet"
	if p, is := errors.AsType[*migrate.Problem](failed); is && !errors.Is(failed, errOtherController) {
		why = p.Why + "; " + why
	}
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot reach the domain controller " + show(pinned), Why: why,
		Next: "try again when it can be reached, or a day after the last change, when all of them have it", Err: failed,
	}
}
