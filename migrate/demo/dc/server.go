package dc

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// Server serves one Directory over LDAP. One port accepts both LDAPS and LDAP with StartTLS.
type Server struct {
	Directory *Directory
	TLS       *tls.Config
	// Accounts are the user principal names that may sign in, with their passwords. They only exist in the demo.
	Accounts map[string]string
	// Changes, for tests, decides the result of a change: a result code, or no answer and the end of the connection. If
	// it is nil, changes are made.
	Changes func(Change) (code uint16, answered bool)
	// Searches, for tests, is called before each search with a filter. A code other than 0 is returned instead of the
	// result. It may be nil.
	Searches func() (code uint16)

	mu    sync.Mutex
	conns map[net.Conn]bool
	wg    sync.WaitGroup
}

// maxRequest is the maximum size of a request in bytes.
const maxRequest = 1 << 20

// idleTime is how long a client may keep an idle connection open. AD's
// MaxConnIdleTime is 15 minutes.
const idleTime = 15 * time.Minute

// Serve serves connections on l until ctx ends, then closes l and every connection.
func (s *Server) Serve(ctx context.Context, l net.Listener) {
	s.conns = map[net.Conn]bool{}
	stop := context.AfterFunc(ctx, func() {
		l.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.conns {
			c.Close()
		}
		s.conns = nil
	})
	defer stop()
	for {
		c, err := l.Accept()
		if err != nil {
			break
		}
		if !s.track(c) {
			c.Close()
			break
		}
		s.wg.Go(func() {
			defer s.forget(c)
			s.serve(c)
		})
	}
	s.wg.Wait()
}

func (s *Server) track(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		return false
	}
	s.conns[c] = true
	return true
}

func (s *Server) forget(c net.Conn) {
	c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

// session is one client's connection.
type session struct {
	server  *Server
	conn    net.Conn
	reader  *bufio.Reader
	writer  *bufio.Writer
	secure  bool
	user    string              // empty before a bind
	cursors map[string][]*Entry // the remaining entries of paged searches, by cookie
	pages   int
}

func (s *Server) serve(c net.Conn) {
	x := &session{server: s, cursors: map[string][]*Entry{}}
	x.use(c)
	// A TLS handshake starts with the byte 22, an LDAP message with 48.
	if first, err := x.reader.Peek(1); err == nil && first[0] == 22 {
		x.use(tls.Server(&peeked{Conn: c, Reader: x.reader}, s.TLS))
		x.secure = true
	}
	for x.answerOne() {
	}
}

func (x *session) use(c net.Conn) {
	x.conn, x.reader, x.writer = c, bufio.NewReader(c), bufio.NewWriter(c)
}

// peeked is a connection whose first bytes have been read into a buffer.
type peeked struct {
	net.Conn
	io.Reader
}

func (p *peeked) Read(b []byte) (int, error) { return p.Reader.Read(b) }

// answerOne reads one request and answers it. It returns false when the connection has ended.
func (x *session) answerOne() bool {
	if err := x.conn.SetDeadline(time.Now().Add(idleTime)); err != nil {
		return false
	}
	packet, err := ber.ReadPacket(io.LimitReader(x.reader, maxRequest))
	if err != nil {
		return false
	}
	m, ok := parseMessage(packet)
	if !ok || m.op.Tag == ldap.ApplicationUnbindRequest {
		return false
	}
	if !x.dispatch(m) {
		return false
	}
	return x.writer.Flush() == nil && (m.op.Tag != ldap.ApplicationExtendedRequest || x.afterExtended(m))
}

// dispatch answers a request. It returns false to end the connection without an answer.
func (x *session) dispatch(m message) bool {
	switch m.op.Tag {
	case ldap.ApplicationBindRequest:
		x.done(m, ldap.ApplicationBindResponse, x.bind(m.op.Children))
		return true
	case ldap.ApplicationSearchRequest:
		x.search(m)
		return true
	case ldap.ApplicationAbandonRequest:
		return true
	case ldap.ApplicationExtendedRequest:
		x.extended(m)
		return true
	}
	if x.user == "" {
		x.done(m, m.op.Tag+1, notSignedIn)
		return true
	}
	c := Change{m.op}
	if x.server.Changes == nil {
		x.done(m, m.op.Tag+1, c.on(x.server.Directory))
		return true
	}
	code, answered := x.server.Changes(c)
	if answered {
		x.done(m, m.op.Tag+1, result{code, ""})
	}
	return answered
}

// Change is a Modify or a ModifyDN request of a client.
type Change struct{ op *ber.Packet }

// On makes the change in a directory, and returns a domain controller's result code (RFC 4511 appendix A).
func (c Change) On(d *Directory) (code uint16) { return c.on(d).code }

func (c Change) on(d *Directory) result {
	switch c.op.Tag {
	case ldap.ApplicationModifyRequest:
		return d.modify(c.op.Children)
	case ldap.ApplicationModifyDNRequest:
		return d.modifyDN(c.op.Children)
	}
	return result{
		ldap.LDAPResultUnwillingToPerform,
		"0000209A: SvcErr: DSID-031A1021, problem 5003 (WILL_NOT_PERFORM), data 0",
	}
}

// bind accepts a simple bind over TLS only, as a domain controller that requires signing does.
func (x *session) bind(op []*ber.Packet) result {
	x.user = ""
	if len(op) < 3 {
		return result{ldap.LDAPResultProtocolError, ""}
	}
	user, password := text(op[1]), text(op[2])
	switch {
	case op[2].ClassType != ber.ClassContext || op[2].Tag != 0:
		return result{
			ldap.LDAPResultAuthMethodNotSupported,
			"00002027: LdapErr: DSID-0C0905ED, comment: Invalid Authentication method, data 0, v4563",
		}
	case user == "" && password == "":
		return result{}
	case !x.secure:
		return result{
			ldap.LDAPResultStrongAuthRequired,
			"00002028: LdapErr: DSID-0C090259, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v4563",
		}
	}
	for name, want := range x.server.Accounts {
		if strings.EqualFold(name, user) && want == password {
			x.user = name
			return result{}
		}
	}
	return result{
		ldap.LDAPResultInvalidCredentials,
		"80090308: LdapErr: DSID-0C09056D, comment: AcceptSecurityContext error, data 52e, v4563",
	}
}

const (
	oidStartTLS = "1.3.6.1.4.1.1466.20037"
	oidWhoAmI   = "1.3.6.1.4.1.4203.1.11.3"
)

func (x *session) extended(m message) {
	switch name := extendedName(m.op); {
	case name == oidStartTLS && !x.secure:
		x.done(m, ldap.ApplicationExtendedResponse, result{})
	case name == oidWhoAmI:
		identity := ""
		if x.user != "" {
			identity = "u:" + x.user
		}
		x.send(m, response(ldap.ApplicationExtendedResponse, result{}, octets(ber.ClassContext, 11, identity)))
	default:
		x.done(m, ldap.ApplicationExtendedResponse, result{
			ldap.LDAPResultProtocolError,
			"0000203D: LdapErr: DSID-0C091296, comment: Unknown extended request OID, data 0, v4563",
		})
	}
}

// afterExtended turns TLS on after the answer to StartTLS was sent (RFC 4511 section 4.14).
func (x *session) afterExtended(m message) bool {
	if extendedName(m.op) != oidStartTLS || x.secure {
		return true
	}
	c := tls.Server(&peeked{Conn: x.conn, Reader: x.reader}, x.server.TLS)
	if c.Handshake() != nil {
		return false
	}
	x.use(c)
	x.secure = true
	return true
}

func extendedName(op *ber.Packet) string {
	if len(op.Children) == 0 {
		return ""
	}
	return text(op.Children[0])
}
