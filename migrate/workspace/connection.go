package workspace

import (
	"net/url"

	"ad2scim/migrate"
)

// withoutSecret takes out everything by which one could sign in: the secret,
// and what someone may have put into the address.
func withoutSecret(c migrate.Connection) migrate.Connection {
	c.Secret = migrate.Secret{}
	scheme, err := c.Scheme()
	if err != nil || scheme == migrate.File || scheme == migrate.Stdin {
		return c
	}
	if u, err := url.Parse(c.Location); err == nil && (u.User != nil || u.RawQuery != "" || u.Fragment != "") {
		u.User, u.RawQuery, u.Fragment = nil, "", ""
		c.Location = u.String()
	}
	return c
}
