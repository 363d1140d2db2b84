package ldapsrc

import (
	"github.com/go-ldap/ldap/v3/gssapi"

	"ad2scim/migrate/krb5client"
)

const kerberosFailed = "cannot sign in with Kerberos"

// goKerberosClient returns a Kerberos client in pure Go, without the operating system's.
func (s signIn) goKerberosClient(c *conn) (*gssapi.Client, error) {
	k, err := krb5client.Get(krb5client.Server{
		Service: "ldap/" + c.dns,
		What:    kerberosFailed + s.account() + " to " + c.server,
		Unknown: "the domain has no LDAP service with the server's name",
		Address: "give the domain controller's full name in --ad",
		Option:  "--ad-user",
		Instead: "use --ad-auth simple",
	}, krb5client.Account{User: s.user, Secret: s.secret, Keytab: s.keytab})
	if err != nil {
		return nil, err
	}
	return &gssapi.Client{Client: k}, nil
}
