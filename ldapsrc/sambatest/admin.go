package sambatest

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"testing"

	"github.com/go-ldap/ldap/v3"
)

// AdminConn returns a connection as the administrator, which is closed when the test ends. It doesn't use the
// program's own code.
func (s *Server) AdminConn(t testing.TB) *ldap.Conn {
	t.Helper()
	c, err := ldap.DialURL(s.URL, ldap.DialWithTLSConfig(s.TLSConfig(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Bind(s.AdminUser, s.AdminPassword); err != nil {
		t.Fatal(err)
	}
	return c
}

// TLSConfig trusts only the server's certificate authority.
func (s *Server) TLSConfig(t testing.TB) *tls.Config {
	t.Helper()
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return &tls.Config{RootCAs: roots}
}

// Create adds an object. pairs are names and values of attributes; an empty value is left out.
func Create(t testing.TB, c *ldap.Conn, dn string, pairs ...string) {
	t.Helper()
	r := ldap.NewAddRequest(dn, nil)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			r.Attribute(pairs[i], []string{pairs[i+1]})
		}
	}
	if err := c.Add(r); err != nil {
		t.Fatalf("adding %s: %v", dn, err)
	}
}

// CreateComputer adds a computer. control is its userAccountControl: 4096 for an enabled account, 4098 for a
// disabled one.
func (s *Server) CreateComputer(t testing.TB, c *ldap.Conn, name, system, control, dnsName string) {
	t.Helper()
	Create(t, c, "CN="+name+",CN=Computers,"+s.BaseDN, "objectClass", "computer", "sAMAccountName", name+"$",
		"operatingSystem", system, "userAccountControl", control, "dNSHostName", dnsName)
}
