package ldapsrc

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// messagesIn runs a stream through a splitter in pieces of some size.
func messagesIn(stream []byte, size int) [][]byte {
	var s splitter
	var all [][]byte
	for piece := range slices.Chunk(stream, size) {
		s.add(piece, func(m []byte) { all = append(all, bytes.Clone(m)) })
	}
	return all
}

// conversation is a stream of messages of many sizes, one of them in the form
// with lengths of four bytes that Active Directory sends.
func conversation(longest int) [][]byte {
	request := ber.NewSequence("")
	request.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 70_000, ""))
	all := [][]byte{[]byte("\x30\x84\x00\x00\x00\x10\x02\x01\x05\x65\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00")}
	for _, p := range []*ber.Packet{
		done(request, ldap.ApplicationBindResponse, 0, ""),
		group(request, 1, "a"), entry(request, ""), entry(request, string(make([]byte, longest))),
		searchDone(request, 0, "", "one"), done(request, ldap.ApplicationSearchResultDone, 0, ""),
	} {
		all = append(all, p.Bytes())
	}
	return all
}

func TestMessagesAreFoundWhereverTheStreamIsCut(t *testing.T) {
	t.Parallel()
	want := conversation(70_000)
	for _, size := range []int{1, 2, 3, 7, 100, 1000, 1 << 20} {
		if got := messagesIn(slices.Concat(want...), size); !reflect.DeepEqual(got, want) {
			t.Errorf("in pieces of %d: %d messages", size, len(got))
		}
	}
	var operations []byte
	for _, m := range want {
		operations = append(operations, operation(m))
	}
	if got := fmt.Sprintf("%x", operations); got != "65616464646565" {
		t.Error(got)
	}
	if got := string(pageCookie(want[5])); got != "one" {
		t.Errorf("cookie %q", got)
	}
}

// byGoLDAP decodes an entry with go-ldap; parseEntry must give the same result.
func byGoLDAP(message []byte) (dn string, attributes map[string][]string, ok bool) {
	p, err := ber.DecodePacketErr(message)
	if err != nil || len(p.Children) != 2 || p.Children[1].Tag != ldap.ApplicationSearchResultEntry ||
		len(p.Children[1].Children) != 2 {
		return "", nil, false
	}
	op := p.Children[1]
	attributes = map[string][]string{}
	for _, a := range op.Children[1].Children {
		if len(a.Children) != 2 {
			return "", nil, false
		}
		var values []string
		for _, v := range a.Children[1].Children {
			values = append(values, v.Data.String())
		}
		attributes[a.Children[0].Data.String()] = values
	}
	return op.Children[0].Data.String(), attributes, true
}

func agree(t *testing.T, message []byte) {
	t.Helper()
	e := parseEntry(message)
	if e == nil {
		return
	}
	dn, attributes, ok := byGoLDAP(message)
	if !ok || dn != e.DN {
		t.Fatalf("%x: %q here, %q by go-ldap (%v)", message, e.DN, dn, ok)
	}
	for _, a := range e.Attributes {
		if len(attributes[a.Name]) == len(a.Values) && !slices.Equal(attributes[a.Name], a.Values) {
			t.Fatalf("%x: %q here, %q by go-ldap", message, a.Values, attributes[a.Name])
		}
		for i, v := range a.ByteValues {
			if string(v) != a.Values[i] {
				t.Fatalf("%x: %q and %q", message, v, a.Values[i])
			}
		}
	}
}

func TestEntriesAreReadAsGoLDAPReadsThem(t *testing.T) {
	t.Parallel()
	read := 0
	for _, m := range conversation(300) {
		agree(t, m)
		if parseEntry(m) != nil {
			read++
		}
	}
	if read != 3 {
		t.Errorf("%d entries", read)
	}
}

func FuzzEntry(f *testing.F) {
	for _, m := range conversation(20) {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, message []byte) { agree(t, message) })
}

func FuzzSplitter(f *testing.F) {
	f.Add(slices.Concat(conversation(20)...), 5)
	f.Add([]byte{0x30, 0, 0x30, 0x84, 0, 0, 0, 5, 2, 1, 1, 0x65, 0}, 1)
	f.Add([]byte{0x30, 0x80}, 1)
	f.Add([]byte("HTTP/1.1 400"), 3)
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		// Only an incomplete message at the end may be missing.
		got := slices.Concat(messagesIn(stream, min(max(size, 1), 1<<20))...)
		if !bytes.HasPrefix(stream, got) {
			t.Errorf("%x becomes %x", stream, got)
		}
		if whole := slices.Concat(messagesIn(stream, len(stream)+1)...); !bytes.Equal(whole, got) {
			t.Errorf("in pieces of %d: %x, whole %x", size, got, whole)
		}
	})
}
