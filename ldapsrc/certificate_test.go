package ldapsrc

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
)

// listen serves TLS with a certificate until the test ends, and answers nothing.
func listen(t *testing.T, config *tls.Config) string {
	t.Helper()
	return runtest.Listen(t, config, func(c net.Conn) {
		io.Copy(io.Discard, c)
		c.Close()
	})
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*x509.Certificate)
		noCA   bool
		words  []string
	}{
		"unknown authority": {func(*x509.Certificate) {}, true, []string{
			"does not trust", "--ad-ca", `issuer "CN=Test Root"`,
			"does not send that authority's own certificate", "intermediate",
		}},
		"expired": {
			func(c *x509.Certificate) { c.NotAfter = time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC) }, false,
			[]string{"expired on 2020-03-04", "Renew it"},
		},
		"not yet valid": {func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Date(2199, 3, 4, 0, 0, 0, 0, time.UTC), time.Date(2200, 3, 4, 0, 0, 0, 0, time.UTC)
		}, false, []string{"not valid before 2199-03-04", "clock"}},
		"another name": {func(c *x509.Certificate) { c.IPAddresses = nil }, false, []string{
			`another name than "127.0.0.1"`,
			"names dc9.example.com,",
		}},
		"no names": {
			func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, nil }, false,
			[]string{"common name (CN) alone", "subject alternative name", "Kerberos Authentication", "names none"},
		},
		"not for servers": {
			func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} },
			false,
			[]string{"not meant for servers"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ca, config := certified(t, test.change)
			c := migrate.Connection{
				Location: "ldaps://" + listen(t, config), User: "a@b", Secret: migrate.NewSecret("hunter2!"),
				CAFile: ca,
			}
			if test.noCA {
				c.CAFile = ""
			}
			sum := sha256.Sum256(config.Certificates[0].Certificate[0])
			p := problem(t, c, migrate.Unreachable)
			says(t, p, append(test.words, "subject", "issuer")...)
			if !strings.Contains(strings.ReplaceAll(p.Error(), ":", ""), strings.ToUpper(hex.EncodeToString(sum[:]))) {
				t.Errorf("%q does not show the fingerprint", p.Error())
			}
		})
	}
}

// x509.CreateCertificate makes no negative serial number, so one is made
// negative in the bytes. Samba's own certificate is of this kind.
func TestNegativeSerialNumber(t *testing.T) {
	t.Parallel()
	ca, config := certified(t, func(c *x509.Certificate) { c.SerialNumber.SetBytes([]byte{0x7a, 0x5a, 0x5a, 0x5a}) })
	der := config.Certificates[0].Certificate[0]
	at := bytes.Index(der, []byte{2, 4, 0x7a, 0x5a, 0x5a, 0x5a})
	der[at+2] = 0xfa
	c := migrate.Connection{
		Location: "ldaps://" + listen(t, config), User: "a@b", Secret: migrate.NewSecret("hunter2!"),
		CAFile: ca,
	}
	says(t, problem(t, c, migrate.Unreachable), "negative serial number", "RFC 5280")
}

func TestSkipVerifyIsNoted(t *testing.T) {
	t.Parallel()
	s := startStandIn(t, nil)
	s.connection.CAFile = ""
	problem(t, s.connection, migrate.Unreachable)
	s.connection.SkipVerify = true
	if notes := mustOpen(t, s.connection).Notes(); len(notes) != 1 || !strings.Contains(notes[0], "NOT verified") {
		t.Errorf("notes %q", notes)
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	gone := runtest.Listen(t, nil, func(c net.Conn) { io.Copy(io.Discard, c) })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for name, test := range map[string]struct {
		location string
		words    []string
	}{
		"no such name": {"ldaps://no-such-host.invalid", []string{
			"no computer with that name",
			"no-such-host.invalid",
		}},
		"refused":            {"ldaps://" + closed.Addr().String(), []string{"nothing listens", "636"}},
		"silent":             {"ldaps://" + gone, []string{"nothing answers", "firewall"}},
		"silent on StartTLS": {"ldap://" + gone, []string{"nothing answers"}},
		"hangs up": {
			"ldaps://" + runtest.Listen(t, nil, func(c net.Conn) { c.Close() }),
			[]string{"closed the connection during the TLS handshake", "certificate"},
		},
		"hangs up on StartTLS": {
			"ldap://" + runtest.Listen(t, nil, func(c net.Conn) { c.Close() }),
			[]string{"closed the connection when it was asked for TLS"},
		},
		"no TLS on this port": {
			"ldaps://" + runtest.Listen(t, nil, func(c net.Conn) { io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n"); c.Close() }),
			[]string{"does not speak TLS", "ldap:// for port 389"},
		},
		"TLS on the LDAP port": {"ldap://" + listenTLS(t, 0), []string{"Use ldaps://"}},
		"TLS 1.1 alone":        {"ldaps://" + listenTLS(t, tls.VersionTLS11), []string{"TLS 1.2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := migrate.Connection{Location: test.location, User: "a@b", Secret: migrate.NewSecret("hunter2!")}
			d, err := open(t.Context(), c, net.DefaultResolver, limits{connect: time.Second, request: time.Second})
			if err == nil {
				d.Close()
				t.Fatal("opens")
			}
			says(t, checked(t, err, migrate.Unreachable, "hunter2!"), test.words...)
		})
	}
}

func listenTLS(t *testing.T, most uint16) string {
	_, config := certified(t, func(*x509.Certificate) {})
	config.MaxVersion = most
	config.MinVersion = tls.VersionTLS10
	return listen(t, config)
}
