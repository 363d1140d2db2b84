package rename

import (
	"cmp"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/theme"
)

// noneToMatch says what to do about AD groups with the same name and no SCIM group.
const noneToMatch = "No SCIM group is left to match: in AD, rename or leave out all but one of these groups."

func (f *Fixes) startMatch() tea.Cmd {
	row := f.current()
	f.pairs, f.more = f.result.ConflictPairs(row.Conflict)
	f.groups = f.conflicts.Groups(row)
	if len(f.pairs) == 0 {
		return screen.Refuse(noneToMatch)
	}
	f.show(matching)
	return nil
}

// oneAD reports whether the conflict has only one AD group.
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
		return "  Which group is the same as " + layout.Safe(f.pairs[0].AD.Name) + "?"
	}
	return "  Which of these " + render.Count(f.groups, "group", "groups") + " are the same group?"
}

// unlisted says that some pairs aren't listed, or "".
func (f *Fixes) unlisted() string {
	if f.more == 0 {
		return ""
	}
	return theme.Warn.Render("! ") + theme.Muted.Render(fmt.Sprintf(
		"The first %s of %s. Once you decide these, the next are listed.",
		render.Number(len(f.pairs)), render.Count(len(f.pairs)+f.more, "pair", "pairs")))
}

func (f *Fixes) partnerRow(i, width int, cursor bool) string {
	if i == len(f.pairs) {
		return line(f.noneOfThese(), width, cursor)
	}
	p := f.pairs[i]
	kinds := cmp.Or(p.Kinds.String(), "the same name")
	text := layout.Safe(p.SCIM.Name) + "  " + kinds + "  " + layout.Safe(p.SCIM.ID)
	if !f.oneAD() {
		text = layout.Safe(p.AD.Name) + "  " + layout.Safe(cmp.Or(p.AD.DN, p.AD.ID)) + "  =  " + text
	}
	return line(text, width, cursor)
}

// noneOfThese is the label for marking all listed pairs as different groups.
func (f *Fixes) noneOfThese() string {
	if f.more == 0 {
		return "none of these"
	}
	return "none of these " + render.Number(len(f.pairs))
}

// match records that the current pair is the same group, or that all listed pairs are different
// groups.
func (f *Fixes) match() tea.Cmd {
	i := f.table.Cursor()
	if i < 0 {
		return nil
	}
	f.question = &question{}
	if i < len(f.pairs) {
		d := diff.NewDecision(f.pairs[i].AD, f.pairs[i].SCIM, false)
		f.question.notice = "matched; u undoes it"
		f.question.decisions = []diff.Decision{d}
		return f.confirmDecision()
	}
	for _, p := range f.pairs {
		f.question.decisions = append(f.question.decisions, diff.NewDecision(p.AD, p.SCIM, true))
	}
	f.question.notice = "marked as different groups; u undoes it"
	return f.confirmDecision()
}
