package fix

import (
	"cmp"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// Choice is an admin's choice for one row.
type Choice struct {
	// Group identifies a group of either side, by id or by name.
	Group string
	// Side is the side to rename; empty means Options.Side.
	Side migrate.Side
	// Value is the new name; nil means the name of the other side.
	Value *string
	// Attributes are the attributes to change on the AD side; empty means Options.Attributes.
	Attributes []migrate.Attribute
}

// Names returns the current and the new name of the chosen side. The name of a missing group is empty.
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

// WithName returns the choice with a name that an admin typed. An empty name means the name of the other side.
func (c Choice) WithName(typed string) Choice {
	if c.Value = &typed; typed == "" {
		c.Value = nil
	}
	return c
}

// OtherSide returns the choice with the other side renamed to this side's name.
func (c Choice) OtherSide() Choice {
	c.Side, c.Value = cmp.Or(c.Side, DefaultSide).Other(), nil
	return c
}

func groupName(g *migrate.Group) string {
	if g == nil {
		return ""
	}
	return g.Name
}

// Renamable reports whether a row can be chosen for renaming: it pairs two groups with different names. That
// includes rows that a plan of all rows leaves out, such as names that are only similar.
func Renamable(row *diff.Row) bool { return row.NamesDiffer() }

// NeedsMatch reports whether an admin has to choose which groups of a row belong together before one can be
// renamed.
func NeedsMatch(row *diff.Row) bool { return row.Status == diff.Conflict }

// Fixable reports whether a row needs a rename or a match.
func Fixable(row *diff.Row) bool { return Renamable(row) || NeedsMatch(row) }
