package rename

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
)

// noneToMatch says what to do about AD groups of one name without a SCIM group.
const noneToMatch = "No SCIM group is left to match: in AD, rename or leave out all but one of these groups."

func (f *Fixes) startMatch() tea.Cmd {
	f.of = f.current()
	f.pairs, f.groups = f.result.ConflictPairs(f.of.Conflict), f.sizes[f.of.Conflict]
	if len(f.pairs) == 0 {
		return screen.Refuse(noneToMatch)
	}
	f.show(matching)
	return nil
}

// oneAD reports whether the conflict has one AD group alone.
func (f *Fixes) oneAD() bool {
	for _, p := range f.pairs {
		if p.AD != f.pairs[0].AD {
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
	return "  Which of these " + render.Count(f.groups, "group", "groups") + " are the same group?"
}

func (f *Fixes) partnerRow(i, width int, cursor bool) string {
	if i == len(f.pairs) {
		return line("none of these", width, cursor)
	}
	p := f.pairs[i]
	kinds := cmp.Or(p.Kinds.String(), "the same name")
	text := layout.Safe(p.SCIM.Name) + "  " + kinds + "  " + layout.Safe(p.SCIM.ID)
	if !f.oneAD() {
		text = layout.Safe(p.AD.Name) + "  " + layout.Safe(cmp.Or(p.AD.DN, p.AD.ID)) + "  =  " + text
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
		d := diff.NewDecision(f.pairs[i].AD, f.pairs[i].SCIM, false)
		f.asked.said = "matched; u undoes it"
		f.asked.decisions = []diff.Decision{d}
		return f.confirmDecision()
	}
	for _, p := range f.pairs {
		f.asked.decisions = append(f.asked.decisions, diff.NewDecision(p.AD, p.SCIM, true))
	}
	f.asked.said = "marked as different groups; u undoes it"
	return f.confirmDecision()
}
