package ldapsrc

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// limits are the time limits of a Directory.
type limits struct {
	connect         time.Duration // connecting to one server, TLS included
	request         time.Duration // one request with its whole answer
	signIn          time.Duration // signing in
	stagger         time.Duration // delay before another server is tried in parallel
	failoverSignIn  time.Duration // signing in, while other servers are left to try
	failoverRequest time.Duration // one request, before another server is tried

	// retryDelays are the waits before each retry of a failed read. After the last one, the read fails.
	retryDelays []time.Duration
}

// defaultLimits are the limits outside tests. AD itself ends a search after MaxQueryDuration, two minutes (MS-ADTS
// section 3.1.1.3.4.6). The retry delays add up to more than a restart of the directory service takes.
var defaultLimits = limits{
	connect:         15 * time.Second,
	request:         2*time.Minute + 10*time.Second,
	signIn:          30 * time.Second,
	stagger:         300 * time.Millisecond,
	failoverSignIn:  2500 * time.Millisecond,
	failoverRequest: 30 * time.Second,
	retryDelays:     []time.Duration{200 * time.Millisecond, time.Second, 4 * time.Second},
}

// errTimeout is the cause when a request took longer than its limit.
var errTimeout = errors.New("no answer in time")

// conn is a connection to a domain controller.
type conn struct {
	*ldap.Conn
	raw           *tls.Conn
	stream        *stream
	server        string // host:port
	from          server
	dns           string // dnsHostName, or what was dialed
	namingContext string // defaultNamingContext
	limit         time.Duration
	broken        atomic.Bool

	readOnly bool // a read-only domain controller (RODC)
}

func newConn(raw *tls.Conn, from server, limit time.Duration) *conn {
	stream := newStream(raw)
	c := &conn{Conn: ldap.NewConn(stream, true), raw: raw, stream: stream, server: from.String(), from: from, limit: limit}
	c.Start()
	return c
}

// do runs one request within the time limit. If ctx or the limit ends first, it closes the connection, which is the
// only way to interrupt go-ldap. It doesn't use go-ldap's own time limit, which drops answers that the program
// reads slowly.
func (c *conn) do(ctx context.Context, request func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.limit, errTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { c.raw.Close() })
	err := request()
	if !stop() {
		c.broken.Store(true)
		if err != nil {
			return context.Cause(ctx)
		}
	}
	if err != nil && connectionLost(err) {
		c.broken.Store(true)
		if c.stream.tooMuch() {
			return errTooMuch
		}
	}
	return err
}

// search makes one search. On error there is no result: what go-ldap had by
// then is no list.
func (c *conn) search(ctx context.Context, r *ldap.SearchRequest) (*ldap.SearchResult, error) {
	asked := c.asks(ctx, "LDAP search", searching(r))
	result, err := c.searchUntraced(ctx, r)
	entries := 0
	if result != nil {
		entries = len(result.Entries)
	}
	answered(asked, err, slog.Int("entries", entries))
	return result, err
}

func (c *conn) searchUntraced(ctx context.Context, r *ldap.SearchRequest) (result *ldap.SearchResult, err error) {
	err = c.do(ctx, func() error {
		result, err = c.Search(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// readObject reads attributes of the object with this DN. The DN "" is the rootDSE.
func (c *conn) readObject(ctx context.Context, dn string, attributes ...string) (*ldap.Entry, error) {
	got, err := c.search(ctx, ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", attributes, nil))
	if err != nil {
		return nil, err
	}
	if len(got.Entries) != 1 {
		return nil, ldap.NewError(ldap.LDAPResultNoSuchObject, errors.New("the object is not shown"))
	}
	return got.Entries[0], nil
}

// connectionLost reports whether err means that the connection ended or never existed. go-ldap returns an
// *ldap.Error with a result code for answers of the server.
func connectionLost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errRepeats) ||
		errors.Is(err, errTooMuch) {
		return false
	}
	answer, ok := errors.AsType[*ldap.Error](err)
	return !ok || answer.ResultCode == ldap.ErrorNetwork
}
