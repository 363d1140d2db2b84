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

// maxMessage is the maximum length of a message in bytes. An entry with all requested attributes has some hundred
// kilobytes at most.
const maxMessage = 16 << 20

// splitter splits a stream into LDAP messages. Data that isn't a message is passed on as it is.
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
	if at > 0 { // an incomplete message stays where it is
		s.pending = append(s.pending[:0], s.pending[at:]...)
	}
}

// maxHeader is the maximum number of bytes of a tag and a length.
const maxHeader = 6

// header decodes an element's tag and length. head is the length of the header, size that of the content. The
// length may be encoded in more bytes than necessary, as Active Directory does. ok is false if the header is
// incomplete, the content is 2 GB or more, or the length is indefinite (RFC 4511 section 5.1 rules that out).
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

// element splits the first element, which must have this tag, off b.
func element(b []byte, tag byte) (content, rest []byte, ok bool) {
	head, size, ok := header(b)
	if !ok || b[0] != tag || size > len(b)-head {
		return nil, nil, false
	}
	return b[head : head+size], b[head+size:], true
}

// operation returns the tag of a message's operation, or 0 if it has none.
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

// parseEntry decodes a SearchResultEntry (RFC 4511 section 4.5.2). It returns nil if the message is anything else
// or has controls.
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
