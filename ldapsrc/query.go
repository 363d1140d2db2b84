package ldapsrc

import (
	"cmp"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// query says which groups to read and which attribute holds their name.
type query struct {
	base      string // empty: the server's default naming context
	scope     int
	filter    string
	attribute string
	without   []migrate.GroupType
}

// newQuery returns the query of a connection that has no faults.
func newQuery(c migrate.Connection, l location) query {
	q := query{
		base: cmp.Or(c.Base, l.base), scope: ldap.ScopeWholeSubtree, attribute: cmp.Or(c.NameAttribute, "name"),
		without: c.Without, filter: "(objectClass=group)",
	}
	if c.Scope == "one" {
		q.scope = ldap.ScopeSingleLevel
	}
	if extra := c.LDAPFilter(); extra != "" {
		q.filter = "(&" + q.filter + extra + ")"
	}
	return q
}
