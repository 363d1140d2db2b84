//go:build !windows

package ldapsrc

import "github.com/go-ldap/ldap/v3"

// ticket makes the Kerberos client that signs in.
func (s signIn) ticket(c *conn) (ldap.GSSAPIClient, func(), error) {
	k, err := s.pureTicket(c)
	if err != nil {
		return nil, nil, err
	}
	return k, func() { k.Close() }, nil
}
