package ldapsrc

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// standIn is a server for what Samba cannot be brought to do: it answers each
// request with what a test wrote down for it. It is no directory. What a real
// one says in these cases is from the documents that the tests name.
type standIn struct {
	connection migrate.Connection
	// answer returns the answers to a request; nil ends the connection.
	answer func(request *ber.Packet) []*ber.Packet
	// raw writes what comes in place of an answer to a search; nil: answer does.
	raw func(c net.Conn, request *ber.Packet)
}

func startStandIn(t *testing.T, answer func(request *ber.Packet) []*ber.Packet) *standIn {
	t.Helper()
	ca, config := certified(t, func(*x509.Certificate) {})
	s := &standIn{answer: answer}
	s.connection = migrate.Connection{
		Location: "ldaps://" + runtest.Listen(t, config, s.serve), User: "a@b",
		Secret: migrate.NewSecret("hunter2!"), CAFile: ca,
	}
	return s
}

func (s *standIn) serve(c net.Conn) {
	defer c.Close()
	for {
		request, err := ber.ReadPacket(c)
		if err != nil {
			return
		}
		if s.raw != nil && isSearch(request) {
			s.raw(c, request)
			return
		}
		answers := s.reply(request)
		if answers == nil {
			return
		}
		for _, a := range answers {
			if _, err := c.Write(a.Bytes()); err != nil {
				return
			}
		}
	}
}

// reply does what every test needs the same, rootDSE and simple bind, and
// leaves the rest to the test.
func (s *standIn) reply(request *ber.Packet) []*ber.Packet {
	op := request.Children[1]
	if op.Tag == ldap.ApplicationSearchRequest && op.Children[0].Data.String() == "" {
		return []*ber.Packet{
			entry(request, "", attribute{"defaultNamingContext", []string{"DC=corp,DC=example,DC=com"}}),
			done(request, ldap.ApplicationSearchResultDone, 0, ""),
		}
	}
	if op.Tag == ldap.ApplicationBindRequest && op.Children[2].Tag == 0 && s.connection.Auth == "" {
		return []*ber.Packet{done(request, ldap.ApplicationBindResponse, 0, "")}
	}
	return s.answer(request)
}

type attribute struct {
	name   string
	values []string
}

func envelope(request, op *ber.Packet, controls ...ldap.Control) *ber.Packet {
	p := ber.NewSequence("")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, request.Children[0].Value, ""))
	p.AppendChild(op)
	if len(controls) > 0 {
		list := ber.Encode(ber.ClassContext, ber.TypeConstructed, 0, nil, "")
		for _, c := range controls {
			list.AppendChild(c.Encode())
		}
		p.AppendChild(list)
	}
	return p
}

func text(s string) *ber.Packet {
	return ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, s, "")
}

func done(request *ber.Packet, tag ber.Tag, code int64, message string, controls ...ldap.Control) *ber.Packet {
	op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "")
	op.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, code, ""))
	op.AppendChild(text(""))
	op.AppendChild(text(message))
	return envelope(request, op, controls...)
}

func entry(request *ber.Packet, dn string, attributes ...attribute) *ber.Packet {
	op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "")
	op.AppendChild(text(dn))
	list := ber.NewSequence("")
	for _, a := range attributes {
		values := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "")
		for _, v := range a.values {
			values.AppendChild(text(v))
		}
		one := ber.NewSequence("")
		one.AppendChild(text(a.name))
		one.AppendChild(values)
		list.AppendChild(one)
	}
	op.AppendChild(list)
	return envelope(request, op)
}

func group(request *ber.Packet, n byte, name string) *ber.Packet {
	return entry(request, "CN=x,DC=corp,DC=example,DC=com", attribute{"name", []string{name}},
		attribute{"objectGUID", []string{string(append(make([]byte, 15), n))}},
		attribute{"groupType", []string{"-2147483646"}})
}

// certified makes a certificate authority (its file is returned) and a
// certificate for 127.0.0.1 as change wants it.
func certified(t *testing.T, change func(*x509.Certificate)) (string, *tls.Config) {
	t.Helper()
	caKey, caCert := key256(t), &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	leafKey, leaf := key256(t), &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "dc9\x1b[31m.example.com"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"dc9.example.com"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{
			x509.ExtKeyUsageServerAuth,
		},
	}
	change(leaf)
	der, err := x509.CreateCertificate(rand.Reader, leaf, caCert, leafKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	caDER, err := x509.CreateCertificate(rand.Reader, caCert, caCert, caKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: leafKey}}}
}

func key256(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
