package adsync

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/bodgit/ntlmssp"
)

// A sealed message (MS-WSMV section 2.2.9.1) has two parts. The second one is the length of
// the signature in four bytes, the signature, and the sealed envelope.
const (
	boundary   = "--Encrypted Boundary"
	sealedType = `multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"`
	partHead   = "\tContent-Type: application/octet-stream\r\n"
)

// errOpen is returned for a host that agreed on no encryption: nothing is sent to it, and its
// answers are ignored.
var errOpen = errors.New("the host agreed on no encryption")

func seal(session *ntlmssp.SecuritySession, envelope []byte) ([]byte, error) {
	sealed, signature, err := session.Wrap(envelope)
	if err != nil {
		return nil, err
	}
	if len(signature) != 16 || bytes.Equal(sealed, envelope) {
		return nil, errOpen
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=%s;Length=%d\r\n%s\r\n%s",
		boundary, soapType, len(envelope), boundary, partHead)
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(signature))))
	b.Write(signature)
	b.Write(sealed)
	b.WriteString(boundary + "--\r\n")
	return b.Bytes(), nil
}

func unseal(session *ntlmssp.SecuritySession, body []byte) ([]byte, error) {
	_, part, ok := bytes.Cut(body, []byte("application/octet-stream\r\n"))
	end := bytes.LastIndex(part, []byte(boundary+"--"))
	if !ok || end < 20 {
		return nil, errOpen
	}
	part = part[:end]
	if binary.LittleEndian.Uint32(part) != 16 {
		return nil, errOpen
	}
	return session.Unwrap(part[20:], part[4:20])
}
