package fix

import (
	"cmp"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// Choice is what a person chose for one row.
type Choice struct {
	// Group is a group of either side, by id or by name.
	Group string
	// Side is the side that changes; empty: Options.Side.
	Side migrate.Side
	// Value is the name that it gets; nil: that of the other side.
	Value *string
	// Attributes are what changes where the AD side does; empty:
	// Options.Attributes.
	Attributes []migrate.Attribute
}

// Names are the name that the chosen side of a row has and the one that it gets. A group
// that is missing has an empty name.
func (c Choice) Names(row *diff.Row) (before, after string) {
	before, after = groupName(row.SCIM), groupName(row.AD)
	if cmp.Or(c.Side, DefaultSide) == migrate.AD {
		before, after = after, before
	}
	if c.Value != nil {
		after = *c.Value
	}
	return before, after
}

// Named is the choice with a name that a person typed. Without one, the name of the other
// side is meant.
func (c Choice) Named(typed string) Choice {
	if c.Value = &typed; typed == "" {
		c.Value = nil
	}
	return c
}

// Turned is the choice with the other side changed, to this side's name.
func (c Choice) Turned() Choice {
	c.Side, c.Value = cmp.Or(c.Side, DefaultSide).Other(), nil
	return c
}

func groupName(g *migrate.Group) string {
	if g == nil {
		return ""
	}
	return g.Name
}

// Renamable reports whether a person can choose a row to be renamed: it pairs two groups
// whose names differ. What a plan leaves out of all rows, such as names that are only
// similar, can be chosen too.
func Renamable(row *diff.Row) bool { return row.NamesDiffer() }

// NeedsMatch reports whether a person has to choose which groups of a row belong together
// before any of them can be renamed.
func NeedsMatch(row *diff.Row) bool { return row.Status == diff.Conflict }

// Fixable reports whether there is something to do about a row's names: to rename, or to
// choose a match first.
func Fixable(row *diff.Row) bool { return Renamable(row) || NeedsMatch(row) }
