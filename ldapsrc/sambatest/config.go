package sambatest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// configure adapts the copied domain's smb.conf to this folder and writes the krb5.conf.
func (s *Server) configure(from string) error {
	conf, err := os.ReadFile(s.conf())
	if err != nil {
		return err
	}
	moved := strings.ReplaceAll(string(conf), placeholder(from), s.dir)
	if err := os.WriteFile(s.conf(), []byte(moved), 0o600); err != nil {
		return err
	}
	s.Krb5Conf = filepath.Join(s.dir, "krb5.conf")
	realm := strings.ToUpper(s.Domain)
	return os.WriteFile(s.Krb5Conf, fmt.Appendf(nil, `[libdefaults]
 default_realm = %[1]s
 dns_lookup_realm = false
 dns_lookup_kdc = false
 rdns = false
 udp_preference_limit = 1
[realms]
 %[1]s = {
  kdc = %[2]s
 }
[domain_realm]
 .%[3]s = %[1]s
 %[3]s = %[1]s
`, realm, s.Address, s.Domain), 0o600)
}

// checkIdentity checks that this server answers over TLS, by its certificate, and that it knows its naming context.
func (s *Server) checkIdentity(ctx context.Context) error {
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	dialer := tls.Dialer{
		Config:    &tls.Config{RootCAs: pool, ServerName: s.Address},
		NetDialer: &net.Dialer{Timeout: 5 * time.Second},
	}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(s.Address, "636"))
	if err != nil {
		return err
	}
	c := ldap.NewConn(raw, true)
	c.Start()
	defer c.Close()
	c.SetTimeout(5 * time.Second)
	got, err := c.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"defaultNamingContext"}, nil))
	if err != nil {
		return err
	}
	if len(got.Entries) == 0 || got.Entries[0].GetAttributeValue("defaultNamingContext") == "" {
		return errors.New("it has no naming context")
	}
	return nil
}
