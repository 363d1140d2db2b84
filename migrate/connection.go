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

// Scheme says what a Connection leads to.
type Scheme string

// What a connection can lead to.
const (
	LDAPS     Scheme = "ldaps" // LDAP over TLS
	LDAP      Scheme = "ldap"  // LDAP with StartTLS
	ADDomain  Scheme = "ad"    // a domain: the domain controllers are looked up in DNS, then LDAPS
	HTTP      Scheme = "http"  // a SCIM provider on loopback
	HTTPS     Scheme = "https" // a SCIM provider
	Entra     Scheme = "entra"
	Okta      Scheme = "okta"
	JumpCloud Scheme = "jumpcloud"
	PingOne   Scheme = "pingone"
	File      Scheme = "file"  // a path
	Stdin     Scheme = "stdin" // "-"
)

// providerSchemes are the identity providers, in the order in which they are shown. The
// playbook and the table of providers use the same words as ids.
var providerSchemes = []Scheme{Entra, Okta, JumpCloud, PingOne}

// ProviderSchemes lists the identity providers.
func ProviderSchemes() []Scheme { return slices.Clone(providerSchemes) }

// IsProvider reports whether it is an identity provider's.
func (s Scheme) IsProvider() bool { return slices.Contains(providerSchemes, s) }

// ProviderSources lists the providers as sources, such as "entra:APP, okta:APP".
func ProviderSources() string {
	all := make([]string, len(providerSchemes))
	for i, s := range providerSchemes {
		all[i] = string(s) + ":APP"
	}
	return strings.Join(all, ", ")
}

// Connection says where one side's groups come from and how to get in. The
// secret is never encoded; everything else may be remembered.
type Connection struct {
	// Location is a source as --ad and --scim take it.
	Location string `json:"location"`
	// Format names the format of a file where its content does not tell, and
	// must be set for standard input.
	Format string `json:"format,omitempty"`

	User string `json:"user,omitempty"` // UPN or DOMAIN\user; none means Kerberos from the ticket cache
	Auth string `json:"auth,omitempty"` // simple, ntlm or kerberos; empty: chosen from the rest
	// Keytab is the path of a Kerberos keytab to use in place of a password.
	Keytab string `json:"keytab,omitempty"`
	// CAFile is a PEM file of further certificate authorities to trust.
	CAFile string `json:"ca_file,omitempty"`
	// SkipVerify turns TLS verification off. Whoever opens such a connection
	// says so on every run.
	SkipVerify bool `json:"skip_verify,omitempty"`

	Base          string      `json:"base,omitempty"`           // AD: search base DN
	Scope         string      `json:"scope,omitempty"`          // AD: sub (default) or one
	Filter        string      `json:"filter,omitempty"`         // AD: a further LDAP filter (RFC 4515)
	NameAttribute string      `json:"name_attribute,omitempty"` // AD: name (default), cn, displayName or sAMAccountName
	Without       []GroupType `json:"without,omitempty"`        // AD: types to leave out

	PageSize int           `json:"page_size,omitempty"` // SCIM: groups to ask for at once; 0: chosen from what the provider says
	Timeout  time.Duration `json:"timeout,omitempty"`   // for the first byte of an answer, or to connect; 0: the usual

	// SAMLAttribute is the name of the attribute that holds groups in a SAML
	// response; empty to recognize it.
	SAMLAttribute string `json:"saml_attribute,omitempty"`

	// As is "saml" for the names that an identity provider would send by SAML; empty for
	// those that provisioning sends.
	As string `json:"as,omitempty"`

	// App is the app at the identity provider that Location was found to lead to, by its
	// id and its tenant; empty: not known, or no app.
	App string `json:"app,omitempty"`

	// More are further sources of the same side, such as the other domains of a
	// forest: their groups are read beside these into one list (Join).
	More []Connection `json:"more,omitempty"`

	Secret Secret `json:"-"` // password or bearer token
	// InProcess says that this program itself is the server, as in the demo: it answers as
	// soon as the machine can, so that no result depends on a time limit.
	InProcess bool `json:"-"`
}

// Scheme tells from Location what the connection leads to. An unknown scheme
// is BadInput, and so is a server's address with a ? or #: what follows may be a
// key, and addresses are shown and kept. A one-letter scheme is a Windows drive
// and so a path.
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
	if _, query := untilQuery(loc); query && server {
		next := "leave out the ? or # and what follows"
		if s != HTTPS && s != HTTP {
			next += "; give the filter with --ad-filter; in a base DN write # as %23 and ? as %3F"
		}
		return "", &Problem{
			Class: BadInput, What: "cannot use " + Quote(bare(loc)), Why: "there is a ? or # in the address",
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
			Class: BadInput, What: "cannot use " + Quote(bare(loc)),
			Why: "plain http would send the token in the clear", Next: "use https:// (http:// is for loopback alone)",
		}
	}
	return "", &Problem{
		Class: BadInput, What: "cannot use " + Quote(bare(loc)) + " as a source",
		Why:  "its kind is not known",
		Next: "give ldaps://host, ad://domain, https://host/scim/2.0, " + ProviderSources() + ", a file, or -",
	}
}

// Absolute is the connection with the whole path of its file, so that it leads there from
// any working folder.
func (c Connection) Absolute() Connection {
	if c.leads(File) {
		if path, err := filepath.Abs(c.Location); err == nil {
			c.Location = path
		}
	}
	return c
}

// leads reports whether the connection leads to one of these.
func (c Connection) leads(to ...Scheme) bool {
	s, err := c.Scheme()
	return err == nil && slices.Contains(to, s)
}

// SpeaksSCIM reports whether the connection leads to a SCIM endpoint.
func (c Connection) SpeaksSCIM() bool { return c.leads(HTTPS, HTTP) }

// SpeaksLDAP reports whether the connection leads to Active Directory.
func (c Connection) SpeaksLDAP() bool { return c.leads(LDAPS, LDAP, ADDomain) }

// IsFile reports whether the connection is a file or standard input, of which
// nothing can be changed.
func (c Connection) IsFile() bool { return c.leads(File, Stdin) }

// OnlyFiles reports whether all sources of the connection are files, so that none can be
// changed.
func (c Connection) OnlyFiles() bool {
	return !slices.ContainsFunc(c.Each(), func(one Connection) bool { return !one.IsFile() })
}

// ProviderApp returns the identity provider's scheme and the app that the
// connection leads to; false where it leads to neither.
func (c Connection) ProviderApp() (provider Scheme, app string, ok bool) {
	s, err := c.Scheme()
	if err != nil || !s.IsProvider() {
		return "", "", false
	}
	_, app, _ = strings.Cut(c.Location, ":")
	return s, app, true
}

// IsLoopback reports whether a host is this computer itself.
func IsLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// Each returns every source that the connection names, each by itself.
func (c Connection) Each() []Connection {
	all := append([]Connection{c}, c.More...)
	all[0].More = nil
	return all
}

// Several is one connection to all of these, in their order; the first must not have
// further sources itself. Each is its inverse.
func Several(all []Connection) Connection {
	c := all[0]
	c.More = slices.Clone(all[1:])
	return c
}

// String names the connection for people: its location, a file by its base
// name, and never a user, a password or a key that someone put into the URL.
func (c Connection) String() string {
	if len(c.More) > 0 {
		all := make([]string, 0, 1+len(c.More))
		for _, one := range c.Each() {
			all = append(all, one.String())
		}
		return strings.Join(all, ", ")
	}
	s, err := c.Scheme()
	switch {
	case err != nil:
		return Quote(bare(c.Location))
	case s == File:
		return filepath.Base(c.Location)
	case s == Stdin:
		return "standard input"
	}
	return bare(c.Location)
}

// Quote returns text from outside in double quotes, with everything that a
// terminal would act on escaped.
func Quote(s string) string { return strconv.Quote(s) }
