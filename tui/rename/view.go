package rename

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/status"
	"ad2scim/tui/theme"
)

const (
	headLines    = 2 // the line of counts and the headings
	previewLines = 7 // lines of the preview, with the rule above it
	side         = 14
	kinds        = 22
)

func (f *Fixes) listHeight() int {
	if f.Mode == undoing || f.Mode == matching {
		return f.Height - f.listTop()
	}
	return f.Height - f.listTop() - previewLines
}

// listTop is the number of lines above the table.
func (f *Fixes) listTop() int {
	if f.outdated != "" && f.Mode <= filtering {
		return headLines + 1
	}
	return headLines
}

// View draws the screen.
func (f *Fixes) View() string {
	switch f.Mode {
	case planning:
		return f.planView()
	case running:
		return f.runView()
	case finished:
		return f.endView()
	case undoing:
		return f.head("  What do you want to undo? Newest first.") + "\n" + layout.Fit("", f.Width) + "\n" +
			f.table.View(f.undoRow)
	case deciding:
		return f.decideView()
	case matching:
		return f.head(f.matchTitle()) + "\n" + layout.Fit(f.unlisted(), f.Width) + "\n" + f.table.View(f.partnerRow)
	}
	if f.result == nil {
		return layout.Box("\n  "+theme.Muted.Render("Nothing has been compared yet. Connect both sides on "+
			screen.Numbered(screen.Connection)+"."), f.Width, f.Height)
	}
	top := f.head(f.counts())
	if f.outdated != "" {
		top += "\n" + layout.Fit("  "+theme.Warn.Render("! "+f.outdated), f.Width)
	}
	if len(f.rows) == 0 {
		return layout.Box(top+"\n\n  "+theme.Good.Render("✓")+" "+theme.Muted.Render("No name needs fixing here."), f.Width,
			f.Height)
	}
	name := (f.Width - 6 - side - kinds) / 2
	heads := theme.Muted.Render("     " + layout.Fit("AD name", name) + " " + layout.Fit("provisioned name", name) + " " +
		layout.Fit("differ in", kinds) + "changes")
	return top + "\n" + layout.Fit(heads, f.Width) + "\n" + f.table.View(f.row) + "\n" +
		layout.Box(strings.Join(f.preview(), "\n"), f.Width, previewLines)
}

func (f *Fixes) head(text string) string { return layout.Ends(text, f.filterText(), f.Width) }

func (f *Fixes) counts() string {
	conflicts := 0
	for _, row := range f.rows {
		if row.Status == diff.Conflict {
			conflicts++
		}
	}
	text := "  " + render.Count(len(f.rows)-conflicts, "name", "names")
	if conflicts > 0 {
		text += ", " + render.Count(conflicts, "conflict", "conflicts")
	}
	if n := len(f.choices); n > 0 {
		return text + "  " + theme.Accent.Render("● "+render.Number(n)+" selected")
	}
	if f.filtered() || f.Mode == filtering {
		return text // the filter needs the room
	}
	return text + theme.Muted.Render("  select with space, all with *; enter plans the renames")
}

func (f *Fixes) filterText() string {
	text := ""
	if f.kind != nil {
		text = theme.Warn.Render("["+f.kind.String()+"]") + " "
	}
	switch {
	case f.Mode == filtering:
		f.filter.Width = 16
		text += theme.Accent.Render("/ ") + f.filter.View()
	case f.filter.Value() != "":
		text += theme.Accent.Render("/ ") + layout.Clip(layout.Safe(f.filter.Value()), 16)
	}
	return text + " "
}

func (f *Fixes) row(i, width int, cursor bool) string {
	row := f.rows[i]
	c, chosen := f.choices[session.KeyOf(row)]
	style := func(s lipgloss.Style) lipgloss.Style {
		if cursor {
			return theme.Cursor(s)
		}
		return s
	}
	lead, mark, what := " ", "○", ""
	if cursor {
		lead = "▌"
	}
	switch {
	case row.Status == diff.Conflict:
		mark, what = status.Sign(diff.Conflict), "choose"
	case chosen && c.Value != nil:
		mark, what = "●", "typed"
	case chosen:
		mark, what = "●", sideWord(c.Side)
	}
	name := (width - 5 - side - kinds) / 2
	return style(theme.Accent).Render(lead+" "+mark+"  ") +
		namediff.Cell(nameOf(row.AD), name, style(theme.Plain), style(theme.Hidden)) + style(theme.Plain).Render(" ") +
		namediff.Cell(nameOf(row.SCIM), name, style(theme.Plain), style(theme.Hidden)) + style(theme.Plain).Render(" ") +
		style(theme.Warn).Render(layout.Fit(status.Mark(f.session.Decided.About(row))+f.differsIn(row), kinds-1)) +
		style(theme.Plain).Render(" ") +
		style(theme.Accent).Render(layout.Fit(what, width-5-2*name-2-kinds))
}

// differsIn lists the kinds of difference of a row, or counts the groups of a conflict.
func (f *Fixes) differsIn(row *diff.Row) string {
	if row.Status == diff.Conflict {
		return "conflict, " + render.Count(f.conflicts.Groups(row), "group", "groups")
	}
	return row.Kinds.String()
}

// conflictPreview lists the groups of a conflict, as many as fit.
func (f *Fixes) conflictPreview(row *diff.Row) []string {
	entry := f.result.ConflictEntry(row.Conflict)
	what := noneToMatch
	if slices.ContainsFunc(entry.Members, func(m diff.ConflictGroup) bool { return m.Side == migrate.SCIM }) {
		what = "More than one group fits: press enter to choose which belong together."
	}
	lines := []string{layout.Clip("  "+theme.Muted.Render(what), f.Width)}
	for i, m := range entry.Members {
		if room := previewLines - 1 - len(lines); room == 1 && i < len(entry.Members)-1 {
			return append(lines, theme.Muted.Render("  and "+render.Count(len(entry.Members)-i, "more group", "more groups")))
		}
		text := theme.Muted.Render(layout.Fit(sideWord(m.Side), 12)) + layout.Safe(m.Group.Name) +
			theme.Faint.Render("  "+layout.Safe(cmp.Or(m.Group.DN, m.Group.ID))+"  "+layout.Safe(m.Group.Source))
		lines = append(lines, layout.Clip("  "+text, f.Width))
	}
	return lines
}

func sideWord(s migrate.Side) string {
	if s == migrate.AD {
		return "AD"
	}
	return "provisioned"
}

// preview shows the current and the new name, and how the new name differs from the other
// side's.
func (f *Fixes) preview() []string {
	lines := []string{layout.Rule(f.Width)}
	if f.Job.Running() {
		return append(lines, "  "+f.Job.View(f.Width-2))
	}
	if f.Err != nil {
		return append(lines, problem.View(f.Err, "", f.Width)...)
	}
	row := f.current()
	if row == nil {
		return lines
	}
	if made := f.session.Decided.About(row); len(made) > 0 {
		lines[0] = layout.Section(status.Mark(made)+"confirmed by you; u undoes it", f.Width)
	}
	if row.Status == diff.Conflict {
		return append(lines, f.conflictPreview(row)...)
	}
	c := f.choiceOf(row)
	before, after := c.Names(row)
	if f.Mode == editing {
		after = f.name.Value()
	}
	room := f.Width - 15
	label := func(s string) string { return "  " + theme.Muted.Render(layout.Fit(s, 12)) }
	if f.Mode == editing {
		lines = append(lines, label("new name")+f.field(room))
	} else {
		lines = append(lines, label("changes")+theme.Accent.Render(sideWord(c.Side)))
	}
	now := namediff.NewPair(before, after)
	a, b, carets := now.Lines(now.Start(room), room)
	lines = append(lines, label("now")+a, label("will be")+b, label("")+carets)
	other := nameOf(row.AD)
	if c.Side == migrate.AD {
		other = nameOf(row.SCIM)
	}
	if after == other {
		return append(lines, label("then")+theme.Good.Render("✓ exactly the same as the other side"))
	}
	left := namediff.NewPair(other, after).Explanations(room)
	return append(lines, label("differs")+strings.Join(left[:min(1, len(left))], ""))
}

// field draws the edited name with its cursor. Control characters are escaped.
func (f *Fixes) field(room int) string {
	text := []rune(f.name.Value())
	at := min(f.name.Position(), len(text))
	head := layout.Safe(string(text[:at]))
	if over := layout.Width(head) + 1 - room; over > 0 {
		head = ansi.TruncateLeft(head, over+1, "…")
	}
	return layout.Clip(head+theme.Accent.Render("▏")+layout.Safe(string(text[at:])), room)
}

func (f *Fixes) runView() string {
	return layout.Box("\n  "+f.Job.View(f.Width-2)+"\n\n  "+theme.Muted.Render(
		"Each rename is recorded in the journal before and after it is made."), f.Width, f.Height)
}

func (f *Fixes) endView() string {
	top := theme.Title.Render("  Result")
	var failed []string
	if f.Err != nil {
		failed = problem.View(f.Err, "", f.Width)
	}
	height := f.Height - 1 - len(failed)
	return layout.Box(top+"\n"+f.visibleLines(height, len(f.lines), func(i int) string { return f.lines[i] })+"\n"+
		strings.Join(failed, "\n"), f.Width, f.Height)
}

func line(text string, width int, cursor bool) string {
	if cursor {
		return theme.Cursor(theme.Plain).Render(layout.Fit("▌ "+text, width))
	}
	return layout.Fit("  "+text, width)
}
