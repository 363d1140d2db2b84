package groupfile

import "ad2scim/migrate"

// record is one group's fields as they were read.
type record struct {
	value   [fieldCount]string
	present uint32 // one bit for each field
	members span   // where the members stand in the text
	user    bool   // the record says that it is a user
}

func (v *record) has(f field) bool { return v.present&(1<<f) != 0 }

func (v *record) set(f field, value string) {
	v.value[f] = value
	v.present |= 1 << f
}

// group returns the group of the record, and whether the record has any of the
// wanted names.
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
			break
		}
	}
	g.DN, g.ExternalID = v.value[dnField], v.value[externalIDField]
	g.Type = groupTypeOf(v.value[groupTypeField], v.value[groupCategoryField])
	return g, named
}
