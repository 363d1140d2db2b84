package ldapsrc

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"slices"
	"sync"

	"ad2scim/migrate"
	"ad2scim/migrate/tlsroots"
)

// Directory reads and renames groups in an Active Directory domain. Its methods are safe for concurrent use; each
// call uses a connection of its own.
type Directory struct {
	source   string
	query    query
	signIn   signIn
	location location
	tls      *tls.Config
	resolver *net.Resolver
	limits   limits
	failures *failureCache
	find     func(context.Context) ([]server, error)       // returns the domain controllers to try, in order
	ping     func(ctx context.Context, of []server) string // returns this computer's site
	verified bool

	slots chan struct{} // one slot for each open connection

	mu         sync.Mutex
	base       string // base of the search for groups: the configured base or the domain
	domain     string // default naming context
	idle       []*conn
	lastServer server // the server that answered last
	pinned     string // DNS name of the only domain controller to use; empty for any
	closed     bool
	notes      []string
}

// maxConns is the maximum number of connections of a Directory. AD keeps state for each of them and isn't faster
// with more.
const maxConns = 8

var (
	_ migrate.Source       = (*Directory)(nil)
	_ migrate.MemberReader = (*Directory)(nil)
	_ migrate.Noter        = (*Directory)(nil)
	_ migrate.Renamer      = (*Directory)(nil)
)

// Open finds a domain controller, connects with TLS, and signs in. Every error is a *migrate.Problem, except
// ctx.Err() if ctx ended: BadInput for a wrong address or option, Unreachable for a server that can't be reached or
// refuses access.
//
// Connection.Auth is the authentication method: simple (with a UPN, DOMAIN\user or DN), ntlm, or kerberos. If it is
// empty and there is no user, Open uses Kerberos with the keytab or the ticket cache (on Windows: as the user who
// is signed in). If it is empty and there is a user, it uses a simple bind.
func Open(ctx context.Context, c migrate.Connection) (*Directory, error) {
	l := defaultLimits
	l.connect, l.signIn = cmp.Or(c.Timeout, l.connect), cmp.Or(c.Timeout, l.signIn)
	return openAt(ctx, c, net.DefaultResolver, l, sharedFailures)
}

func openAt(ctx context.Context, c migrate.Connection, resolver *net.Resolver, limits limits, memory *failureCache,
	changes ...func(*Directory),
) (*Directory, error) {
	l, err := parseLocation(c)
	if err != nil {
		return nil, err
	}
	d := &Directory{
		source: c.String(), query: newQuery(c, l), location: l, resolver: resolver, limits: limits, failures: memory,
		verified: !c.SkipVerify, slots: make(chan struct{}, maxConns),
	}
	if d.signIn, err = parseSignIn(c); err != nil {
		return nil, err
	}
	if d.tls, err = tlsroots.Config(c.CAFile, caOption, c.SkipVerify); err != nil {
		return nil, err
	}
	d.base, d.find, d.ping = d.query.base, d.servers, d.pingSite
	for _, change := range changes {
		change(d)
	}
	report := migrate.ReportOf(ctx)
	first, err := d.acquire(ctx, func(note string) { report.Send(migrate.Progress{Doing: "connecting", Note: note}) })
	if err != nil {
		return nil, err
	}
	d.release(first)
	return d, nil
}

// caOption is how an admin sets the file of certificate authorities.
const caOption = "--ad-ca FILE"

// String returns the address as it was entered, without secrets.
func (d *Directory) String() string { return d.source }

// Close closes the connections.
func (d *Directory) Close() error {
	d.mu.Lock()
	idle := d.idle
	d.idle, d.closed = nil, true
	d.mu.Unlock()
	for _, c := range idle {
		c.Close()
	}
	return nil
}

// Notes returns remarks on the list that was read last: what was left out and why, and always that the certificate
// isn't verified, if it isn't.
func (d *Directory) Notes() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	notes := slices.Clone(d.notes)
	if d.location.port == "3268" || d.location.port == "3269" {
		notes = append(notes,
			"port "+d.location.port+
				" is the global catalog: it is read-only, and members of groups of other domains may be incomplete")
	}
	if !d.verified {
		notes = append([]string{
			"the domain controller's certificate is NOT verified: anyone on the network path can read and change everything, including the password",
		}, notes...)
	}
	return notes
}

func (d *Directory) setNotes(notes []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = notes
}

// baseDN returns the base of the search for groups.
func (d *Directory) baseDN() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.base
}

// domainDN returns the base of a search for an object anywhere in the domain.
func (d *Directory) domainDN() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.domain
}
