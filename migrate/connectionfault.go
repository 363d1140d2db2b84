package migrate

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Field names a field of a Connection, as its JSON does.
type Field string

// The fields that are checked before a server is asked.
const (
	FieldLocation Field = "location"
	FieldUser     Field = "user"
	FieldAuth     Field = "auth"
	FieldName     Field = "name_attribute"
	FieldScope    Field = "scope"
	FieldFilter   Field = "filter"
	FieldAs       Field = "as"
	FieldWithout  Field = "without"
)

// choices are the fields that hold one of a few words.
var choices = map[Field][]string{
	FieldAuth:    {"simple", "ntlm", "kerberos"},
	FieldName:    {"name", "cn", "displayName", "sAMAccountName"},
	FieldScope:   {"sub", "one"},
	FieldAs:      {"saml", "scim"},
	FieldWithout: {string(DistributionGroup), string(BuiltinGroup), string(SecurityGroup)},
}

// Choices lists the words that a field can hold; none where it is free.
func (f Field) Choices() []string { return slices.Clone(choices[f]) }

// Fault says what is wrong with a field.
type Fault int

// The faults of a field.
const (
	FaultMissing    Fault = iota // it is empty
	FaultChoice                  // it isn't one of Field.Choices
	FaultAddress                 // Connection.Scheme refuses the address; FieldFault.Err says why
	FaultNoHost                  // the address has no host that could be one
	FaultHoldsUser               // the address holds a user name or a password
	FaultIPAddress               // an IP address stands for a domain
	FaultNotWeb                  // the address of a SCIM endpoint isn't a URL with https://
	FaultNoDomain                // the user is neither user@domain nor DOMAIN\user
	FaultNoBrackets              // the filter has no parentheses around it
	FaultUnbalanced              // the filter's parentheses don't match
)

// FieldFault is one fault of a connection.
type FieldFault struct {
	Field Field
	Fault Fault
	Value string
	Err   error
}

// Faults lists what shows without asking a server to be wrong with a source of a kind, in
// the order in which a form has the fields: at most one for each. A provider's app, a base DN
// and what is inside a filter are left to the server.
func (c Connection) Faults(kind Scheme) (all []FieldFault) {
	if fault, wrong := c.addressFault(kind); wrong {
		all = append(all, fault)
	}
	if !slices.Contains([]Scheme{LDAPS, LDAP, ADDomain}, kind) {
		return append(all, c.ChoiceFaults()...)
	}
	if c.User != "" && !strings.ContainsAny(c.User, `@\`) {
		all = append(all, FieldFault{Field: FieldUser, Fault: FaultNoDomain, Value: c.User})
	}
	all = append(all, c.ChoiceFaults()...)
	filter := FieldFault{Field: FieldFilter, Value: c.Filter}
	switch f := c.Filter; {
	case f == "":
		return all
	case !strings.HasPrefix(f, "(") || !strings.HasSuffix(f, ")"):
		filter.Fault = FaultNoBrackets
	case strings.Count(f, "(") != strings.Count(f, ")"):
		filter.Fault = FaultUnbalanced
	default:
		return all
	}
	return append(all, filter)
}

// ChoiceFaults lists the fields that hold none of their Choices.
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
			one.Fault = FaultChoice
			all = append(all, one)
		}
	}
	return all
}

// addressFault finds what is wrong with the address of a source of a kind.
func (c Connection) addressFault(kind Scheme) (fault FieldFault, wrong bool) {
	fault = FieldFault{Field: FieldLocation, Value: c.Location}
	is := func(f Fault) (FieldFault, bool) {
		fault.Fault = f
		return fault, true
	}
	_, rest, named := strings.Cut(c.Location, ":")
	web := kind == HTTPS || kind == HTTP
	switch {
	case c.Location == "", !web && kind != File && kind != Stdin && named && strings.Trim(rest, "/") == "":
		return is(FaultMissing)
	case kind == File, kind == Stdin, kind.IsProvider():
		return fault, false
	case web && !strings.Contains(c.Location, "://"):
		return is(FaultNotWeb)
	}
	scheme, err := c.Scheme()
	if err != nil {
		fault.Err = err
		return is(FaultAddress)
	}
	u, err := url.Parse(c.Location)
	switch {
	case web && scheme != HTTPS && scheme != HTTP:
		return is(FaultNotWeb)
	case err != nil, u.Hostname() == "", strings.ContainsAny(u.Host, " \t"):
		return is(FaultNoHost)
	case c.HoldsUser():
		return is(FaultHoldsUser)
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil && kind == ADDomain {
		return is(FaultIPAddress)
	}
	return fault, false
}

// HoldsUser reports whether the address holds a user name or a password, which others could
// see there.
func (c Connection) HoldsUser() bool {
	u, err := url.Parse(c.Location)
	return err == nil && u.Host != "" && u.User != nil
}

// SameGroups reports whether two sources of a side would be the same list: the same address,
// base and filter.
func (c Connection) SameGroups(other Connection) bool {
	return c.Location == other.Location && c.Base == other.Base && c.Filter == other.Filter
}
