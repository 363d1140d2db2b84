package fix

import (
	"cmp"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

// choose finds the rows of the plan.
func (m *maker) choose() error {
	places := newPlaces(m.result.Rows)
	only := map[int]bool{}
	for _, who := range m.options.Only {
		found := places.find(who)
		if len(found) == 0 {
			return noSuchGroup(who)
		}
		for _, i := range found {
			only[i] = true
		}
	}
	choices := map[int]Choice{}
	for _, c := range m.options.Choices {
		found := places.find(c.Group)
		if len(found) == 0 {
			return noSuchGroup(c.Group)
		}
		for _, i := range found {
			choices[i] = c
		}
	}
	for i := range m.result.Rows {
		row := &m.result.Rows[i]
		choice, has := choices[i]
		if !has && len(only) > 0 && !only[i] {
			continue
		}
		c := chosen{row: row, side: cmp.Or(choice.Side, m.options.Side), value: choice.Value, attributes: choice.Attributes}
		if why := m.leftOut(c, has, has || only[i] || row.Decided || row.Identity != diff.NoIdentity); why != (reason{}) {
			m.leave(row, why)
			continue
		}
		switch {
		case row.Status == diff.Exact && c.value == nil, c.group() == nil:
			continue
		case c.side == migrate.SCIM:
			c.attributes = []migrate.Attribute{migrate.DisplayName}
		case len(c.attributes) == 0:
			c.attributes = m.options.Attributes
		}
		m.chosen = append(m.chosen, c)
	}
	return nil
}

// PlannedKinds are the kinds of difference that are fixed by renaming single groups. If a whole side differs, its
// cause must be repaired instead.
const PlannedKinds = names.Foldable | 1<<names.Similar | 1<<names.Renamed

// Plannable reports whether a plan of all rows renames a row: its groups certainly belong together, by name, id or
// an admin's decision, and its difference isn't one that all names of its side have.
func Plannable(row *diff.Row) bool {
	var all maker
	return row.Status == diff.Differs &&
		all.leftOut(chosen{row: row, side: migrate.SCIM}, false, row.Decided || row.Identity != diff.NoIdentity) == reason{}
}

// leftOut returns why a row with a difference isn't in the plan, or the zero reason if it is.
func (m *maker) leftOut(c chosen, chosenByHand, named bool) reason {
	row := c.row
	switch {
	case row.Status == diff.Exact:
		return reason{}
	case row.Status == diff.Conflict && (c.value == nil || c.group() == nil):
		return inConflict
	case row.Status == diff.SCIMOnly && row.VariantOf() != "" && c.value == nil:
		return duplicate
	case row.Status != diff.Differs && (c.value == nil || c.group() == nil):
		return oneSideOnly
	case !m.options.Kinds.Empty() && m.options.Kinds&row.Kinds == 0 && !chosenByHand:
		return otherKind
	case c.value != nil:
		return reason{}
	case row.Kinds.Has(names.SideWide):
		return sideWide
	case !row.Kinds.Certain() && !named:
		return onlySimilar
	}
	return reason{}
}

func noSuchGroup(who string) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "there is no group " + migrate.Quote(who),
		Why:  "neither list has it as an id or as a name",
		Next: "give the exact name that the comparison shows, or the id",
	}
}

// places finds rows by the ids and names of their groups.
type places struct {
	byID   map[object][]int
	byName map[string][]int
}

func newPlaces(rows []diff.Row) places {
	p := places{map[object][]int{}, map[string][]int{}}
	for i, row := range rows {
		for side, g := range map[migrate.Side]*migrate.Group{migrate.AD: row.AD, migrate.SCIM: row.SCIM} {
			if g == nil {
				continue
			}
			if g.ID != "" {
				o := objectOf(side, g.ID)
				p.byID[o] = append(p.byID[o], i)
			}
			if had := p.byName[g.Name]; len(had) == 0 || had[len(had)-1] != i {
				p.byName[g.Name] = append(had, i)
			}
		}
	}
	return p
}

// find returns the rows with this id, or, if there are none, with this name.
func (p places) find(who string) []int {
	rows := slices.Concat(p.byID[objectOf(migrate.AD, who)], p.byID[objectOf(migrate.SCIM, who)])
	if len(rows) > 0 {
		return rows
	}
	return p.byName[who]
}
