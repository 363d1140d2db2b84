package winrmtest

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/crypto/md4" //nolint:staticcheck // NTLM is built on it
)

// session is the sign-in of one connection (MS-NLMP).
type session struct {
	challenge        []byte
	in               bool
	clientKey        []byte
	serverKey        []byte
	fromClient       *rc4.Cipher
	toClient         *rc4.Cipher
	numberIn, number uint32
}

const ntlmFlags = 0x00000001 | 0x00000004 | 0x00000010 | 0x00000020 | 0x00000200 |
	0x00008000 | 0x00010000 | 0x00080000 | 0x00800000 | 0x20000000 | 0x40000000 | 0x80000000

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// challenge is the CHALLENGE_MESSAGE of section 2.2.1.2.
func (s *Server) challenge(c *session) []byte {
	c.challenge = make([]byte, 8)
	rand.Read(c.challenge)
	flags := uint32(ntlmFlags)
	flags &^= s.Without
	name := wide(s.Domain)
	pair := func(id uint16, v []byte) []byte {
		b := binary.LittleEndian.AppendUint16(nil, id)
		return append(binary.LittleEndian.AppendUint16(b, uint16(len(v))), v...)
	}
	info := slices.Concat(pair(2, name), pair(1, wide("SRV1")), pair(4, wide("corp.example.com")),
		pair(3, wide("srv1.corp.example.com")), pair(0, nil))
	field := func(n, at int) []byte {
		b := binary.LittleEndian.AppendUint16(nil, uint16(n))
		b = binary.LittleEndian.AppendUint16(b, uint16(n))
		return binary.LittleEndian.AppendUint32(b, uint32(at))
	}
	return slices.Concat([]byte("NTLMSSP\x00\x02\x00\x00\x00"), field(len(name), 48), binary.LittleEndian.AppendUint32(nil,
		flags), c.challenge,
		make([]byte, 8), field(len(info), 48+len(name)), name, info)
}

func sum(key []byte, parts ...[]byte) []byte {
	h := hmac.New(md5.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// authenticate checks an AUTHENTICATE_MESSAGE (section 2.2.1.3) by NTLMv2 (section
// 3.3.2), and derives the keys (sections 3.4.4 and 3.4.5).
func (s *Server) authenticate(c *session, m []byte) bool {
	part := func(at int) []byte {
		n, from := int(binary.LittleEndian.Uint16(m[at:])), int(binary.LittleEndian.Uint32(m[at+4:]))
		return m[from : from+n]
	}
	response, domain, user, key := part(20), part(28), part(36), part(52)
	if len(response) < 24 || !bytes.Equal(user, wide(s.User)) {
		return false
	}
	hash := md4.New()
	hash.Write(wide(s.Password))
	owf := sum(hash.Sum(nil), wide(strings.ToUpper(s.User)), domain)
	if !hmac.Equal(sum(owf, c.challenge, response[16:]), response[:16]) {
		return false
	}
	base := sum(owf, response[:16])
	exported := make([]byte, 16)
	cipher, _ := rc4.NewCipher(base)
	cipher.XORKeyStream(exported, key)
	derive := func(text string) []byte {
		d := md5.Sum(append(slices.Clone(exported), text+"\x00"...))
		return d[:]
	}
	c.clientKey = derive("session key to client-to-server signing key magic constant")
	c.serverKey = derive("session key to server-to-client signing key magic constant")
	c.fromClient, _ = rc4.NewCipher(derive("session key to client-to-server sealing key magic constant"))
	c.toClient, _ = rc4.NewCipher(derive("session key to server-to-client sealing key magic constant"))
	return true
}

func signature(cipher *rc4.Cipher, key []byte, number uint32, message []byte) []byte {
	n := binary.LittleEndian.AppendUint32(nil, number)
	check := sum(key, n, message)[:8]
	cipher.XORKeyStream(check, check)
	return slices.Concat([]byte{1, 0, 0, 0}, check, n)
}

// open takes a sealed message apart, or returns nil.
func (c *session) open(body []byte) []byte {
	form := regexp.MustCompile(
		`(?s)^--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=application/soap\+xml;charset=UTF-8;Length=(\d+)\r\n` +
			`--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\x10\x00\x00\x00(.*)--Encrypted Boundary--\r\n$`)
	m := form.FindSubmatch(body)
	if m == nil || len(m[2]) < 16 {
		return nil
	}
	text := slices.Clone(m[2][16:])
	c.fromClient.XORKeyStream(text, text)
	if fmt.Sprint(len(text)) != string(m[1]) || !bytes.Equal(signature(c.fromClient, c.clientKey, c.numberIn, text),
		m[2][:16]) {
		return nil
	}
	c.numberIn++
	return text
}

func (c *session) close(text []byte) []byte {
	sealed := slices.Clone(text)
	c.toClient.XORKeyStream(sealed, sealed)
	sign := signature(c.toClient, c.serverKey, c.number, text)
	c.number++
	return slices.Concat(
		[]byte("--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length="+
			fmt.Sprint(len(text))+"\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\x10\x00\x00\x00"),
		sign, sealed, []byte("--Encrypted Boundary--\r\n"))
}
