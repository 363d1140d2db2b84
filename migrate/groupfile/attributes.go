package groupfile

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate"
)

// field is what a column of a table, a key of a JSON object or an attribute of
// an LDIF entry is for.
type field uint8

const (
	noField field = iota
	nameField
	displayNameField
	cnField
	groupField
	samField
	idField
	objectGUIDField
	entryUUIDField
	externalIDField
	dnField
	groupTypeField
	groupCategoryField
	objectClassField
	membersField
	userNameField
	metaField
	profileField
	fieldCount
)

// fieldOf tells from a column's, key's or attribute's name what it is for,
// whatever its capitals.
func fieldOf(name string) field {
	var buf [20]byte
	if len(name) > len(buf) {
		return noField
	}
	lower := buf[:len(name)]
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower) {
	case "name":
		return nameField
	case "displayname":
		return displayNameField
	case "cn":
		return cnField
	case "group":
		return groupField
	case "samaccountname":
		return samField
	case "id":
		return idField
	case "objectguid":
		return objectGUIDField
	case "entryuuid":
		return entryUUIDField
	case "externalid":
		return externalIDField
	case "dn", "distinguishedname":
		return dnField
	case "grouptype":
		return groupTypeField
	case "groupcategory":
		return groupCategoryField
	case "objectclass":
		return objectClassField
	case "members", "member":
		return membersField
	case "username":
		return userNameField
	case "meta":
		return metaField
	case "profile":
		return profileField
	}
	return noField
}

// The fields that hold the name and the id, the preferred one first.
var (
	nameFields = []field{nameField, displayNameField, cnField, groupField}
	idFields   = []field{idField, objectGUIDField, entryUUIDField, externalIDField}
)

// wantedNames returns the fields to take the name from. A NameAttribute other
// than AD's default stands alone: another attribute may hold other names.
func (d *document) wantedNames() ([]field, *migrate.Problem) {
	chosen := d.conn.NameAttribute
	if chosen == "" || strings.EqualFold(chosen, "name") {
		return nameFields, nil
	}
	switch f := fieldOf(chosen); f {
	case cnField, displayNameField, samField:
		return []field{f}, nil
	}
	return nil, d.unfit("the name attribute "+migrate.Quote(chosen)+" is not one that names a group", "give name, cn, displayName or sAMAccountName")
}

// groupTypeOf reads a group's type: AD's groupType number (MS-ADTS section
// 2.2.12), or GroupCategory as Get-ADGroup prints it, in words or (in JSON) as
// the number of its enumeration.
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

// guidText returns the text form of objectGUID's 16 bytes, whose first three
// parts have their low byte first (MS-DTYP section 2.3.4.2).
func guidText(raw string) (string, bool) {
	if len(raw) != 16 {
		return "", false
	}
	return uuid.UUID{raw[3], raw[2], raw[1], raw[0], raw[5], raw[4], raw[7], raw[6],
		raw[8], raw[9], raw[10], raw[11], raw[12], raw[13], raw[14], raw[15]}.String(), true
}

// guidFromTable returns an objectGUID from a table's cell: csvde writes its
// bytes as X'…', every other tool writes the text form.
func guidFromTable(cell string) string {
	if len(cell) == 35 && (cell[0] == 'X' || cell[0] == 'x') && cell[1] == '\'' && cell[34] == '\'' {
		if raw, err := hex.DecodeString(cell[2:34]); err == nil {
			text, _ := guidText(string(raw))
			return text
		}
	}
	return cell
}

// looksLikeGUID reports whether text is a GUID in its usual form.
func looksLikeGUID(text string) bool {
	return len(text) == 36 && uuid.Validate(text) == nil
}
