package migrate

import "strings"

// SharesSecret reports whether the secret of one connection may be sent to the other: both sign in to AD with the
// same account, or both are the same SCIM endpoint. Any other service would learn a secret that isn't its own, and
// a domain would count it as a wrong password. There is one exception, documented where the two are connected: the
// endpoint at Dashlane uses the token of the SCIM side.
func (c Connection) SharesSecret(with Connection) bool {
	switch {
	case c.SpeaksLDAP() && with.SpeaksLDAP():
		return c.User == with.User && c.User != "" && (namesDomain(c.User) || c.Location == with.Location)
	case c.SpeaksSCIM() && with.SpeaksSCIM():
		return SameEndpoint(c.Location, with.Location)
	}
	return false
}

// namesDomain reports whether an account name includes its domain: a UPN, DOMAIN\user or a DN. Each domain resolves
// a bare name to an account of its own (MS-ADTS section 5.1.1.1.1).
func namesDomain(account string) bool { return strings.ContainsAny(account, `@\=`) }

// SameEndpoint reports whether two addresses are the same SCIM endpoint.
func SameEndpoint(a, b string) bool { return strings.TrimRight(a, "/") == strings.TrimRight(b, "/") }

// SourcesWithSecrets is like Sources, with the secret filled in: a source without its own secret gets the first one's,
// if SharesSecret permits it.
func (c Connection) SourcesWithSecrets() []Connection {
	all := c.Sources()
	for i, one := range all {
		if one.Secret.IsZero() && one.SharesSecret(c) {
			all[i].Secret = c.Secret
		}
	}
	return all
}

// SecretsFrom returns the connection with secrets from another one. The order of preference is: a secret for the
// same address, a shared secret, the source's own.
func (c Connection) SecretsFrom(other Connection) Connection {
	all := c.Sources()
	for i, one := range all {
		found := false
		for _, o := range other.Sources() {
			exact := o.Location == one.Location
			if one.SharesSecret(o) && !o.Secret.IsZero() && (exact || !found) {
				all[i].Secret, found = o.Secret, true
			}
		}
	}
	return JoinConnections(all)
}
