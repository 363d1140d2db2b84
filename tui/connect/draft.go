package connect

import (
	"errors"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// draft holds the values of the form.
type draft struct {
	side    migrate.Side
	kind    migrate.Scheme
	address string // the location without its scheme, or a path or URL
	user    string
	secret  string
	ca      string
	name    string // the attribute to use as the name
	base    string
	filter  string

	remember, keyring bool
	original          migrate.Connection // the connection being edited: its secret, and settings without a field
	typedKind         migrate.Scheme     // the kind that address and secret were typed for

	others []migrate.Connection // the side's other sources
	at     int                  // the index of this source among them
}

// sourceKind is a kind of source and its label.
type sourceKind struct {
	kind  migrate.Scheme
	label string
}

// kinds lists the kinds of source for each side.
var kinds = map[migrate.Side][]sourceKind{
	migrate.AD: {
		{migrate.LDAPS, "a domain controller, over LDAPS"},
		{migrate.LDAP, "a domain controller, over LDAP with StartTLS"},
		{migrate.ADDomain, "a domain: DNS finds its controllers"},
		{migrate.File, "a file: CSV, JSON, LDIF"},
	},
	migrate.SCIM: slices.Concat([]sourceKind{{migrate.HTTPS, "a SCIM endpoint"}}, providerKinds(),
		[]sourceKind{{migrate.File, "a file: CSV, JSON, SAML response, audit log"}}),
}

func providerKinds() (all []sourceKind) {
	for _, s := range migrate.ProviderSchemes() {
		title := operation.ProviderTitle(playbook.IDP(s))
		all = append(all, sourceKind{s, title + ": the groups assigned to the SSO app"})
	}
	return all
}

// newDraft returns a form filled from a connection.
func newDraft(side migrate.Side, c migrate.Connection) *draft {
	d := &draft{
		side: side, kind: kinds[side][0].kind, user: c.User, ca: c.CAFile, base: c.Base, filter: c.Filter,
		name: c.NameAttribute, remember: true, original: c,
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

// editDraft returns a form filled from one source of a side. An index after the last one stands
// for a new source.
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

// sourcesOf returns the sources of a side, each with its own secret, or none if the side isn't
// set up.
func sourcesOf(c migrate.Connection) []migrate.Connection {
	if c.Location == "" {
		return nil
	}
	return c.SourcesWithSecrets()
}

// sideConnection is the connection of the whole side, with this source among the others.
func (d *draft) sideConnection() migrate.Connection {
	return migrate.JoinConnections(slices.Insert(slices.Clone(d.others), d.at, d.connection()))
}

// clearForeign clears what belongs to another kind of source, so that a typed secret is sent only to
// the service it was typed for.
func (d *draft) clearForeign(from migrate.Scheme) {
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

// connection returns what the form describes, with the settings that have no field and still
// apply.
func (d *draft) connection() migrate.Connection {
	c := d.settings()
	if d.kind == migrate.File {
		return c
	}
	c.CAFile = strings.TrimSpace(d.ca)
	if d.isAD() {
		c.User, c.Base, c.Filter = strings.TrimSpace(d.user), strings.TrimSpace(d.base), strings.TrimSpace(d.filter)
		c.NameAttribute = strings.TrimSpace(d.name)
		if c.User != d.original.User {
			c.Auth, c.Keytab = "", ""
		}
	}
	if c = c.SecretsFrom(d.original); d.secret != "" {
		c.Secret, c.Keytab = migrate.NewSecret(d.secret), ""
	}
	return c
}

// settings are those of the source from before, at the address in the form. Another
// controller or domain, and another app of the same provider, keep the settings that choose
// which groups and names are read; any other address starts with none.
func (d *draft) settings() migrate.Connection {
	c := d.original
	c.Location, c.Secret = d.location(), migrate.Secret{}
	oldScheme, _ := d.original.Scheme()
	newScheme, _ := c.Scheme()
	switch {
	case migrate.SameEndpoint(c.Location, d.original.Location):
	case c.SpeaksLDAP() && d.original.SpeaksLDAP(), newScheme.IsProvider() && newScheme == oldScheme:
		c.SkipVerify, c.App, c.InProcess = false, "", false
	default:
		c = migrate.Connection{Location: c.Location}
	}
	return c
}

// check returns what is wrong with the form, without contacting any server.
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

// checkField returns the check of one field. set stores the typed text in a draft.
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

var missingWords = map[migrate.Scheme]string{
	migrate.LDAPS: "enter the domain controller", migrate.LDAP: "enter the domain controller",
	migrate.ADDomain: "enter the domain", migrate.HTTPS: "enter the URL", migrate.File: "enter the path",
}

// faultWords phrases the faults that read the same for every kind of source.
var faultWords = map[migrate.Fault]string{
	migrate.FaultIPAddress: "enter a domain name such as corp.example.com; for an IP address, press esc and choose " +
		"a domain controller",
	migrate.FaultPort:   "enter the domain without a port",
	migrate.FaultNotWeb: "the URL must start with https://",
	migrate.FaultDN:     "enter a DN such as OU=Groups,DC=corp,DC=example,DC=com",
	migrate.FaultFilter: "this isn't an LDAP filter; enter one such as (cn=Dashlane*)",
}

// phrase says how to fix a fault, for the line under a field.
func (d *draft) phrase(f migrate.FieldFault) error {
	text := faultWords[f.Fault]
	switch f.Fault {
	case migrate.FaultMissing:
		text = missingWords[d.kind]
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
