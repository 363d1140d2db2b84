package rename

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/render"
)

// opposite lists the candidates of a row on the other side, without its twins.
func opposite(row *diff.Row) []diff.Candidate {
	other := migrate.SCIM
	if row.AD == nil {
		other = migrate.AD
	}
	var list []diff.Candidate
	for _, c := range row.Candidates {
		if c.Side == other && c.Group != nil {
			list = append(list, c)
		}
	}
	return list
}

// match makes the candidate under the cursor the row's partner, or marks all of
// them as different groups.
func (f *Fixes) match() tea.Cmd {
	i, row, list := f.table.Cursor(), f.of, f.other
	if i < 0 {
		return nil
	}
	pair := func(other *migrate.Group, apart bool) diff.Decision {
		if row.AD != nil {
			return decision(row.AD, other, apart)
		}
		return decision(other, row.SCIM, apart)
	}
	f.asked = &question{}
	if i < len(list) {
		d := pair(list[i].Group, false)
		f.asked.entry, f.asked.said = "matched by hand: "+pairText(d), "matched; u undoes it"
		f.asked.decisions = []diff.Decision{d}
		return f.confirmDecision()
	}
	for _, c := range list {
		f.asked.decisions = append(f.asked.decisions, pair(c.Group, true))
	}
	own := cmp.Or(nameOf(row.AD), nameOf(row.SCIM))
	f.asked.entry, f.asked.said = migrate.Quote(own)+" is none of its "+render.Count(len(list), "candidate", "candidates"),
		"marked as different groups; u undoes it"
	return f.confirmDecision()
}
