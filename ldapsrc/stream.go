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

// stream is the connection that go-ldap reads from. During a paged search it decodes the entries itself, because
// go-ldap takes longer for an entry than a domain controller, and reports the next page's cookie as soon as it
// arrives. All other data is passed on to go-ldap unchanged.
type stream struct {
	net.Conn
	paged atomic.Bool
	ends  chan pageEnd // the ends of the pages that have arrived

	mu      sync.Mutex
	arrived sync.Cond
	buffer  bytes.Buffer
	err     error
}

// pageEnd is the end of a page: its entries and the cookie of the next one.
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

// Limits for a server that sends an answer without end. A page has at most as many entries as were requested (RFC
// 2696 section 3), and an answer that isn't paged is a few objects.
const (
	maxPage    = 512 << 20 // bytes
	maxAnswer  = 64 << 20  // bytes, if the answer isn't paged
	maxEntries = 10 * pageSize
)

var errTooMuch = errors.New("the server sent an answer without an end, or a name of many megabytes")

// receive reads until the connection ends.
func (s *stream) receive() {
	var split splitter
	var end pageEnd
	piece := make([]byte, 64<<10)
	page := 0 // bytes since the end of the last page
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
					// The page's end must be reported before go-ldap sees it.
					select {
					case s.ends <- end:
					default: // the server ended a search twice
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

// tooMuch reports whether the connection was closed because the server exceeded a limit.
func (s *stream) tooMuch() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Is(s.err, errTooMuch)
}

// Read returns the data for go-ldap, and then the error that ended the connection.
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

// pageCookie returns the cookie in the end of a search, or nil if there is none, as after the last page.
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
