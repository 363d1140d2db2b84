package fix

import (
	"strings"

	"github.com/go-ldap/ldap/v3"
	"golang.org/x/text/cases"

	"ad2scim/migrate"
)

// space is where a name should be unique: in Active Directory a container for the common name (MS-ADTS section
// 3.1.1.3.1.2.1) and the domain for sAMAccountName (section 3.1.1.5.1.2); at a provider the list of groups.
type space struct {
	side      migrate.Side
	attribute migrate.Attribute
	container string
}

// spaceOf returns the space in which the value of an attribute must be unique.
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

// exclusive reports whether a server may refuse the fix's name for a second object. AD permits duplicates of any
// other attribute, such as displayName; a temporary name would then be unnecessary, and would be passed on by
// syncs.
func exclusive(f Fix) bool {
	return f.Side != migrate.AD || f.Attribute == migrate.CommonName || f.Attribute == migrate.SAMAccountName
}

// domainOf returns the DNS name of the domain of a DN (RFC 2247 section 3), in lower case, or "" if the DN has
// none.
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

// fold returns a key that ignores case, as servers do. A name that isn't valid UTF-8 is its own key.
func fold(name string) string { return cases.Fold().String(name) }

// parentOf returns the DN of the container of an object.
func parentOf(dn string) string {
	_, parent := splitDN(dn)
	return parent
}

// splitDN splits a DN after its first RDN (RFC 4514 section 2.3), at the first comma that isn't escaped.
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

// renamed returns the DN of an object after its common name is changed.
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

// escapeRDN escapes the value of an RDN (RFC 4514 section 2.4), and the equals sign too, as RFC 2253 required and
// Samba still does.
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
