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

// Directory is an Active Directory that groups are read from and renamed in.
// Its methods may be called from several goroutines; each uses a connection of
// its own.
type Directory struct {
	source   string
	query    query
	signIn   signIn
	location location
	tls      *tls.Config
	resolver *net.Resolver
	limits   limits
	memory   *memory
	find     func(context.Context) ([]server, error)       // the domain controllers to try, in order
	ping     func(ctx context.Context, of []server) string // this computer's site
	verified bool

	slots chan struct{} // one for each connection in use

	mu     sync.Mutex
	base   string // where groups are searched: the base asked for, or the domain
	domain string // default naming context
	idle   []*conn
	home   server // the one that answered last
	pinned string // the DNS name of the one domain controller to use; empty: any
	closed bool
	notes  []string
}

// maxConns is how many connections one Directory has at most: AD gives each its
// own state, and its work is not done faster on more.
const maxConns = 8

var (
	_ migrate.Source       = (*Directory)(nil)
	_ migrate.MemberReader = (*Directory)(nil)
	_ migrate.Noter        = (*Directory)(nil)
	_ migrate.Renamer      = (*Directory)(nil)
)

// Open finds a domain controller, connects with TLS, and signs in. Every error
// is a *migrate.Problem, except ctx.Err() when ctx ended: BadInput for a wrong
// address or option, Unreachable for a server that cannot be reached or
// refuses.
//
// Connection.Auth chooses how to sign in: simple (a UPN, DOMAIN\user or DN),
// ntlm, or kerberos. When it is empty, that is Kerberos from the ticket cache
// (on Windows: as the user who is signed in) or the keytab if there is no
// user, and a simple bind otherwise.
func Open(ctx context.Context, c migrate.Connection) (*Directory, error) {
	l := usualLimits
	l.connect, l.signIn = cmp.Or(c.Timeout, l.connect), cmp.Or(c.Timeout, l.signIn)
	return openAt(ctx, c, net.DefaultResolver, l, ofThisRun)
}

func openAt(ctx context.Context, c migrate.Connection, resolver *net.Resolver, limits limits, memory *memory,
	changes ...func(*Directory),
) (*Directory, error) {
	l, err := parseLocation(c)
	if err != nil {
		return nil, err
	}
	d := &Directory{
		source: c.String(), query: newQuery(c, l), location: l, resolver: resolver, limits: limits, memory: memory,
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

// caOption is how a file of certificate authorities is given.
const caOption = "--ad-ca FILE"

// String names the directory as it was given, without any secret.
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

// Notes says what the reader of the list should know: what was left out and
// why, and on every run that the certificate is not verified.
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

// baseDN is where groups are searched.
func (d *Directory) baseDN() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.base
}

// domainDN is where an object is searched that may be anywhere.
func (d *Directory) domainDN() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.domain
}
