package ldapsrc

import (
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldap/v3/gssapi"
)

// kerberosClient returns the Kerberos client to sign in with. Without a user, it uses SSPI for the user who is
// signed in to Windows, bound to the TLS connection (RFC 5929 section 4), as a domain controller with
// LdapEnforceChannelBinding requires.
func (s signIn) kerberosClient(c *conn) (ldap.GSSAPIClient, func(), error) {
	if s.keytab != "" {
		k, err := s.goKerberosClient(c)
		if err != nil {
			return nil, nil, err
		}
		return k, func() { k.Close() }, nil
	}
	client, err := s.sspiClient(c)
	if err != nil {
		return nil, nil, &migrate.Problem{
			Class: migrate.Unreachable, What: kerberosFailed + s.account() + " to " + c.server,
			Why:  "Windows says: " + oneLine(err.Error()),
			Next: "check that this computer is in the domain, or use --ad-auth simple", Err: err,
		}
	}
	return client, func() { client.Close() }, nil
}

func (s signIn) sspiClient(c *conn) (*gssapi.SSPIClient, error) {
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
