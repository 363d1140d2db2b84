package fix

import (
	"strings"

	"github.com/go-ldap/ldap/v3"
	"golang.org/x/text/cases"

	"ad2scim/migrate"
)

// space is where a name should be held by one object alone: in Active Directory a
// container for the common name (MS-ADTS section 3.1.1.3.1.2.1) and the domain
// for sAMAccountName (section 3.1.1.5.1.2); at a provider the list of groups.
type space struct {
	side      migrate.Side
	attribute migrate.Attribute
	container string
}

// spaceOf returns where the value of an attribute must be the only one.
func spaceOf(side migrate.Side, attribute migrate.Attribute, dn string) space {
	s := space{side: side, attribute: attribute}
	switch {
	case side == migrate.AD && attribute == migrate.CommonName:
		s.container = fold(parentOf(dn))
	case side == migrate.AD:
		s.container = domainOf(dn)
	}
	return s
}

// exclusive reports whether a server may refuse the fix's name to a second object. AD gives any
// other attribute, such as displayName, to several: a temporary name would only be seen
// by whatever is synced from it.
func exclusive(f Fix) bool {
	return f.Side != migrate.AD || f.Attribute == migrate.CommonName || f.Attribute == migrate.SAMAccountName
}

// domainOf returns the DNS name of the domain that a DN is in (RFC 2247 section 3),
// in small letters; empty where the DN has none.
func domainOf(dn string) string {
	var labels []string
	for dn != "" {
		var rdn string
		rdn, dn = splitDN(dn)
		if kind, label, _ := strings.Cut(rdn, "="); strings.EqualFold(strings.TrimSpace(kind), "dc") {
			labels = append(labels, strings.ToLower(strings.TrimSpace(label)))
		}
	}
	return strings.Join(labels, ".")
}

// fold makes a key in which names that differ in case alone are equal, as
// servers compare them. A name that is not valid UTF-8 is its own key.
func fold(name string) string { return cases.Fold().String(name) }

// parentOf returns the DN of the container that an object is in.
func parentOf(dn string) string {
	_, parent := splitDN(dn)
	return parent
}

// splitDN parts a DN after its first RDN (RFC 4514 section 2.3): at the first
// comma that no backslash precedes.
func splitDN(dn string) (rdn, parent string) {
	for i := 0; i < len(dn); i++ {
		switch dn[i] {
		case '\\':
			i++
		case ',':
			return dn[:i], dn[i+1:]
		}
	}
	return dn, ""
}

// renamed returns the DN that an object has after its common name is changed.
func renamed(dn, name string) string {
	rdn, parent := splitDN(dn)
	kind, _, found := strings.Cut(rdn, "=")
	if !found {
		return dn
	}
	dn = kind + "=" + escapeRDN(name)
	if parent != "" {
		dn += "," + parent
	}
	return dn
}

// escapeRDN escapes the value of an RDN (RFC 4514 section 2.4), and the equals
// sign too: RFC 2253 asked for that, and Samba still does.
func escapeRDN(value string) string { return strings.ReplaceAll(ldap.EscapeDN(value), "=", `\=`) }

// commonName returns the value of a DN's first RDN.
func commonName(dn string) (string, bool) {
	rdn, _ := splitDN(dn)
	parsed, err := ldap.ParseDN(rdn)
	if err != nil || len(parsed.RDNs) != 1 || len(parsed.RDNs[0].Attributes) != 1 {
		return "", false
	}
	return parsed.RDNs[0].Attributes[0].Value, true
}
