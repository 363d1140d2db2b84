package diff

import (
	"cmp"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// Other is a group on one side that a person marked as different from one of the other side.
type Other struct {
	Side  migrate.Side
	Group *migrate.Group
}

// DifferentFrom returns the groups that a person marked as different from a group of the
// row.
func (r *Result) DifferentFrom(row *Row) []Other {
	if len(r.different) == 0 {
		return nil
	}
	return slices.Concat(r.different[row.AD], r.different[row.SCIM])
}

// different finds for each group the groups that it was marked as different from, in the
// order of their names.
func (c *comparison) different() map[*migrate.Group][]Other {
	if len(c.apart) == 0 {
		return nil
	}
	pairs := make([][2]int32, 0, len(c.apart))
	for p := range c.apart {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	found := map[*migrate.Group][]Other{}
	for _, p := range pairs {
		ad, scim := c.lists[adSide].at(p[adSide]), c.lists[scimSide].at(p[scimSide])
		found[ad] = append(found[ad], Other{migrate.SCIM, scim})
		found[scim] = append(found[scim], Other{migrate.AD, ad})
	}
	return found
}

// HowPaired says in words who or what paired the groups if it wasn't by name: an admin, or
// the identity provider. It is empty for other rows.
func (row *Row) HowPaired() string {
	how := ""
	switch {
	case row.Decided:
		how = "matched by an admin"
	case row.Identity != NoIdentity && !row.Kinds.Certain():
		how = "paired by identity (" + map[Identity]string{ObjectGUID: "objectGUID", ObjectSID: "SID"}[row.Identity] + ")"
	}
	if how != "" && row.Kinds.Has(names.Renamed) {
		return "different names, " + how
	}
	return how
}

// remarks says what a person or the identity provider decided about a row.
func (r *Result) remarks(row *Row) []string {
	var list []string
	if how := row.HowPaired(); how != "" {
		list = append(list, how)
	}
	for _, o := range r.DifferentFrom(row) {
		list = append(list, o.notTheSame())
	}
	return list
}

func (o Other) notTheSame() string {
	return "marked as different from “" + names.Visible(o.Group.Name) + "” (" + sideWord(o.Side) + ")"
}
