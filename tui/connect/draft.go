package connect

import (
	"cmp"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// draft is what is in the form.
type draft struct {
	side    migrate.Side
	kind    migrate.Scheme
	address string // what follows the scheme, or a path or URL
	user    string
	secret  string
	ca      string
	name    string // the attribute that counts as the name
	base    string
	filter  string
	format  string

	remember, keyring bool
	kept              migrate.Connection // the source from before, whose secret is used if none is typed
	was               migrate.Scheme     // the kind that address and secret belong to

	others []migrate.Connection // the side's further sources
	at     int                  // the place of this source among them
}

// kindOf is a kind of source and its words.
type kindOf struct {
	kind migrate.Scheme
	word string
}

// kinds are the kinds of source that a side can have.
var kinds = map[migrate.Side][]kindOf{
	migrate.AD: {
		{migrate.LDAPS, "a domain controller, over LDAPS"},
		{migrate.LDAP, "a domain controller, over LDAP with StartTLS"},
		{migrate.ADDomain, "a domain: DNS finds its controllers"},
		{migrate.File, "a file: CSV, JSON, LDIF"},
	},
	migrate.SCIM: slices.Concat([]kindOf{{migrate.HTTPS, "a SCIM endpoint"}}, providerKinds(),
		[]kindOf{{migrate.File, "a file: CSV, JSON, SAML response, audit log"}}),
}

func providerKinds() (all []kindOf) {
	for _, s := range migrate.ProviderSchemes() {
		title := operation.ProviderTitle(playbook.IDP(s))
		all = append(all, kindOf{s, title + ": the groups assigned to the SSO app"})
	}
	return all
}

// nameAttributes are what can count as the name of a group in AD.
var nameAttributes = []string{"name", "cn", "displayName", "sAMAccountName"}

// newDraft fills the form from a connection.
func newDraft(side migrate.Side, c migrate.Connection) *draft {
	d := &draft{
		side: side, kind: kinds[side][0].kind, user: c.User, ca: c.CAFile, base: c.Base, filter: c.Filter,
		name: c.NameAttribute, format: c.Format, remember: true, kept: c,
	}
	scheme, err := c.Scheme()
	if c.Location == "" || err != nil {
		return d
	}
	d.kind, d.address = scheme, c.Location
	switch scheme {
	case migrate.HTTP:
		d.kind = migrate.HTTPS
	case migrate.HTTPS, migrate.File, migrate.Stdin:
	default:
		d.address = strings.TrimPrefix(c.Location[len(scheme)+1:], "//")
	}
	return d
}

// editDraft fills the form from one source of a side; one behind the last is a new
// source.
func editDraft(side migrate.Side, whole migrate.Connection, at int) *draft {
	all := sourcesOf(whole)
	if at >= len(all) {
		d := newDraft(side, migrate.Connection{})
		d.others, d.at = all, len(all)
		return d
	}
	d := newDraft(side, all[at])
	d.others, d.at = slices.Delete(all, at, at+1), at
	return d
}

// sourcesOf are the sources of a side, each with the secret that it signs in with; none if
// it is not set up.
func sourcesOf(c migrate.Connection) []migrate.Connection {
	if c.Location == "" {
		return nil
	}
	return c.EachSignedIn()
}

// whole is the side with what the form says in its place among the others.
func (d *draft) whole() migrate.Connection {
	return migrate.Several(slices.Insert(slices.Clone(d.others), d.at, d.connection()))
}

// changed drops what belongs to another kind of source: an address means nothing
// to it, and a typed secret is offered to no service but its own.
func (d *draft) changed(from migrate.Scheme) {
	controllers := []migrate.Scheme{migrate.LDAPS, migrate.LDAP}
	if d.kind == from || slices.Contains(controllers, d.kind) && slices.Contains(controllers, from) {
		return
	}
	d.address, d.secret = "", ""
}

func (d *draft) isAD() bool { return d.side == migrate.AD && d.kind != migrate.File }

// takesSecret reports whether a password or a token is entered for the source: not for a
// file, nor for a provider, which takes its credentials from the environment.
func (d *draft) takesSecret() bool { return d.isAD() || d.kind == migrate.HTTPS }

// location writes the source as --ad and --scim take it.
func (d *draft) location() string {
	a := strings.TrimSpace(d.address)
	switch {
	case slices.Contains([]migrate.Scheme{migrate.LDAPS, migrate.LDAP, migrate.ADDomain}, d.kind):
		return string(d.kind) + "://" + strings.TrimPrefix(a, string(d.kind)+"://")
	case d.kind.IsProvider():
		return string(d.kind) + ":" + strings.TrimPrefix(a, string(d.kind)+":")
	}
	return a
}

// connection is what the form says.
func (d *draft) connection() migrate.Connection {
	c := migrate.Connection{Location: d.location(), Format: d.format}
	if d.kind == migrate.File {
		return c
	}
	c.CAFile = strings.TrimSpace(d.ca)
	if d.isAD() {
		c.User, c.Base, c.Filter = strings.TrimSpace(d.user), strings.TrimSpace(d.base), strings.TrimSpace(d.filter)
		c.NameAttribute = strings.TrimSpace(d.name)
	}
	if c = c.SecretsFrom(d.kept); d.secret != "" {
		c.Secret = migrate.NewSecret(d.secret)
	}
	return c
}

// check says what is wrong with the form as it stands, field by field in their
// order, without asking anyone.
func (d *draft) check() error {
	return cmp.Or(d.checkAddress(d.address), d.checkUser(d.user), d.checkName(d.name), checkFilter(d.filter),
		d.checkDouble())
}

func (d *draft) checkAddress(a string) error {
	a = strings.TrimSpace(a)
	with := *d
	with.address = a
	location := with.location()
	switch {
	case a == "":
		return errors.New(cmp.Or(missing[d.kind], "enter the app"))
	case d.kind == migrate.File:
		return nil
	case d.kind == migrate.HTTPS:
		return checkURL(location)
	case !d.isAD():
		return nil
	}
	if _, err := with.connection().Scheme(); err != nil {
		return whyNot(err)
	}
	u, err := url.Parse(location)
	switch {
	case err != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, " \t"):
		return errors.New("this isn't a host name")
	case u.User != nil:
		return errors.New("enter the user in the User field")
	case d.kind == migrate.ADDomain && isAddress(u.Hostname()):
		return errors.New("enter a domain name such as corp.example.com; for an IP address, press esc and choose " +
			"a domain controller")
	}
	return nil
}

// checkDouble refuses a source that the side has already.
func (d *draft) checkDouble() error {
	c := d.connection()
	for _, o := range d.others {
		if o.Location == c.Location && o.Base == c.Base && o.Filter == c.Filter {
			return errors.New("this source is connected already; enter another domain, base or filter")
		}
	}
	return nil
}

var missing = map[migrate.Scheme]string{
	migrate.LDAPS: "enter the domain controller", migrate.LDAP: "enter the domain controller",
	migrate.ADDomain: "enter the domain", migrate.HTTPS: "enter the URL", migrate.File: "enter the path",
}

func checkURL(s string) error {
	scheme, err := migrate.Connection{Location: s}.Scheme()
	u, parse := url.Parse(s)
	switch {
	case !strings.Contains(s, "://"):
		return errors.New("the URL must start with https://")
	case err != nil:
		return whyNot(err)
	case scheme != migrate.HTTPS && scheme != migrate.HTTP:
		return errors.New("the URL must start with https://")
	case parse != nil || u.Hostname() == "":
		return errors.New("the URL needs a host")
	case u.User != nil:
		return errors.New("enter the token in the Token field")
	}
	return nil
}

// whyNot is the reason alone, for the line under a field.
func whyNot(err error) error {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return errors.New(p.Why)
	}
	return err
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func (d *draft) checkUser(u string) error {
	u = strings.TrimSpace(u)
	if !d.isAD() || u == "" || strings.Contains(u, "@") || strings.Contains(u, `\`) {
		return nil
	}
	return errors.New(`enter the user as user@domain or DOMAIN\user`)
}

func (d *draft) checkName(n string) error {
	if n = strings.TrimSpace(n); !d.isAD() || n == "" || slices.Contains(nameAttributes, n) {
		return nil
	}
	return errors.New("enter one of " + strings.Join(nameAttributes, ", "))
}

// checkFilter looks at the brackets alone; the server knows the rest.
func checkFilter(f string) error {
	f = strings.TrimSpace(f)
	switch {
	case f == "":
		return nil
	case !strings.HasPrefix(f, "(") || !strings.HasSuffix(f, ")"):
		return errors.New("enclose the filter in parentheses, such as (cn=Dashlane*)")
	case strings.Count(f, "(") != strings.Count(f, ")"):
		return errors.New("the filter's parentheses don't match")
	}
	return nil
}
