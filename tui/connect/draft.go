package connect

import (
	"errors"
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

	remember, keyring bool
	kept              migrate.Connection // the source from before: its secret, and settings that the form has no field for
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

// newDraft fills the form from a connection.
func newDraft(side migrate.Side, c migrate.Connection) *draft {
	d := &draft{
		side: side, kind: kinds[side][0].kind, user: c.User, ca: c.CAFile, base: c.Base, filter: c.Filter,
		name: c.NameAttribute, remember: true, kept: c,
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
	return c.SourcesWithSecrets()
}

// whole is the side with what the form says in its place among the others.
func (d *draft) whole() migrate.Connection {
	return migrate.JoinConnections(slices.Insert(slices.Clone(d.others), d.at, d.connection()))
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

// connection is what the form says, with what still applies of the settings that it has no
// fields for.
func (d *draft) connection() migrate.Connection {
	c := d.settings()
	if d.kind == migrate.File {
		return c
	}
	c.CAFile = strings.TrimSpace(d.ca)
	if d.isAD() {
		c.User, c.Base, c.Filter = strings.TrimSpace(d.user), strings.TrimSpace(d.base), strings.TrimSpace(d.filter)
		c.NameAttribute = strings.TrimSpace(d.name)
		if c.User != d.kept.User {
			c.Auth, c.Keytab = "", ""
		}
	}
	if c = c.SecretsFrom(d.kept); d.secret != "" {
		c.Secret, c.Keytab = migrate.NewSecret(d.secret), ""
	}
	return c
}

// settings are those of the source from before, at the address in the form. Another
// controller or domain, and another app of the same provider, keep the settings that choose
// which groups and names are read; any other address starts with none.
func (d *draft) settings() migrate.Connection {
	c := d.kept
	c.Location, c.Secret = d.location(), migrate.Secret{}
	was, _ := d.kept.Scheme()
	is, _ := c.Scheme()
	switch {
	case migrate.SameEndpoint(c.Location, d.kept.Location):
	case c.SpeaksLDAP() && d.kept.SpeaksLDAP(), is.IsProvider() && is == was:
		c.SkipVerify, c.App, c.InProcess = false, "", false
	default:
		c = migrate.Connection{Location: c.Location}
	}
	return c
}

// check says what is wrong with the form as it stands, field by field in their
// order, without asking anyone.
func (d *draft) check() error {
	c := d.connection()
	if all := c.Faults(d.kind); len(all) > 0 {
		return d.phrase(all[0])
	}
	if slices.ContainsFunc(d.others, c.SameGroups) {
		return errors.New("this source is connected already; enter another domain, base or filter")
	}
	return nil
}

// checkField returns the check of one field, which set puts what is typed into.
func (d *draft) checkField(field migrate.Field, set func(d *draft, typed string)) func(string) error {
	return func(typed string) error {
		with := *d
		set(&with, typed)
		for _, fault := range with.connection().Faults(d.kind) {
			if fault.Field == field {
				return d.phrase(fault)
			}
		}
		return nil
	}
}

var missing = map[migrate.Scheme]string{
	migrate.LDAPS: "enter the domain controller", migrate.LDAP: "enter the domain controller",
	migrate.ADDomain: "enter the domain", migrate.HTTPS: "enter the URL", migrate.File: "enter the path",
}

// faultWords phrase the faults that say the same in each kind of source.
var faultWords = map[migrate.Fault]string{
	migrate.FaultIPAddress: "enter a domain name such as corp.example.com; for an IP address, press esc and choose " +
		"a domain controller",
	migrate.FaultPort:   "enter the domain without a port",
	migrate.FaultNotWeb: "the URL must start with https://",
	migrate.FaultDN:     "enter a DN such as OU=Groups,DC=corp,DC=example,DC=com",
	migrate.FaultFilter: "this isn't an LDAP filter; enter one such as (cn=Dashlane*)",
}

// phrase says what to do about a fault, for the line under a field.
func (d *draft) phrase(f migrate.FieldFault) error {
	text := faultWords[f.Fault]
	switch f.Fault {
	case migrate.FaultMissing:
		text = missing[d.kind]
	case migrate.FaultChoice:
		text = "enter one of " + strings.Join(f.Field.Choices(), ", ")
	case migrate.FaultAddress:
		text = f.Err.Error()
		if p, is := errors.AsType[*migrate.Problem](f.Err); is {
			text = p.Why
		}
	case migrate.FaultNoHost:
		if text = "this isn't a host name"; d.kind == migrate.HTTPS {
			text = "the URL needs a host"
		}
	case migrate.FaultHoldsUser:
		if text = "enter the user in the User field"; d.kind == migrate.HTTPS {
			text = "enter the token in the Token field"
		}
	}
	return errors.New(text)
}
