package groupfile

import (
	"maps"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// record holds the fields of one object.
type record struct {
	value   [fieldCount]string
	present uint32 // one bit per field
	members span   // position of the members in the text
	kind    string // what the object is, if it isn't a group
	adID    string // objectGUID of the AD group from which the provider made this one
	several bool   // a field of the name or the id has more than one value
}

func (v *record) has(f field) bool { return v.present&(1<<f) != 0 }

func (v *record) set(f field, value string) {
	v.value[f] = value
	v.present |= 1 << f
}

// group returns the group of the record. named reports whether it has any of the wanted names.
func (v *record) group(wanted []field) (g migrate.Group, named bool) {
	for _, f := range wanted {
		if v.has(f) {
			g.Name, named = v.value[f], true
			break
		}
	}
	for _, f := range idFields {
		if v.has(f) {
			g.ID = v.value[f]
			if f == objectGUIDField {
				g.ID = normalGUID(g.ID)
			}
			break
		}
	}
	g.DN = v.value[dnField]
	g.SetDetails(migrate.GroupDetails{
		ExternalID: v.value[externalIDField], ADID: v.adID, ADSID: v.value[sidField],
		Type: groupTypeOf(v.value[groupTypeField], v.value[groupCategoryField]),
	})
	return g, named
}

// objectKind returns what the record is, if it isn't a group.
func (v *record) objectKind() string {
	if v.kind != "" {
		return v.kind
	}
	if v.isDeleted() {
		return deletedObject
	}
	for _, f := range []field{objectClassField, typeField} {
		if kind := kindOf(v.value[f]); kind != "" {
			return kind
		}
	}
	if v.has(userNameField) {
		return "user"
	}
	return ""
}

// deletedObject is the kind of an object that a directory keeps after it was deleted.
const deletedObject = "deleted object"

// isDeleted reports whether the object was deleted, according to its attribute or its DN (MS-ADTS section
// 3.1.1.5.5).
func (v *record) isDeleted() bool {
	return strings.EqualFold(v.value[deletedField], "true") || strings.Contains(v.value[dnField], `\0ADEL:`)
}

// isMembership reports whether the record is the membership of a user in a group.
func (v *record) isMembership() bool {
	return v.has(memberField) && !v.has(idField) && !v.has(objectGUIDField) && (v.has(groupField) || v.has(groupNameField))
}

// others counts objects that aren't groups, by kind.
type others map[string]int

func (o others) total() int {
	n := 0
	for _, count := range o {
		n += count
	}
	return n
}

// String returns the counts: "2 users, 1 computer".
func (o others) String() string {
	var list []string
	for _, kind := range slices.Sorted(maps.Keys(o)) {
		list = append(list, render.Count(o[kind], kind, kind+"s"))
	}
	return strings.Join(list, ", ")
}

// note adds a note about what was left out.
func (o others) note(d *document) {
	if n := o.total(); n > 0 {
		d.notef("%s and left out: %s", render.Count(n, "object is not a group", "objects are not groups"), o)
	}
}

// refused returns the problem of a file without any group.
func (o others) refused(d *document) *migrate.Problem {
	return d.unfit("it lists "+o.String()+", no group", "export the groups")
}

// memberships returns the problem of a list of memberships.
func (d *document) memberships(n int) *migrate.Problem {
	return d.unfit("it lists memberships ("+render.Count(n, "row", "rows")+" with a group and a member), not groups",
		"export the groups themselves, one row each, with their id and name")
}
