package winrmtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/service"
	"github.com/jcmturner/gokrb5/v8/spnego"
)

// keys open the tickets of a server that takes nothing but Kerberos.
type keys struct {
	table   *keytab.Keytab
	account string // whose keys they are
	seen    []string
}

// StartKerberos is Start for a server that asks for a Kerberos ticket over TLS
// and takes nothing else. A ticket is for the account of the keytab; the
// certificate is for the host, a name of this machine's loopback.
func StartKerberos(t testing.TB, host, keytabFile, account string, run func(code, arguments string) string) *Server {
	t.Helper()
	table, err := keytab.Load(keytabFile)
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(run)
	s.keys, s.Asks = &keys{table: table, account: account}, "Negotiate"
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t, host)}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// At is the server's address by a name of this machine.
func (s *Server) At(host string) string {
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	return net.JoinHostPort(host, port)
}

// SignedIn returns who sent each request, in their order, by their tickets.
func (s *Server) SignedIn() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.keys.seen)
}

// open reports whether the request has a ticket that the keys open. A ticket's
// authenticator is taken once.
func (k *keys) open(r *http.Request) bool {
	text, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Negotiate ")
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	var token spnego.SPNEGOToken
	var inner spnego.KRB5Token
	if token.Unmarshal(raw) != nil || inner.Unmarshal(token.NegTokenInit.MechTokenBytes) != nil || !inner.IsAPReq() {
		return false
	}
	ok, who, err := service.VerifyAPREQ(&inner.APReq, service.NewSettings(k.table, service.KeytabPrincipal(k.account)))
	if err != nil || !ok {
		return false
	}
	k.seen = append(k.seen, who.UserName()+"@"+who.Domain())
	return true
}

func certificate(t testing.TB, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		DNSNames:    []string{host},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, own, own, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
