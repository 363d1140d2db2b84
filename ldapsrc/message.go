package ldapsrc

import "github.com/go-ldap/ldap/v3"

// Tags of LDAP messages in BER (RFC 4511 sections 4.1.1 and 4.5.2, X.690).
const (
	tagSequence = 0x30
	tagSet      = 0x31
	tagInteger  = 0x02
	tagOctets   = 0x04
	tagEntry    = 0x60 | ldap.ApplicationSearchResultEntry
	tagDone     = 0x60 | ldap.ApplicationSearchResultDone
)

// maxMessage is the longest message that is taken: an entry with all that is asked
// for here has some hundred kilobytes at most.
const maxMessage = 16 << 20

// splitter cuts a stream into LDAP messages. What is no message it hands on as
// it comes.
type splitter struct {
	pending []byte
	lost    bool
	tooLong bool
}

func (s *splitter) add(data []byte, each func(message []byte)) {
	s.pending = append(s.pending, data...)
	at := 0
	for at < len(s.pending) && !s.lost {
		head, size, ok := header(s.pending[at:])
		s.tooLong = ok && s.pending[at] == tagSequence && size > maxMessage
		s.lost = s.pending[at] != tagSequence || s.tooLong || !ok && len(s.pending)-at >= maxHeader
		if s.lost || !ok || head+size > len(s.pending)-at {
			break
		}
		each(s.pending[at : at+head+size])
		at += head + size
	}
	if s.lost && at < len(s.pending) {
		each(s.pending[at:])
		at = len(s.pending)
	}
	if at > 0 { // else all of it stays where it is
		s.pending = append(s.pending[:0], s.pending[at:]...)
	}
}

// maxHeader is the most bytes that a tag and a length take here.
const maxHeader = 6

// header reads an element's tag and length: how long it is itself, and how
// long the content. The length may have more bytes than it needs, as Active
// Directory writes it; ok is false for one that is not whole yet, is 2 GB or
// more, or is indefinite (RFC 4511 section 5.1 rules that out).
func header(b []byte) (head, size int, ok bool) {
	if len(b) < 2 {
		return 0, 0, false
	}
	if b[1] < 0x80 {
		return 2, int(b[1]), true
	}
	n := int(b[1] & 0x7f)
	if n == 0 || n > maxHeader-2 || len(b) < 2+n || n == 4 && b[2] >= 0x80 {
		return 0, 0, false
	}
	for _, c := range b[2 : 2+n] {
		size = size<<8 | int(c)
	}
	return 2 + n, size, true
}

// element cuts the first element, which must have this tag, off b.
func element(b []byte, tag byte) (content, rest []byte, ok bool) {
	head, size, ok := header(b)
	if !ok || b[0] != tag || size > len(b)-head {
		return nil, nil, false
	}
	return b[head : head+size], b[head+size:], true
}

// operation returns the tag of a message's operation, or 0.
func operation(message []byte) byte {
	content, _, ok := element(message, tagSequence)
	if !ok {
		return 0
	}
	if _, content, ok = element(content, tagInteger); !ok || len(content) == 0 {
		return 0
	}
	return content[0]
}

// parseEntry reads a SearchResultEntry (RFC 4511 section 4.5.2). It returns nil
// for anything that is not exactly one, or that has controls.
func parseEntry(message []byte) *ldap.Entry {
	content, after, ok := element(message, tagSequence)
	if !ok || len(after) > 0 {
		return nil
	}
	if _, content, ok = element(content, tagInteger); !ok {
		return nil
	}
	if content, after, ok = element(content, tagEntry); !ok || len(after) > 0 {
		return nil
	}
	dn, content, ok := element(content, tagOctets)
	if !ok {
		return nil
	}
	if content, after, ok = element(content, tagSequence); !ok || len(after) > 0 {
		return nil
	}
	e := &ldap.Entry{DN: string(dn)}
	for len(content) > 0 {
		var one []byte
		if one, content, ok = element(content, tagSequence); !ok {
			return nil
		}
		a := parseAttribute(one)
		if a == nil {
			return nil
		}
		e.Attributes = append(e.Attributes, a)
	}
	return e
}

func parseAttribute(content []byte) *ldap.EntryAttribute {
	name, content, ok := element(content, tagOctets)
	if !ok {
		return nil
	}
	values, after, ok := element(content, tagSet)
	if !ok || len(after) > 0 {
		return nil
	}
	a := &ldap.EntryAttribute{Name: string(name)}
	for len(values) > 0 {
		var v []byte
		if v, values, ok = element(values, tagOctets); !ok {
			return nil
		}
		a.Values = append(a.Values, string(v))
		a.ByteValues = append(a.ByteValues, append([]byte{}, v...))
	}
	return a
}
