package ldapsrc

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"sync/atomic"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// stream is the connection that go-ldap reads from. While a search is paged it
// takes the entries out of what the server sends, as go-ldap needs longer for
// each than a domain controller does, and tells the next page's cookie as soon
// as it is here. Whatever it does not know goes to go-ldap as it came.
type stream struct {
	net.Conn
	paged atomic.Bool
	ends  chan pageEnd // of the pages that have arrived

	mu      sync.Mutex
	arrived sync.Cond
	buffer  bytes.Buffer
	err     error
}

// pageEnd is what came before, and with, the end of a page.
type pageEnd struct {
	entries []*ldap.Entry
	cookie  []byte
}

func newStream(c net.Conn) *stream {
	s := &stream{Conn: c, ends: make(chan pageEnd, 1)}
	s.arrived.L = &s.mu
	go s.receive()
	return s
}

// The most of one answer, where a server sends without end: a page has at most as
// many entries as were asked for (RFC 2696 section 3), and whatever is not paged is
// a few objects.
const (
	maxPage    = 512 << 20 // bytes
	maxAnswer  = 64 << 20  // bytes, where it is not paged
	maxEntries = 10 * pageSize
)

var errTooMuch = errors.New("the server sent an answer without an end, or a name of many megabytes")

// receive reads until the connection ends.
func (s *stream) receive() {
	var split splitter
	var end pageEnd
	piece := make([]byte, 64<<10)
	page := 0 // bytes since the last page's end
	for {
		n, err := s.Conn.Read(piece)
		most := maxAnswer
		if s.paged.Load() {
			most = maxPage
		}
		if page += n; page > most || len(end.entries) > maxEntries || split.tooLong {
			s.Conn.Close()
			n, err = 0, errTooMuch
		}
		var rest []byte
		split.add(piece[:n], func(message []byte) {
			op := operation(message)
			if op == tagDone {
				page = 0
			}
			if s.paged.Load() {
				switch op {
				case tagEntry:
					if e := parseEntry(message); e != nil {
						end.entries = append(end.entries, e)
						return
					}
				case tagDone:
					end.cookie = pageCookie(message)
					// The page's end must be known before go-ldap sees it.
					select {
					case s.ends <- end:
					default: // a server that ends a search twice
					}
					end = pageEnd{}
				}
			}
			rest = append(rest, message...)
		})
		s.mu.Lock()
		s.buffer.Write(rest)
		s.err = err
		s.mu.Unlock()
		s.arrived.Signal()
		if err != nil {
			return
		}
	}
}

// tooMuch reports whether the connection was ended because the server sent more
// than anybody asked for.
func (s *stream) tooMuch() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Is(s.err, errTooMuch)
}

// Read hands on what is for go-ldap, then the error that ended the connection.
func (s *stream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.buffer.Len() == 0 && s.err == nil {
		s.arrived.Wait()
	}
	if s.buffer.Len() == 0 {
		return 0, s.err
	}
	return s.buffer.Read(p)
}

// pageCookie returns the cookie in the end of a search, or nil if there is
// none: it was the last page.
func pageCookie(message []byte) []byte {
	packet, err := ber.DecodePacketErr(message)
	if err != nil || len(packet.Children) < 3 {
		return nil
	}
	for _, child := range packet.Children[2].Children {
		control, err := ldap.DecodeControl(child)
		if paging, ok := control.(*ldap.ControlPaging); ok && err == nil && len(paging.Cookie) > 0 {
			return paging.Cookie
		}
	}
	return nil
}
