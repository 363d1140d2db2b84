package ldapsrc

import (
	"slices"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// memberKinds maps object classes to kinds (MS-ADSC), the most specific first: a computer is also a user.
var memberKinds = []struct {
	class string
	kind  migrate.MemberKind
}{
	{"group", migrate.GroupMember},
	{"computer", migrate.ComputerMember},
	{"foreignSecurityPrincipal", migrate.ForeignMember},
	{"contact", migrate.ContactMember},
	{"user", migrate.UserMember},
	{"inetOrgPerson", migrate.UserMember},
}

func kindOf(classes []string) migrate.MemberKind {
	for _, k := range memberKinds {
		if slices.ContainsFunc(classes, func(c string) bool { return strings.EqualFold(c, k.class) }) {
			return k.kind
		}
	}
	return migrate.UnknownMember
}

// unresolvedMember returns a member that the server lists but doesn't return: it is in another domain of the
// forest, whose objects only that domain's controllers have, or it is deleted, or hidden from this account.
func unresolvedMember(dn, domain string) migrate.Member {
	m := migrate.Member{DN: dn, Kind: migrate.DeletedMember, Name: dn}
	parsed, err := ldap.ParseDN(dn)
	if err != nil || len(parsed.RDNs) == 0 {
		m.Kind = migrate.UnknownMember
		return m
	}
	m.Name = parsed.RDNs[0].Attributes[0].Value
	// A deleted object is named "name", line feed, "DEL:", objectGUID (MS-ADTS section 3.1.1.5.5).
	name, _, deleted := strings.Cut(m.Name, "\nDEL:")
	if deleted {
		m.Name = name
	} else if own, err := ldap.ParseDN(domain); err == nil && !strings.EqualFold(domainPart(parsed), domainPart(own)) {
		m.Kind = migrate.ForeignMember
	}
	return m
}

// domainPart returns the DC components at the end of a DN.
func domainPart(dn *ldap.DN) string {
	i := len(dn.RDNs)
	for i > 0 && strings.EqualFold(dn.RDNs[i-1].Attributes[0].Type, "DC") {
		i--
	}
	return (&ldap.DN{RDNs: dn.RDNs[i:]}).String()
}
