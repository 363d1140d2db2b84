package ldapsrc

import (
	"net/url"
	"strings"

	"ad2scim/migrate"
)

// location is the parsed Location of a Connection.
type location struct {
	scheme migrate.Scheme
	host   string // a domain controller, or the domain with ad://
	port   string // empty for the default port
	base   string // search base DN; may be empty
}

// parseLocation parses ldaps://host[:port][/base-dn], ldap:// and ad:// (RFC 4516 without attributes, scope and
// filter). It returns an error for a connection with a fault.
func parseLocation(c migrate.Connection) (location, error) {
	scheme, err := c.Scheme()
	if err != nil {
		return location{}, err
	}
	if !c.SpeaksLDAP() {
		return location{}, badInput("cannot use "+migrate.Quote(c.Location)+" as Active Directory",
			"it is not an LDAP address", "give ldaps://host, ldap://host or ad://domain")
	}
	for _, fault := range c.Faults(scheme) {
		return location{}, fault.Err
	}
	u, err := url.Parse(c.Location)
	if err != nil {
		return location{}, err // can't happen: Faults has parsed it as a URL
	}
	return location{scheme: scheme, host: u.Hostname(), port: u.Port(), base: strings.TrimPrefix(u.Path, "/")}, nil
}

func badInput(what, why, next string) *migrate.Problem {
	return &migrate.Problem{Class: migrate.BadInput, What: what, Why: why, Next: next}
}
