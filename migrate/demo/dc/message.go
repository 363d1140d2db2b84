package dc

import (
	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// message is a decoded request (RFC 4511 section 4.1.1).
type message struct {
	id       int64
	op       *ber.Packet
	controls []ldap.Control
}

// parseMessage decodes a request. ok is false if it isn't LDAP.
func parseMessage(p *ber.Packet) (message, bool) {
	if len(p.Children) < 2 || p.Children[1].ClassType != ber.ClassApplication {
		return message{}, false
	}
	id, ok := p.Children[0].Value.(int64)
	if !ok {
		return message{}, false
	}
	m := message{id: id, op: p.Children[1]}
	if len(p.Children) > 2 {
		for _, child := range p.Children[2].Children {
			c, err := ldap.DecodeControl(child)
			if err != nil {
				return message{}, false
			}
			m.controls = append(m.controls, c)
		}
	}
	return m, true
}

// result is the result of a request; the zero result is success.
type result struct {
	code uint16
	text string
}

var notSignedIn = result{
	ldap.LDAPResultOperationsError,
	"000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563",
}

func response(tag ber.Tag, r result, more ...*ber.Packet) *ber.Packet {
	p := ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, uint64(r.code), ""))
	p.AppendChild(octets(ber.ClassUniversal, ber.TagOctetString, ""))
	p.AppendChild(octets(ber.ClassUniversal, ber.TagOctetString, r.text))
	for _, c := range more {
		p.AppendChild(c)
	}
	return p
}

func octets(class ber.Class, tag ber.Tag, s string) *ber.Packet {
	return ber.NewString(class, ber.TypePrimitive, tag, s, "")
}

func (x *session) done(m message, tag ber.Tag, r result, controls ...ldap.Control) {
	x.send(m, response(tag, r), controls...)
}

// send writes one answer. Write errors show when the buffer is flushed.
func (x *session) send(m message, op *ber.Packet, controls ...ldap.Control) {
	p := ber.NewSequence("")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, m.id, ""))
	p.AppendChild(op)
	if len(controls) > 0 {
		list := ber.Encode(ber.ClassContext, ber.TypeConstructed, 0, nil, "")
		for _, c := range controls {
			list.AppendChild(c.Encode())
		}
		p.AppendChild(list)
	}
	x.writer.Write(p.Bytes())
}
