package migrate

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// Field is the JSON name of a field of a Connection.
type Field string

// The fields that Connection.Faults checks.
const (
	FieldLocation Field = "location"
	FieldAuth     Field = "auth"
	FieldName     Field = "name_attribute"
	FieldBase     Field = "base"
	FieldScope    Field = "scope"
	FieldFilter   Field = "filter"
	FieldAs       Field = "as"
	FieldWithout  Field = "without"
)

// choices are the permitted values of the fields that have a fixed set.
var choices = map[Field][]string{
	FieldAuth:    {"simple", "ntlm", "kerberos"},
	FieldName:    {"name", "cn", "displayName", "sAMAccountName"},
	FieldScope:   {"sub", "one"},
	FieldAs:      {"saml", "scim"},
	FieldWithout: {string(DistributionGroup), string(BuiltinGroup), string(SecurityGroup)},
}

// Choices returns the permitted values of a field, or nil if any value is permitted.
func (f Field) Choices() []string { return slices.Clone(choices[f]) }

// Fault is what is wrong with a field.
type Fault int

// The faults that a field can have.
const (
	FaultMissing   Fault = iota // it is empty
	FaultChoice                 // it isn't one of Field.Choices
	FaultAddress                // Connection.Scheme rejects the address; FieldFault.Err has the reason
	FaultNoHost                 // the address has no valid host
	FaultHoldsUser              // the address contains a user name or a password, which others could see
	FaultIPAddress              // an IP address in place of a domain
	FaultPort                   // a domain has a port
	FaultNotWeb                 // the address of a SCIM endpoint isn't a URL with https://
	FaultDN                     // it isn't a valid distinguished name
	FaultFilter                 // it isn't a valid LDAP filter
)

// FieldFault is one invalid field of a connection. Err describes it as a BadInput problem.
type FieldFault struct {
	Field Field
	Fault Fault
	Value string
	Err   error
}

// Faults returns what is wrong with the connection as a source of this kind, as far as it shows without asking a
// server: at most one fault for each field, the address first. Forms, commands and everything that opens a source
// use this check and no other.
func (c Connection) Faults(kind Scheme) (all []FieldFault) {
	if fault, wrong := c.addressFault(kind); wrong {
		all = append(all, fault)
	}
	all = append(all, c.ChoiceFaults()...)
	if !kind.isLDAP() {
		return all
	}
	if c.Base != "" && !isDN(c.Base) {
		all = append(all, notDN(FieldBase, c.Base))
	}
	if filter := c.LDAPFilter(); filter != "" {
		if _, err := ldap.CompileFilter(filter); err != nil {
			all = append(all, FieldFault{FieldFilter, FaultFilter, c.Filter, &Problem{
				Class: BadInput, What: "cannot use the filter " + Quote(filter), Why: "it is not an LDAP filter",
				Next: "write it like (&(cn=EMEA*)(description=*)); see RFC 4515",
			}})
		}
	}
	return all
}

func (s Scheme) isLDAP() bool { return s == LDAPS || s == LDAP || s == ADDomain }

// LDAPFilter returns Filter with its outer parentheses (RFC 4515), which an admin may leave out.
func (c Connection) LDAPFilter() string {
	filter := strings.TrimSpace(c.Filter)
	if filter != "" && !strings.HasPrefix(filter, "(") {
		filter = "(" + filter + ")"
	}
	return filter
}

func isDN(text string) bool {
	_, err := ldap.ParseDN(text)
	return err == nil
}

func notDN(field Field, dn string) FieldFault {
	return FieldFault{field, FaultDN, dn, &Problem{
		Class: BadInput, What: "cannot search below " + Quote(dn), Why: "it is not a distinguished name",
		Next: "write it like OU=Groups,DC=corp,DC=example,DC=com, with a backslash before a comma inside a name",
	}}
}

// ChoiceFaults returns the fields whose value isn't one of their Choices.
func (c Connection) ChoiceFaults() (all []FieldFault) {
	held := []FieldFault{
		{Field: FieldAuth, Value: c.Auth},
		{Field: FieldName, Value: c.NameAttribute},
		{Field: FieldScope, Value: c.Scope},
		{Field: FieldAs, Value: c.As},
	}
	for _, kind := range c.Without {
		held = append(held, FieldFault{Field: FieldWithout, Value: string(kind)})
	}
	for _, one := range held {
		if one.Value != "" && !slices.Contains(choices[one.Field], one.Value) {
			one.Fault, one.Err = FaultChoice, &Problem{
				Class: BadInput, What: "cannot use " + Quote(one.Value) + " as " + string(one.Field), Why: "there is no such choice",
				Next: "give one of " + strings.Join(choices[one.Field], ", "),
			}
			all = append(all, one)
		}
	}
	return all
}

// addressFault returns what is wrong with the address of a source of this kind. wrong is false if nothing is.
func (c Connection) addressFault(kind Scheme) (fault FieldFault, wrong bool) {
	as, form := "", string(kind)+"://host"
	if web := kind == HTTPS || kind == HTTP; web {
		as, form = " as a SCIM endpoint", "https://host/scim/2.0"
	}
	is := func(fault Fault, why, next string) (FieldFault, bool) {
		return FieldFault{FieldLocation, fault, c.Location, &Problem{
			Class: BadInput, What: "cannot use " + Quote(withoutCredentials(c.Location)) + as, Why: why, Next: next,
		}}, true
	}
	_, rest, _ := strings.Cut(c.Location, ":")
	scheme, err := c.Scheme()
	u, notURL := url.Parse(c.Location)
	switch {
	case c.Location == "", kind.isLDAP() && scheme == kind && strings.Trim(rest, "/") == "":
		return is(FaultMissing, "it names no host", "give "+form)
	case kind == File, kind == Stdin, kind.IsProvider():
		return fault, false
	case notURL == nil && u.Host != "" && u.User != nil:
		return is(FaultHoldsUser, "it holds a user name or a password", "give the user and the password apart from the address")
	case as != "" && !strings.Contains(c.Location, "://"):
		return is(FaultNotWeb, "it is not a web address", "give "+form)
	case err != nil:
		return FieldFault{FieldLocation, FaultAddress, c.Location, err}, true
	case as != "" && scheme != HTTPS && scheme != HTTP:
		return is(FaultNotWeb, "it is not a web address", "give "+form)
	case notURL != nil:
		if kind.isLDAP() {
			form += "; in a base DN write % as %25, # as %23 and ? as %3F"
		}
		return is(FaultNoHost, "it is not a valid URL", "give "+form)
	case u.Hostname() == "":
		return is(FaultNoHost, "it names no host", "give "+form)
	case kind == ADDomain && u.Port() != "":
		return is(FaultPort, "a domain has no port", "give ldaps://host:port for one domain controller")
	case kind == ADDomain && isIP(u.Hostname()):
		return is(FaultIPAddress, "ad:// takes the DNS name of a domain",
			"give ldaps://"+u.Hostname()+" for one domain controller")
	}
	base := strings.TrimPrefix(u.Path, "/")
	return notDN(FieldLocation, base), kind.isLDAP() && c.Base == "" && !isDN(base)
}

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// SameGroups reports whether two sources would read the same list: the same address, base and filter.
func (c Connection) SameGroups(other Connection) bool {
	return c.Location == other.Location && c.Base == other.Base && c.Filter == other.Filter
}
