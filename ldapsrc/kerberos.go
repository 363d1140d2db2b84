package ldapsrc

import (
	"github.com/go-ldap/ldap/v3/gssapi"

	"ad2scim/migrate/krb5client"
)

const noTicket = "cannot sign in with Kerberos"

// pureTicket makes a Kerberos client without the system's help.
func (s signIn) pureTicket(c *conn) (*gssapi.Client, error) {
	k, err := krb5client.Get(krb5client.Server{
		Service: "ldap/" + c.dns,
		What:    noTicket + s.as() + " to " + c.server,
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
