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

// limits are the times that a Directory waits.
type limits struct {
	connect time.Duration // to connect to one server, TLS included
	request time.Duration // for one request and its whole answer
	signIn  time.Duration // for the sign-in
	stagger time.Duration // before the next of several servers is tried beside the first
	hang    time.Duration // for the sign-in, while others are left to ask
	slow    time.Duration // for a request to one of several servers, before another is asked

	// pauses are before a lost read is tried again; after the last one it has
	// failed.
	pauses []time.Duration
}

// AD itself ends a search after MaxQueryDuration, two minutes (MS-ADTS section
// 3.1.1.3.4.6). The pauses together outlast a restart of the directory service.
var usualLimits = limits{
	connect: 15 * time.Second,
	request: 2*time.Minute + 10*time.Second,
	signIn:  30 * time.Second,
	stagger: 300 * time.Millisecond,
	hang:    2500 * time.Millisecond,
	slow:    30 * time.Second,
	pauses:  []time.Duration{200 * time.Millisecond, time.Second, 4 * time.Second},
}

// errTooSlow is the cause when one request took longer than its limit.
var errTooSlow = errors.New("no answer in time")

// conn is one connection to a domain controller.
type conn struct {
	*ldap.Conn
	raw    *tls.Conn
	stream *stream
	server string // host:port
	from   server
	dns    string // dnsHostName, or what was dialed
	naming string // defaultNamingContext
	limit  time.Duration
	broken atomic.Bool

	readOnly bool // an RODC
}

func newConn(raw *tls.Conn, from server, limit time.Duration) *conn {
	stream := newStream(raw)
	c := &conn{Conn: ldap.NewConn(stream, true), raw: raw, stream: stream, server: from.String(), from: from, limit: limit}
	c.Start()
	return c
}

// do runs one request within the time limit. If ctx or the limit ends it, the
// connection is cut, which is the one way to stop go-ldap in the middle;
// go-ldap's own time limit is not used, as it drops answers that the program
// is slow to take.
func (c *conn) do(ctx context.Context, request func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.limit, errTooSlow)
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

// readObject reads attributes of the one object with this DN; the DN "" is the
// rootDSE.
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

// connectionLost tells a connection that ended, or never was, from a server
// that answered: go-ldap gives a result of the server's as *ldap.Error.
func connectionLost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errCircle) ||
		errors.Is(err, errTooMuch) {
		return false
	}
	answer, ok := errors.AsType[*ldap.Error](err)
	return !ok || answer.ResultCode == ldap.ErrorNetwork
}
