package groupfile

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate"
)

// field is the meaning of a table's column, a JSON key or an LDIF attribute.
type field uint8

const (
	noField field = iota
	nameField
	displayNameField
	cnField
	groupField
	groupNameField
	samField
	idField
	objectGUIDField
	entryUUIDField
	externalIDField
	sidField
	dnField
	groupTypeField
	groupCategoryField
	objectClassField
	typeField
	membersField
	memberField // a single member, so that the file is a list of memberships
	userNameField
	metaField
	profileField
	embeddedField
	subGroupsField
	deletedField // the object was deleted
	fieldCount
)

// fieldNames maps the names of columns, keys and attributes to fields. Names are in lower case, without spaces,
// hyphens and underscores.
var fieldNames = map[string]field{
	"name": nameField, "displayname": displayNameField, "cn": cnField, "group": groupField,
	"groupname": groupNameField, "samaccountname": samField,
	"id": idField, "objectid": idField, "groupid": idField, "pk": idField,
	"objectguid": objectGUIDField, "entryuuid": entryUUIDField, "externalid": externalIDField,
	"sid": sidField, "objectsid": sidField, "onpremisessecurityidentifier": sidField,
	"dn": dnField, "distinguishedname": dnField,
	"grouptype": groupTypeField, "groupcategory": groupCategoryField,
	"objectclass": objectClassField, "objecttype": objectClassField, "@odata.type": objectClassField, "type": typeField,
	"members": membersField, "member": membersField,
	"user": memberField, "membername": memberField, "useremail": memberField, "memberemail": memberField,
	"login":    memberField,
	"username": userNameField, "userprincipalname": userNameField, "primaryemail": userNameField,
	"isdeleted": deletedField, "deleted": deletedField, "@removed": deletedField,
	"meta": metaField, "profile": profileField, "_embedded": embeddedField, "subgroups": subGroupsField,
}

// fieldOf returns the field for a name of a column, key or attribute, whatever its case, with or without spaces:
// Entra's portal writes "Display name", Google "Group Name [Required]".
func fieldOf(name string) field {
	name, _, _ = strings.Cut(name, " [")
	var buf [32]byte
	n := 0
	for i := range len(name) {
		c := name[i]
		switch {
		case c == ' ' || c == '-' || c == '_' && i > 0:
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if n == len(buf) {
			return noField
		}
		buf[n] = c
		n++
	}
	return fieldNames[string(buf[:n])]
}

// The fields that hold the name and the id, in order of preference.
var (
	nameFields = []field{nameField, displayNameField, cnField, groupField, groupNameField}
	idFields   = []field{idField, objectGUIDField, entryUUIDField, externalIDField}
)

// wantedNames returns the fields to read the name from. If NameAttribute isn't AD's default, only that one is used,
// because another attribute may hold other names.
func (d *document) wantedNames() ([]field, *migrate.Problem) {
	chosen := d.conn.NameAttribute
	if chosen == "" || strings.EqualFold(chosen, "name") {
		return nameFields, nil
	}
	switch f := fieldOf(chosen); f {
	case cnField, displayNameField, samField:
		return []field{f}, nil
	}
	return nil, d.unfit("the name attribute "+migrate.Quote(chosen)+" is not one that names a group",
		"give name, cn, displayName or sAMAccountName")
}

// groupTypeOf returns a group's type from AD's groupType number (MS-ADTS section 2.2.12), or from GroupCategory as
// Get-ADGroup prints it: as a word or (in JSON) as the number of its enumeration.
func groupTypeOf(groupType, category string) migrate.GroupType {
	if bits, err := strconv.ParseInt(groupType, 10, 64); err == nil {
		switch {
		case bits&0x1 != 0:
			return migrate.BuiltinGroup
		case bits&0x80000000 != 0:
			return migrate.SecurityGroup
		}
		return migrate.DistributionGroup
	}
	if category == "" {
		category = groupType
	}
	switch strings.ToLower(category) {
	case "security", "1":
		return migrate.SecurityGroup
	case "distribution", "0":
		return migrate.DistributionGroup
	case "builtin":
		return migrate.BuiltinGroup
	}
	return ""
}

// normalGUID returns an objectGUID in the usual text form if the value is one in any form, and otherwise the value.
func normalGUID(value string) string {
	if text, ok := migrate.NormalGUID(value); ok {
		return text
	}
	return value
}

// fromHex returns the bytes of a value that csvde wrote as X'…', its form for values that aren't ASCII.
func fromHex(cell string) string {
	if len(cell) < 3 || cell[0] != 'X' && cell[0] != 'x' || cell[1] != '\'' || cell[len(cell)-1] != '\'' {
		return cell
	}
	raw, err := hex.DecodeString(cell[2 : len(cell)-1])
	if err != nil {
		return cell
	}
	return string(raw)
}

// looksLikeGUID reports whether text is a GUID in its usual form.
func looksLikeGUID(text string) bool {
	return len(text) == 36 && uuid.Validate(text) == nil
}

// kindOf returns the kind of an object that isn't a group, from its class or type. It returns "" for a group and
// for an unknown class. In a list of object classes, the last known word decides, because AD lists the most
// specific class last.
func kindOf(class string) string {
	class = strings.ToLower(class)
	if class == "organizational unit" { // as exported by Active Directory Users and Computers
		class = "organizationalunit"
	}
	class = strings.TrimPrefix(class[strings.LastIndexAny(class, ";, ")+1:], "#microsoft.graph.")
	switch class {
	case "user", "person", "organizationalperson", "inetorgperson", "member":
		return "user"
	case "computer", "device":
		return "computer"
	case "organizationalunit", "container", "domaindns", "builtindomain":
		return "organizational unit"
	case "contact", "orgcontact":
		return "contact"
	case "system_group":
		return "device group"
	case "serviceprincipal", "application", "msds-groupmanagedserviceaccount", "msds-managedserviceaccount":
		return "service account"
	case "foreignsecurityprincipal":
		return "foreign security principal"
	}
	return ""
}
