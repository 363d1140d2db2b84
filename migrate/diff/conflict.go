package diff

import (
	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// ConflictEntry is one conflict with all its groups, among which a person chooses.
type ConflictEntry struct {
	Number  int // Row.Conflict of its rows
	Members []ConflictGroup
}

// ConflictGroup is a group of a conflict.
type ConflictGroup struct {
	Side  migrate.Side
	Group *migrate.Group
	// Marks are the places where the name differs from the first AD name of the conflict,
	// which is the first name in each mark. Where describes them in words. ConflictEntries
	// leaves both empty; Explain sets them.
	Marks []names.Mark
	Where []string
}

// ConflictEntries returns the conflicts in the order of their numbers, each with its AD
// groups first. It doesn't find the places where the names differ.
func (r *Result) ConflictEntries() []ConflictEntry {
	list := make([]ConflictEntry, r.Summary.Conflicts)
	r.eachInConflict(func(number int, side migrate.Side, g *migrate.Group) {
		if number <= len(list) {
			list[number-1].Number = number
			list[number-1].Members = append(list[number-1].Members, ConflictGroup{Side: side, Group: g})
		}
	})
	return list
}

// ConflictEntry returns one conflict by its number, with the places where the names
// differ.
func (r *Result) ConflictEntry(number int) ConflictEntry {
	entry := ConflictEntry{Number: number}
	r.eachInConflict(func(n int, side migrate.Side, g *migrate.Group) {
		if n == number {
			entry.Members = append(entry.Members, ConflictGroup{Side: side, Group: g})
		}
	})
	entry.Explain()
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

// Explain finds the places where the names of the first groups differ.
func (e *ConflictEntry) Explain() {
	for i := 1; i < min(len(e.Members), mostCandidates); i++ {
		m := &e.Members[i]
		m.Marks, m.Where = names.Explain(e.Members[0].Group.Name, m.Group.Name), nil
		for _, mark := range m.Marks {
			m.Where = append(m.Where, mark.Text)
		}
	}
}
