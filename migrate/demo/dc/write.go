package dc

import (
	"slices"
	"strings"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

var (
	noObject = result{
		ldap.LDAPResultNoSuchObject,
		"0000208D: NameErr: DSID-03100288, problem 2001 (NO_OBJECT), data 0",
	}
	noRight = result{
		ldap.LDAPResultInsufficientAccessRights,
		"00002098: SecErr: DSID-031514A0, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0",
	}
	alreadyThere = result{
		ldap.LDAPResultEntryAlreadyExists,
		"00000524: UpdErr: DSID-031A11E2, problem 6005 (ENTRY_EXISTS), data 0",
	}
	badValue = result{
		ldap.LDAPResultConstraintViolation,
		"000020B5: AtrErr: DSID-03152D80, #1: problem 1005 (CONSTRAINT_ATT_TYPE), data 0",
	}
)

// modify changes attributes (RFC 4511 section 4.6), all in the request or none.
func (d *Directory) modify(op []*ber.Packet) result {
	if len(op) < 2 {
		return result{ldap.LDAPResultProtocolError, ""}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.find(text(op[0]))
	if e == nil {
		return noObject
	}
	changed := slices.Clone(e.attributes)
	after := &Entry{attributes: changed}
	for _, c := range op[1].Children {
		if r := d.change(e, after, c); r.code != 0 {
			return r
		}
	}
	e.attributes = after.attributes
	d.touch(e)
	return result{}
}

func (d *Directory) change(e, after *Entry, c *ber.Packet) result {
	if len(c.Children) < 2 || len(c.Children[1].Children) < 2 {
		return result{ldap.LDAPResultProtocolError, ""}
	}
	kind, _ := c.Children[0].Value.(int64)
	name := text(c.Children[1].Children[0])
	var values []string
	for _, v := range c.Children[1].Children[1].Children {
		values = append(values, text(v))
	}
	switch {
	case strings.EqualFold(name, "cn"), strings.EqualFold(name, "name"):
		return result{ldap.LDAPResultNotAllowedOnRDN, "00002016: UpdErr: DSID-031A1164, problem 6004 (CANT_ON_RDN), data 0"}
	case e.readOnly:
		return noRight
	case slices.ContainsFunc(slices.Concat(computed, onRequest),
		func(s string) bool { return strings.EqualFold(s, name) }):
		return result{
			ldap.LDAPResultUnwillingToPerform,
			"0000209A: SvcErr: DSID-031A1021, problem 5003 (WILL_NOT_PERFORM), data 0",
		}
	case slices.Contains(values, ""), len(values) > 1:
		return badValue
	case strings.EqualFold(name, "sAMAccountName") && len(values) == 1 && d.accountTaken(e, values[0]):
		return alreadyThere
	}
	_, before := after.values(name)
	switch kind {
	case ldap.DeleteAttribute:
		if len(before) == 0 || len(values) > 0 && !slices.Equal(before, values) {
			return result{
				ldap.LDAPResultNoSuchAttribute,
				"00000057: AttrErr: DSID-031A1254, problem 1001 (NO_ATTRIBUTE_OR_VAL), data 0",
			}
		}
		values = nil
	case ldap.AddAttribute:
		if len(before) > 0 {
			return result{
				ldap.LDAPResultAttributeOrValueExists,
				"00002081: AttrErr: DSID-031A1254, problem 1006 (ATT_OR_VALUE_EXISTS), data 0",
			}
		}
	}
	after.set(name, values...)
	return result{}
}

func (d *Directory) accountTaken(except *Entry, name string) bool {
	return slices.ContainsFunc(d.entries, func(o *Entry) bool {
		_, have := o.values("sAMAccountName")
		return o != except && len(have) == 1 && fold(have[0]) == fold(name)
	})
}

// modifyDN renames an object without moving it (RFC 4511 section 4.9). Groups keep it as a member, because AD links
// objects, not names.
func (d *Directory) modifyDN(op []*ber.Packet) result {
	if len(op) < 3 {
		return result{ldap.LDAPResultProtocolError, ""}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	e := d.find(text(op[0]))
	if e == nil {
		return noObject
	}
	rdn, err := ldap.ParseDN(text(op[1]))
	if err != nil || len(rdn.RDNs) != 1 || len(rdn.RDNs[0].Attributes) != 1 ||
		!strings.EqualFold(rdn.RDNs[0].Attributes[0].Type, e.rdn) {
		return result{
			ldap.LDAPResultInvalidDNSyntax,
			"00000057: LdapErr: DSID-0C090D5E, comment: Error in attribute conversion operation, data 0, v4563",
		}
	}
	name := rdn.RDNs[0].Attributes[0].Value
	parent := strings.TrimPrefix(e.dn, e.rdn+"="+escapeValue(e.name)+",")
	switch {
	case e.readOnly:
		return noRight
	case e.class != "group" || len(op) > 3 && keyOf(text(op[3])) != keyOf(parent):
		return result{
			ldap.LDAPResultUnwillingToPerform,
			"0000209A: SvcErr: DSID-031A1021, problem 5003 (WILL_NOT_PERFORM), data 0",
		}
	case name == "" || len([]rune(name)) > 64: // rangeUpper of cn in AD's schema
		return badValue
	}
	dn := e.rdn + "=" + escapeValue(name) + "," + parent
	if other := d.byKey[keyOf(dn)]; other != nil && other != e {
		return alreadyThere
	}
	delete(d.byKey, keyOf(e.dn))
	e.name, e.dn = name, dn
	d.byKey[keyOf(dn)] = e
	d.touch(e)
	return result{}
}

func (d *Directory) touch(e *Entry) {
	d.usn++
	e.usn = d.usn
	e.set("whenChanged", time.Now().UTC().Format("20060102150405")+".0Z")
}
