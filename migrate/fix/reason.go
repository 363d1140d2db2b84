package fix

import (
	"fmt"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/render"
)

// reason is why groups are left out of a plan, for one group and for several.
type reason struct{ one, many string }

var (
	inConflict  = reason{"choose which groups belong together first", "choose which groups belong together first"}
	oneSideOnly = reason{"it is on one side only", "they are on one side only"}
	duplicate   = reason{
		"it is a duplicate of a group whose name is exact: remove it at the provider",
		"they are duplicates of groups whose names are exact: remove them at the provider",
	}
	otherKind   = reason{"its kind of difference isn't selected", "their kinds of difference aren't selected"}
	onlySimilar = reason{
		"its name is only similar: select it by name to rename it",
		"their names are only similar: select them by name to rename them",
	}
	sideWide = reason{
		"all names on its side have this difference: fix it at its source, not group by group",
		"all names on their side have this difference: fix it at its source, not group by group",
	}
	gone       = reason{"it no longer exists", "they no longer exist"}
	hasItsName = reason{"it already has the name", "they already have the name"}
)

func unread(a migrate.Attribute) reason {
	return ofName(string(a) + " couldn't be read")
}

// ofName returns a reason about an attribute of the groups.
func ofName(words string) reason { return reason{"its " + words, "their " + words} }

// leave leaves a row out of the plan. A conflict counts once, however many rows it has.
func (m *maker) leave(row *diff.Row, why reason) {
	if why == inConflict && row.Conflict != 0 {
		if m.conflicts[row.Conflict] {
			return
		}
		m.conflicts[row.Conflict] = true
	}
	m.left[why]++
}

// notes adds how many groups are left out, and why.
func (m *maker) notes() {
	for why, n := range m.left {
		one, many := "group", "groups"
		if why == inConflict {
			one, many = "conflict", "conflicts"
		}
		words := why.many
		if n == 1 {
			words = why.one
		}
		m.plan.Notes = append(m.plan.Notes, fmt.Sprintf("%s left out: %s", render.Count(n, one, many), words))
	}
	slices.Sort(m.plan.Notes)
}
