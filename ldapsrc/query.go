package ldapsrc

import (
	"slices"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// query is which groups are wanted, and which of their attributes is the name.
type query struct {
	base      string // empty: the server's default naming context
	scope     int
	filter    string
	attribute string
	without   []migrate.GroupType
}

func parseQuery(c migrate.Connection, l location) (query, error) {
	q := query{scope: ldap.ScopeWholeSubtree, attribute: "name", without: c.Without}
	var err error
	if q.base, err = checkBase(c.Base, l.base); err != nil {
		return query{}, err
	}
	switch strings.ToLower(c.Scope) {
	case "", "sub":
	case "one":
		q.scope = ldap.ScopeSingleLevel
	default:
		return query{}, badInput("cannot use the scope "+migrate.Quote(c.Scope), "there are two scopes", "give sub or one")
	}
	if c.NameAttribute != "" {
		names := migrate.FieldName.Choices()
		i := slices.IndexFunc(names, func(a string) bool { return strings.EqualFold(a, c.NameAttribute) })
		if i < 0 {
			return query{}, badInput("cannot take names from "+migrate.Quote(c.NameAttribute),
				"it is not an attribute that holds a group's name", "give --ad-name name, cn, displayName or sAMAccountName")
		}
		q.attribute = names[i]
	}
	for _, t := range c.Without {
		if t != migrate.SecurityGroup && t != migrate.DistributionGroup && t != migrate.BuiltinGroup {
			return query{}, badInput("cannot leave out groups of type "+migrate.Quote(string(t)), "there is no such type",
				"give security, distribution or builtin")
		}
	}
	q.filter, err = groupFilter(c.Filter)
	return q, err
}

// groupFilter joins a filter of the user's (RFC 4515; the outer parentheses
// may be missing) to the one for groups.
func groupFilter(extra string) (string, error) {
	const groups = "(objectClass=group)"
	extra = strings.TrimSpace(extra)
	if extra == "" {
		return groups, nil
	}
	if !strings.HasPrefix(extra, "(") {
		extra = "(" + extra + ")"
	}
	// Compiled by itself first: what closes a parenthesis too many must not
	// reach beyond its own part of the whole.
	if _, err := ldap.CompileFilter(extra); err != nil {
		return "", badInput("cannot use the filter "+migrate.Quote(extra), "it is not an LDAP filter",
			"write it like (&(cn=EMEA*)(description=*)); see RFC 4515")
	}
	return "(&" + groups + extra + ")", nil
}
