package rename

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
)

// partners are two groups of a conflict that may be the same group.
type partners struct {
	ad, scim *migrate.Group
	kinds    names.Kinds
}

// mostPartners bounds how many pairs of one conflict are offered.
const mostPartners = 1000

// conflictLeads returns for each conflict the row that stands for it, the first with
// an AD group if it has one, and how many groups each has.
func conflictLeads(rows []diff.Row) (leads map[int]*diff.Row, sizes map[int]int) {
	leads, sizes = map[int]*diff.Row{}, map[int]int{}
	for i := range rows {
		row := &rows[i]
		if row.Conflict == 0 {
			continue
		}
		sizes[row.Conflict]++
		if lead := leads[row.Conflict]; lead == nil || lead.AD == nil && row.AD != nil {
			leads[row.Conflict] = row
		}
	}
	return leads, sizes
}

// conflictPartners lists the pairs of a conflict's groups that may belong together.
func conflictPartners(rows []diff.Row, conflict int) []partners {
	type pair struct{ ad, scim *migrate.Group }
	seen := map[pair]bool{}
	var list []partners
	for i := range rows {
		row := &rows[i]
		if row.Conflict != conflict {
			continue
		}
		for _, c := range row.Candidates {
			p := partners{row.AD, c.Group, c.Kinds}
			if row.AD == nil {
				p.ad, p.scim = c.Group, row.SCIM
			}
			twins := row.AD != nil && c.Side == migrate.AD // the same name twice on one side
			if twins || seen[pair{p.ad, p.scim}] || len(list) == mostPartners {
				continue
			}
			seen[pair{p.ad, p.scim}] = true
			list = append(list, p)
		}
	}
	return list
}

// noneToMatch says what to do about AD groups of one name without a SCIM group.
const noneToMatch = "No SCIM group is left to match: in AD, rename or leave out all but one of these groups."

func (f *Fixes) startMatch() tea.Cmd {
	f.of = f.current()
	f.pairs = conflictPartners(f.result.Rows, f.of.Conflict)
	if len(f.pairs) == 0 {
		return screen.Refuse(noneToMatch)
	}
	f.show(matching)
	return nil
}

// oneAD reports whether the conflict has one AD group alone.
func (f *Fixes) oneAD() bool {
	for _, p := range f.pairs {
		if p.ad != f.pairs[0].ad {
			return false
		}
	}
	return true
}

// matchTitle asks which groups belong together.
func (f *Fixes) matchTitle() string {
	if f.oneAD() {
		return "  Which group is the same as " + layout.Safe(cmp.Or(nameOf(f.of.AD), nameOf(f.of.SCIM))) + "?"
	}
	return "  Which of these " + render.Count(f.sizes[f.of.Conflict], "group", "groups") + " are the same group?"
}

func (f *Fixes) partnerRow(i, width int, cursor bool) string {
	if i == len(f.pairs) {
		return line("none of these", width, cursor)
	}
	p := f.pairs[i]
	kinds := cmp.Or(p.kinds.String(), "the same name")
	text := layout.Safe(p.scim.Name) + "  " + kinds + "  " + layout.Safe(p.scim.ID)
	if !f.oneAD() {
		text = layout.Safe(p.ad.Name) + "  " + layout.Safe(cmp.Or(p.ad.DN, p.ad.ID)) + "  =  " + text
	}
	return line(text, width, cursor)
}

// match makes the two groups under the cursor one, or marks all pairs as different
// groups.
func (f *Fixes) match() tea.Cmd {
	i := f.table.Cursor()
	if i < 0 {
		return nil
	}
	f.asked = &question{}
	if i < len(f.pairs) {
		d := decision(f.pairs[i].ad, f.pairs[i].scim, false)
		f.asked.said = "matched; u undoes it"
		f.asked.decisions = []diff.Decision{d}
		return f.confirmDecision()
	}
	for _, p := range f.pairs {
		f.asked.decisions = append(f.asked.decisions, decision(p.ad, p.scim, true))
	}
	f.asked.said = "marked as different groups; u undoes it"
	return f.confirmDecision()
}
