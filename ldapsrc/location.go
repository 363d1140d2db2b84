package ldapsrc

import (
	"net"
	"net/url"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// location is what a Connection's Location says.
type location struct {
	scheme migrate.Scheme
	host   string // a domain controller, or the domain with ad://
	port   string // empty for the usual one
	base   string // search base DN, or empty
}

// parseLocation reads ldaps://host[:port][/base-dn], ldap:// and ad:// (the
// form of RFC 4516 without its attributes, scope and filter).
func parseLocation(c migrate.Connection) (location, error) {
	scheme, err := c.Scheme()
	if err != nil {
		return location{}, err
	}
	if scheme != migrate.LDAPS && scheme != migrate.LDAP && scheme != migrate.ADDomain {
		return location{}, badInput("cannot use "+migrate.Quote(c.Location)+" as Active Directory",
			"it is not an LDAP address", "give ldaps://host, ldap://host or ad://domain")
	}
	what := "cannot use " + migrate.Quote(c.String())
	u, err := url.Parse(c.Location)
	if err != nil {
		return location{}, badInput("cannot use the address of Active Directory", "it is not a valid URL",
			"give ldaps://host[:port][/base-dn]; in a base DN write % as %25, # as %23 and ? as %3F")
	}
	if u.User != nil {
		return location{}, badInput(what, "it holds a user name",
			"give the user with --ad-user and the password in AD2SCIM_AD_PASSWORD")
	}
	l := location{scheme: scheme, host: u.Hostname(), port: u.Port(), base: strings.TrimPrefix(u.Path, "/")}
	if l.host == "" {
		return location{}, badInput(what, "it names no host", "give "+string(scheme)+"://host")
	}
	if scheme == migrate.ADDomain {
		if l.port != "" {
			return location{}, badInput(what, "a domain has no port", "give ldaps://host:port for one domain controller")
		}
		if net.ParseIP(l.host) != nil {
			return location{}, badInput(what, "ad:// takes the DNS name of a domain",
				"give ldaps://"+l.host+" for one domain controller")
		}
	}
	return l, nil
}

// checkBase returns the first DN that is given, checked.
func checkBase(candidates ...string) (string, error) {
	for _, dn := range candidates {
		if dn == "" {
			continue
		}
		if _, err := ldap.ParseDN(dn); err != nil {
			return "", badInput("cannot search below "+migrate.Quote(dn), "it is not a distinguished name",
				`write it like OU=Groups,DC=corp,DC=example,DC=com, with a backslash before a comma inside a name`)
		}
		return dn, nil
	}
	return "", nil
}

func badInput(what, why, next string) *migrate.Problem {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next}
}
