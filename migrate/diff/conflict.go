package diff

import (
	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// ConflictEntry is one conflict with all its groups: what a person chooses among.
type ConflictEntry struct {
	Number  int // Row.Conflict of its rows
	Members []ConflictGroup
}

// ConflictGroup is a group of a conflict.
type ConflictGroup struct {
	Side  migrate.Side
	Group *migrate.Group
	// Marks are the places where the name differs from the first AD name of the
	// conflict, which is the first name of each mark, and Where says them in words.
	Marks []names.Mark
	Where []string
}

// ConflictEntries returns the conflicts in the order of their numbers, in each the AD
// groups before the provisioned ones.
func (r *Result) ConflictEntries() []ConflictEntry {
	list := make([]ConflictEntry, r.Summary.Conflicts)
	r.eachInConflict(func(number int, side migrate.Side, g *migrate.Group) {
		if number <= len(list) {
			list[number-1].Number = number
			list[number-1].Members = append(list[number-1].Members, list[number-1].member(side, g))
		}
	})
	return list
}

// ConflictEntry returns one conflict by its number, as ConflictEntries has it.
func (r *Result) ConflictEntry(number int) ConflictEntry {
	entry := ConflictEntry{Number: number}
	r.eachInConflict(func(n int, side migrate.Side, g *migrate.Group) {
		if n == number {
			entry.Members = append(entry.Members, entry.member(side, g))
		}
	})
	return entry
}

// eachInConflict calls f for each group in conflict, first for those of AD.
func (r *Result) eachInConflict(f func(number int, side migrate.Side, g *migrate.Group)) {
	for _, side := range sides {
		for i := range r.Rows {
			row := &r.Rows[i]
			g := row.AD
			if side == migrate.SCIM {
				g = row.SCIM
			}
			if row.Conflict > 0 && g != nil {
				f(row.Conflict, side, g)
			}
		}
	}
}

func (e *ConflictEntry) member(side migrate.Side, g *migrate.Group) ConflictGroup {
	m := ConflictGroup{Side: side, Group: g}
	if len(e.Members) > 0 && len(e.Members) < mostCandidates {
		m.Marks = names.Explain(e.Members[0].Group.Name, g.Name)
	}
	for _, mark := range m.Marks {
		m.Where = append(m.Where, mark.Text)
	}
	return m
}
