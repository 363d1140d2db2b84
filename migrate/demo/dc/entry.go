package dc

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Entry is one object of the directory. Change it only before the server starts.
type Entry struct {
	dn, rdn, name, class string
	guid                 uuid.UUID
	usn                  int64
	attributes           []attribute
	members, memberOf    []*Entry
	readOnly             bool
}

type attribute struct {
	name   string
	values []string
}

// DN returns the distinguished name.
func (e *Entry) DN() string { return e.dn }

// Set gives an attribute its values.
func (e *Entry) Set(name string, values ...string) *Entry {
	e.set(name, values...)
	return e
}

// Protect removes the right to change this object from every account, as AdminSDHolder does for a protected group.
func (e *Entry) Protect() *Entry {
	e.readOnly = true
	return e
}

func (e *Entry) set(name string, values ...string) {
	e.attributes = slices.DeleteFunc(e.attributes, func(a attribute) bool { return strings.EqualFold(a.name, name) })
	if len(values) > 0 {
		e.attributes = append(e.attributes, attribute{name, values})
	}
}

// computed are the attributes that are derived from the rest of an entry.
var computed = []string{
	"cn", "name", "distinguishedName", "objectGUID", "objectCategory", "uSNChanged", "member",
	"memberOf",
}

// onRequest are the computed attributes that AD only sends if a search names them.
var onRequest = []string{"allowedAttributesEffective"}

// values returns an attribute's name in AD's spelling and its values, or none if the entry doesn't have it.
func (e *Entry) values(name string) (string, []string) {
	for _, known := range slices.Concat(computed, onRequest) {
		if strings.EqualFold(known, name) {
			return known, e.compute(known)
		}
	}
	for _, a := range e.attributes {
		if strings.EqualFold(a.name, name) {
			return a.name, a.values
		}
	}
	return name, nil
}

func (e *Entry) compute(name string) []string {
	switch name {
	case "cn":
		if e.rdn == "CN" {
			return []string{e.name}
		}
	case "name":
		return []string{e.name}
	case "distinguishedName":
		return []string{e.dn}
	case "objectGUID":
		return []string{e.guidBytes()}
	case "objectCategory":
		return []string{"CN=" + categoryOf(e.class) + ",CN=Schema,CN=Configuration"}
	case "uSNChanged":
		return []string{strconv.FormatInt(e.usn, 10)}
	case "member":
		return dnsOf(e.members)
	case "memberOf":
		return dnsOf(e.memberOf)
	case "allowedAttributesEffective":
		if e.readOnly {
			return nil
		}
		return []string{"cn", "name", "displayName", "sAMAccountName", "description", "member"}
	}
	return nil
}

// guidBytes returns objectGUID as AD sends it: the first three fields are little-endian (MS-DTYP section 2.3.4).
func (e *Entry) guidBytes() string {
	g := e.guid
	slices.Reverse(g[0:4])
	slices.Reverse(g[4:6])
	slices.Reverse(g[6:8])
	return string(g[:])
}

func dnsOf(entries []*Entry) []string {
	var dns []string
	for _, e := range entries {
		dns = append(dns, e.dn)
	}
	return dns
}

func hexOf(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) }

func classChain(class string) []string {
	switch class {
	case "user":
		return []string{"top", "person", "organizationalPerson", "user"}
	case "computer":
		return []string{"top", "person", "organizationalPerson", "user", "computer"}
	}
	return []string{"top", class}
}

func categoryOf(class string) string {
	switch class {
	case "user":
		return "Person"
	case "organizationalUnit":
		return "Organizational-Unit"
	case "foreignSecurityPrincipal":
		return "Foreign-Security-Principal"
	}
	return strings.ToUpper(class[:1]) + class[1:]
}

// ID returns the objectGUID in its text form.
func (e *Entry) ID() string { return e.guid.String() }
