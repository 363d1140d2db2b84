package ldapsrc

import (
	"bytes"
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// The parts of AD's Sicily bind (MS-ADTS section 5.1.1.1.3), by context tag.
const (
	sicilyNegotiate = 10
	sicilyResponse  = 11
)

// challenge is an NTLM CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2).
func challenge() string {
	var b bytes.Buffer
	b.WriteString("NTLMSSP\x00")
	const unicode, ntlm, extended, targetInfo = 0x1, 0x200, 0x80000, 0x800000
	for _, n := range []uint32{2, 0, 56, unicode | ntlm | extended | targetInfo} {
		binary.Write(&b, binary.LittleEndian, n)
	}
	b.WriteString("8 random" + "\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.Write(&b, binary.LittleEndian, []uint16{4, 4, 56, 0})
	b.WriteString("\x0a\x00\x00\x00\x00\x00\x00\x0f" + "\x00\x00\x00\x00")
	return b.String()
}

// field reads a string of an AUTHENTICATE_MESSAGE (MS-NLMP section 2.2.1.3).
func field(message []byte, at int) string {
	size, offset := binary.LittleEndian.Uint16(message[at:]), binary.LittleEndian.Uint32(message[at+4:])
	var units []uint16
	for raw := message[offset : offset+uint32(size)]; len(raw) > 1; raw = raw[2:] {
		units = append(units, binary.LittleEndian.Uint16(raw))
	}
	return string(utf16.Decode(units))
}

// A stand-in: Samba knows no Sicily bind. It takes the account CORP\reader
// whatever the password.
func TestNTLM(t *testing.T) {
	t.Parallel()
	s := startStandIn(t, nil)
	s.answer = func(r *ber.Packet) []*ber.Packet {
		op := r.Children[1]
		if op.Tag != ldap.ApplicationBindRequest {
			return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "")}
		}
		switch auth := op.Children[2]; auth.Tag {
		case sicilyNegotiate:
			answer := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationBindResponse, nil, "")
			answer.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, 0, ""))
			answer.AppendChild(text(challenge()))
			answer.AppendChild(text(""))
			return []*ber.Packet{envelope(r, answer)}
		case sicilyResponse:
			if m := auth.Data.Bytes(); field(m, 28) == "CORP" && field(m, 36) == "reader" {
				return []*ber.Packet{done(r, ldap.ApplicationBindResponse, 0, "")}
			}
			return []*ber.Packet{done(r, ldap.ApplicationBindResponse, 49,
				"8009030C: LdapErr: DSID-0C090657, comment: AcceptSecurityContext error, data 52e, v4563")}
		}
		return nil
	}
	s.connection.Auth, s.connection.User = "ntlm", `CORP\reader`
	if got := namesOf(mustRead(t, mustOpen(t, s.connection))); len(got) != 1 {
		t.Errorf("got %q", got)
	}
	s.connection.User = `CORP\nobody`
	says(t, problem(t, s.connection, migrate.Unreachable), "password is wrong", "AD error 52e")
}

func TestServerWithoutNTLM(t *testing.T) {
	t.Parallel()
	c := sambatest.Shared(t).Connection(sambatest.Reader)
	c.Auth, c.User = "ntlm", `CORP\reader`
	says(t, problem(t, c, migrate.Unreachable), "on NTLM", "--ad-auth simple")
}
