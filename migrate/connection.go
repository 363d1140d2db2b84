package migrate

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Scheme is the kind of source that a Connection opens.
type Scheme string

// The schemes of a Connection.
const (
	LDAPS     Scheme = "ldaps" // LDAP over TLS
	LDAP      Scheme = "ldap"  // LDAP with StartTLS
	ADDomain  Scheme = "ad"    // a domain, whose domain controllers are found in DNS and used over LDAPS
	HTTP      Scheme = "http"  // a SCIM endpoint on this computer
	HTTPS     Scheme = "https" // a SCIM endpoint
	Entra     Scheme = "entra"
	Okta      Scheme = "okta"
	JumpCloud Scheme = "jumpcloud"
	PingOne   Scheme = "pingone"
	File      Scheme = "file"  // a file path
	Stdin     Scheme = "stdin" // "-"
)

// providerSchemes are the identity providers, in the order in which they are shown. The playbook and the list of
// providers use the same strings as ids.
var providerSchemes = []Scheme{Entra, Okta, JumpCloud, PingOne}

// ProviderSchemes returns the schemes of the identity providers, in the order in which they are shown.
func ProviderSchemes() []Scheme { return slices.Clone(providerSchemes) }

// IsProvider reports whether s is the scheme of an identity provider.
func (s Scheme) IsProvider() bool { return slices.Contains(providerSchemes, s) }

// ProviderSources returns an example source for every identity provider, such as "entra:APP, okta:APP".
func ProviderSources() string {
	all := make([]string, len(providerSchemes))
	for i, s := range providerSchemes {
		all[i] = string(s) + ":APP"
	}
	return strings.Join(all, ", ")
}

// Connection says where the groups of one side are read from and how to sign in there. Secret is never encoded; all
// other fields may be stored.
type Connection struct {
	// Location is the source as --ad and --scim accept it.
	Location string `json:"location"`
	// Format is the format of a file, if it can't be recognized from the content. Standard input always needs it.
	Format string `json:"format,omitempty"`

	User string `json:"user,omitempty"` // UPN or DOMAIN\user; empty for Kerberos with the ticket cache
	Auth string `json:"auth,omitempty"` // simple, ntlm or kerberos; empty to choose by the other fields
	// Keytab is the path of a Kerberos keytab that replaces the password.
	Keytab string `json:"keytab,omitempty"`
	// CAFile is a PEM file of further certificate authorities to trust.
	CAFile string `json:"ca_file,omitempty"`
	// SkipVerify turns TLS verification off. Every run over such a connection must warn about it.
	SkipVerify bool `json:"skip_verify,omitempty"`

	Base          string      `json:"base,omitempty"`           // AD: search base DN
	Scope         string      `json:"scope,omitempty"`          // AD: sub (default) or one
	Filter        string      `json:"filter,omitempty"`         // AD: additional LDAP filter (RFC 4515)
	NameAttribute string      `json:"name_attribute,omitempty"` // AD: name (default), cn, displayName or sAMAccountName
	Without       []GroupType `json:"without,omitempty"`        // AD: group types to leave out

	PageSize int           `json:"page_size,omitempty"` // SCIM: groups per request; 0 to choose automatically
	Timeout  time.Duration `json:"timeout,omitempty"`   // for connecting and for the first byte; 0 for the default

	// SAMLAttribute is the name of the attribute that holds groups in a SAML
	// response; empty to recognize it.
	SAMLAttribute string `json:"saml_attribute,omitempty"`

	// As is "saml" to read the names that an identity provider would send by SAML. Empty reads the names that it
	// provisions.
	As string `json:"as,omitempty"`

	// App identifies the app at the identity provider that Location was resolved to, by id and tenant. Empty if it
	// isn't known or Location isn't an app.
	App string `json:"app,omitempty"`

	// More are further sources of the same side, such as the other domains of a forest. Join reads all of them into one
	// list.
	More []Connection `json:"more,omitempty"`

	Secret Secret `json:"-"` // password or bearer token
	// InProcess says that the server runs in this program, as in the demo. Time limits don't apply to it, so that
	// results don't depend on the speed of the computer.
	InProcess bool `json:"-"`
}

// Scheme returns the kind of source that Location names. An unknown scheme is BadInput. So is a server address with
// a ? or #: what follows may be a key, and addresses are shown and stored. A one-letter scheme is a Windows drive
// and therefore a path.
func (c Connection) Scheme() (Scheme, error) {
	loc := c.Location
	if loc == "-" {
		return Stdin, nil
	}
	head, _, found := strings.Cut(loc, ":")
	if loc != "" && (!found || len(head) < 2 || strings.ContainsAny(head, `/\.`)) {
		return File, nil
	}
	s := Scheme(strings.ToLower(head))
	server := s == LDAPS || s == LDAP || s == ADDomain || s == HTTPS || s == HTTP
	if _, query := beforeQuery(loc); query && server {
		next := "leave out the ? or # and what follows"
		if s != HTTPS && s != HTTP {
			next += "; give the filter with --ad-filter; in a base DN write # as %23 and ? as %3F"
		}
		return "", &Problem{
			Class: BadInput, What: "cannot use " + Quote(withoutCredentials(loc)), Why: "there is a ? or # in the address",
			Next: next,
		}
	}
	switch {
	case s.IsProvider(), server && s != HTTP:
		return s, nil
	case s == HTTP:
		if u, err := url.Parse(loc); err == nil && IsLoopback(u.Hostname()) {
			return HTTP, nil
		}
		return "", &Problem{
			Class: BadInput, What: "cannot use " + Quote(withoutCredentials(loc)),
			Why: "plain http would send the token in the clear", Next: "use https:// (http:// is for loopback alone)",
		}
	}
	return "", &Problem{
		Class: BadInput, What: "cannot use " + Quote(withoutCredentials(loc)) + " as a source",
		Why:  "its kind is not known",
		Next: "give ldaps://host, ad://domain, https://host/scim/2.0, " + ProviderSources() + ", a file, or -",
	}
}

// Absolute returns the connection with an absolute path if it is a file, so that it can be opened from any working
// folder.
func (c Connection) Absolute() Connection {
	if c.hasScheme(File) {
		if path, err := filepath.Abs(c.Location); err == nil {
			c.Location = path
		}
	}
	return c
}

// hasScheme reports whether the connection has one of these schemes.
func (c Connection) hasScheme(to ...Scheme) bool {
	s, err := c.Scheme()
	return err == nil && slices.Contains(to, s)
}

// SpeaksSCIM reports whether the connection is to a SCIM endpoint.
func (c Connection) SpeaksSCIM() bool { return c.hasScheme(HTTPS, HTTP) }

// SpeaksLDAP reports whether the connection is to Active Directory.
func (c Connection) SpeaksLDAP() bool { return c.hasScheme(LDAPS, LDAP, ADDomain) }

// IsFile reports whether the connection is a file or standard input, where nothing can be changed.
func (c Connection) IsFile() bool { return c.hasScheme(File, Stdin) }

// OnlyFiles reports whether every source of the connection is a file, so that nothing can be changed.
func (c Connection) OnlyFiles() bool {
	return !slices.ContainsFunc(c.Sources(), func(one Connection) bool { return !one.IsFile() })
}

// ProviderApp returns the identity provider's scheme and the app that the connection names. ok is false if it names
// no provider.
func (c Connection) ProviderApp() (provider Scheme, app string, ok bool) {
	s, err := c.Scheme()
	if err != nil || !s.IsProvider() {
		return "", "", false
	}
	_, app, _ = strings.Cut(c.Location, ":")
	return s, app, true
}

// IsLoopback reports whether host is this computer.
func IsLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// Sources returns every source of the connection as a Connection of its own.
func (c Connection) Sources() []Connection {
	all := append([]Connection{c}, c.More...)
	all[0].More = nil
	return all
}

// JoinConnections returns one connection with all these sources, in this order. The first one must not have further
// sources. Sources is the inverse.
func JoinConnections(all []Connection) Connection {
	c := all[0]
	c.More = slices.Clone(all[1:])
	return c
}

// String returns the connection for messages: its location, or the base name of a file. It never contains a user, a
// password or a key from the URL.
func (c Connection) String() string {
	if len(c.More) > 0 {
		all := make([]string, 0, 1+len(c.More))
		for _, one := range c.Sources() {
			all = append(all, one.String())
		}
		return strings.Join(all, ", ")
	}
	s, err := c.Scheme()
	switch {
	case err != nil:
		return Quote(withoutCredentials(c.Location))
	case s == File:
		return filepath.Base(c.Location)
	case s == Stdin:
		return "standard input"
	}
	return withoutCredentials(c.Location)
}

// Quote returns untrusted text in double quotes, with all characters escaped that a terminal would act on.
func Quote(s string) string { return strconv.Quote(s) }
