package migrate

import "strings"

// SharesSecret reports whether what one connection signs in with may be sent to the other:
// both lead to AD with the same account, or to the same SCIM endpoint. Every other service
// would learn a secret that isn't its own, and a domain would count it as a wrong password.
// One exception is promised where the two are connected: the endpoint at Dashlane uses the
// token of the SCIM side.
func (c Connection) SharesSecret(with Connection) bool {
	switch {
	case c.SpeaksLDAP() && with.SpeaksLDAP():
		return c.User == with.User && c.User != "" && (namesDomain(c.User) || c.Location == with.Location)
	case c.SpeaksSCIM() && with.SpeaksSCIM():
		return SameEndpoint(c.Location, with.Location)
	}
	return false
}

// namesDomain reports whether an account is the same one wherever it is used: a UPN,
// DOMAIN\user or a DN, not a bare name, which each domain reads as one of its own (MS-ADTS
// section 5.1.1.1.1).
func namesDomain(account string) bool { return strings.ContainsAny(account, `@\=`) }

// SameEndpoint reports whether two addresses are those of one SCIM endpoint.
func SameEndpoint(a, b string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(b, "/") }

// EachSignedIn is Each, where every source has the secret that it signs in with: its own,
// else the first one's where it shares that.
func (c Connection) EachSignedIn() []Connection {
	all := c.Each()
	for i, one := range all {
		if one.Secret.IsZero() && one.SharesSecret(c) {
			all[i].Secret = c.Secret
		}
	}
	return all
}

// SecretsFrom is the connection with the secrets that another one has for its sources. One
// for the same address goes before one that is shared, and both before the source's own.
func (c Connection) SecretsFrom(other Connection) Connection {
	all := c.Each()
	for i, one := range all {
		found := false
		for _, o := range other.Each() {
			exact := o.Location == one.Location
			if one.SharesSecret(o) && !o.Secret.IsZero() && (exact || !found) {
				all[i].Secret, found = o.Secret, true
			}
		}
	}
	return Several(all)
}
