//go:build !windows

package ldapsrc

import "github.com/go-ldap/ldap/v3"

// kerberosClient returns the Kerberos client to sign in with.
func (s signIn) kerberosClient(c *conn) (ldap.GSSAPIClient, func(), error) {
	k, err := s.goKerberosClient(c)
	if err != nil {
		return nil, nil, err
	}
	return k, func() { k.Close() }, nil
}
