package diff

import (
	"slices"

	"ad2scim/migrate"
)

// SameGroups reports whether two decisions are about the same two groups.
func (d Decision) SameGroups(other Decision) bool {
	return groupKey(d.ADID, d.ADName) == groupKey(other.ADID, other.ADName) &&
		groupKey(d.SCIMID, d.SCIMName) == groupKey(other.SCIMID, other.SCIMName)
}

// Repeats reports whether two decisions say the same of the same two groups.
func (d Decision) Repeats(other Decision) bool { return d.Apart == other.Apart && d.SameGroups(other) }

// Replaces reports whether two decisions can't both apply, so that the later one takes the
// place of the other: they are about the same two groups or, as a group has one partner,
// each gives a group another partner.
func (d Decision) Replaces(other Decision) bool {
	return d.SameGroups(other) || !d.Apart && !other.Apart && d.sharesGroup(other)
}

// Decide returns the list with more decisions, without those that they replace.
func Decide(list []Decision, more ...Decision) []Decision {
	kept := slices.DeleteFunc(slices.Clone(list), func(d Decision) bool { return slices.ContainsFunc(more, d.Replaces) })
	return append(kept, more...)
}

// Restore returns the list with earlier decisions, but for those that one of the list has
// replaced.
func Restore(list []Decision, earlier ...Decision) []Decision {
	list = slices.Clone(list)
	for _, d := range earlier {
		if !slices.ContainsFunc(list, d.Replaces) {
			list = append(list, d)
		}
	}
	return list
}

// sharesGroup reports whether two decisions are about one group, on either side.
func (d Decision) sharesGroup(other Decision) bool {
	return groupKey(d.ADID, d.ADName) == groupKey(other.ADID, other.ADName) ||
		groupKey(d.SCIMID, d.SCIMName) == groupKey(other.SCIMID, other.SCIMName)
}

// Undecide returns the list without these decisions.
func Undecide(list []Decision, undone ...Decision) []Decision {
	return slices.DeleteFunc(slices.Clone(list), func(d Decision) bool {
		return slices.ContainsFunc(undone, d.Repeats)
	})
}

// DecisionIndex finds the decisions about the groups of a row.
type DecisionIndex map[decided][]Decision

type decided struct {
	side  migrate.Side
	group string // an id, or a name where there is none
}

func groupKey(id, name string) string {
	if id != "" {
		return "id " + id
	}
	return "name " + name
}

// IndexDecisions returns the index of a list.
func IndexDecisions(list []Decision) DecisionIndex {
	x := DecisionIndex{}
	for _, d := range list {
		for _, k := range []decided{
			{migrate.AD, groupKey(d.ADID, d.ADName)},
			{migrate.SCIM, groupKey(d.SCIMID, d.SCIMName)},
		} {
			x[k] = append(x[k], d)
		}
	}
	return x
}

// About returns what was decided about either group of a row, oldest first.
func (x DecisionIndex) About(r *Row) []Decision {
	if len(x) == 0 {
		return nil
	}
	var out []Decision
	for side, g := range [2]*migrate.Group{r.AD, r.SCIM} {
		if g == nil {
			continue
		}
		of := [2]migrate.Side{migrate.AD, migrate.SCIM}[side]
		for _, k := range []string{"id " + g.ID, "name " + g.Name} {
			for _, d := range x[decided{of, k}] {
				if !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
		}
	}
	return out
}
