package ldapsrc

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// limits are the times that a Directory waits.
type limits struct {
	connect time.Duration // to connect to one server, TLS included
	request time.Duration // for one request and its whole answer

	// pauses are before a lost read is tried again; after the last one it has
	// failed.
	pauses []time.Duration
}

// AD itself ends a search after MaxQueryDuration, two minutes (MS-ADTS section
// 3.1.1.3.4.6). The pauses together outlast a restart of the directory service.
var usualLimits = limits{
	connect: 15 * time.Second,
	request: 2*time.Minute + 10*time.Second,
	pauses:  []time.Duration{200 * time.Millisecond, time.Second, 4 * time.Second},
}

// errTooSlow is the cause when one request took longer than its limit.
var errTooSlow = errors.New("no answer in time")

// conn is one connection to a domain controller. One request at a time.
type conn struct {
	*ldap.Conn
	raw    net.Conn
	server string // host:port
	dns    string // dnsHostName, or what was dialled
	limit  time.Duration
	broken bool
}

func newConn(raw net.Conn, server string, limit time.Duration) *conn {
	c := &conn{Conn: ldap.NewConn(raw, true), raw: raw, server: server, limit: limit}
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
		c.broken = true
		if err != nil {
			return context.Cause(ctx)
		}
	}
	if err != nil && connectionLost(err) {
		c.broken = true
	}
	return err
}

// search makes one search. On error there is no result: what go-ldap had by
// then is no list.
func (c *conn) search(ctx context.Context, r *ldap.SearchRequest) (result *ldap.SearchResult, err error) {
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
	got, err := c.search(ctx, ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false, "(objectClass=*)", attributes, nil))
	if err != nil {
		return nil, err
	}
	if len(got.Entries) != 1 {
		return nil, ldap.NewError(ldap.LDAPResultNoSuchObject, errors.New("the object is not shown"))
	}
	return got.Entries[0], nil
}

// pageSize is AD's default MaxPageSize (MS-ADTS section 3.1.1.3.4.6); a server
// with a lower limit sends smaller pages.
const pageSize = 1000

// maxIdlePages is how many pages without anything new are borne before the
// server is taken to go round in a circle.
const maxIdlePages = 100

var errCircle = errors.New("the server repeats the same page without end")

// pages makes a paged search (RFC 2696) and hands on each page as it arrives.
// each returns how many of the page's entries are new.
func (c *conn) pages(ctx context.Context, r *ldap.SearchRequest, each func(*ldap.SearchResult) (int, error)) error {
	paging := ldap.NewControlPaging(pageSize)
	r.Controls = append(r.Controls, paging)
	idle := 0
	for {
		page, err := c.search(ctx, r)
		if err != nil {
			return err
		}
		added, err := each(page)
		if err != nil {
			return err
		}
		if idle++; added > 0 {
			idle = 0
		}
		answer, _ := ldap.FindControl(page.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
		if answer == nil || len(answer.Cookie) == 0 {
			return nil
		}
		if idle == maxIdlePages {
			return errCircle
		}
		paging.SetCookie(answer.Cookie)
	}
}

// connectionLost tells a connection that ended, or never was, from a server
// that answered: go-ldap gives a result of the server's as *ldap.Error.
func connectionLost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errCircle) {
		return false
	}
	answer, ok := errors.AsType[*ldap.Error](err)
	return !ok || answer.ResultCode == ldap.ErrorNetwork
}
