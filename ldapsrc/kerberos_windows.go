package ldapsrc

import (
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldap/v3/gssapi"
)

// ticket makes the Kerberos client that signs in. Without a user it is the
// user who is signed in to Windows, by SSPI, bound to the TLS connection (RFC
// 5929 section 4), which a domain controller with LdapEnforceChannelBinding
// asks for.
func (s signIn) ticket(c *conn) (ldap.GSSAPIClient, func(), error) {
	if s.keytab != "" {
		k, err := s.pureTicket(c)
		if err != nil {
			return nil, nil, err
		}
		return k, func() { k.Close() }, nil
	}
	client, err := s.system(c)
	if err != nil {
		return nil, nil, &migrate.Problem{
			Class: migrate.Unreachable, What: noTicket + s.as() + " to " + c.server,
			Why:  "Windows says: " + oneLine(err.Error()),
			Next: "check that this computer is in the domain, or use --ad-auth simple", Err: err,
		}
	}
	return client, func() { client.Close() }, nil
}

func (s signIn) system(c *conn) (*gssapi.SSPIClient, error) {
	if s.user != "" {
		domain, name, found := strings.Cut(s.user, `\`)
		if !found {
			name, domain, _ = strings.Cut(s.user, "@")
		}
		return gssapi.NewSSPIClientWithUserCredentials(domain, name, s.secret.Reveal())
	}
	// A TLS server always has a certificate.
	return gssapi.NewSSPIClientWithChannelBinding(c.raw.ConnectionState().PeerCertificates[0])
}
