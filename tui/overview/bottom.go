package overview

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// bottom draws an error if there is one, the two sources, and the next step.
func (o *Overview) bottom(width, room int) []string {
	s := o.session
	sources := []string{
		layout.Section("sources", width), o.source("AD", s.AD, width),
		o.source("provisioned", s.SCIM, width),
	}
	st := o.step()
	what := "  " + theme.Title.Render("▶ "+st.title) + "  " + theme.Accent.Render(st.key)
	if side, err := s.Err(); err != nil && !s.Busy() {
		return append(sourceError(side, err, sources, width, room-1), what) // the next step is visible despite the error
	}
	out := append(sources, "")
	if o.tall() {
		out = append(out, "")
	}
	why, all := layout.Wrap(st.why, width-5), o.notes()
	if room-len(out) < 3 && len(all) > 0 { // room for the step, its reason and a note
		out = slices.DeleteFunc(out, func(line string) bool { return line == "" })
	}
	out = append(out, what)
	left := room - len(out)
	notes := noteLines(all, width)
	switch {
	case len(notes) == 0:
	case len(why)+1+len(notes) < left:
		notes = append([]string{""}, notes...)
	default:
		notes = cut(noteLines([]string{joinNotes(all)}, width), max(1, left-1), width)
	}
	for _, l := range cut(why, max(1, left-len(notes)), width-4) {
		out = append(out, "    "+theme.Muted.Render(l))
	}
	return append(out, notes...)
}

// cut returns at most limit lines. The last one ends in an ellipsis if there were more.
func cut(lines []string, limit, width int) []string {
	if len(lines) <= limit {
		return lines
	}
	lines = slices.Clone(lines[:limit])
	lines[limit-1] = layout.Clip(lines[limit-1], width-3) + " …"
	return lines
}

// joinNotes joins all notes, preceded by their number.
func joinNotes(all []string) string {
	text := strings.Join(all, "; ")
	if len(all) > 1 {
		text = render.Number(len(all)) + " notes: " + text
	}
	return text
}

// sourceError draws the two sources and the error of one. If there is little room, it leaves
// out the sources first, then the keys, which are in the footer too.
func sourceError(side migrate.Side, err error, sources []string, width, room int) []string {
	panel := problem.View(err, "", width-4)
	keys := []string{theme.Bad.Render("┃ ") + theme.Accent.Render("r") + theme.Muted.Render(
		" try again   ") + theme.Accent.Render("e") + theme.Muted.Render(" change the connection")}
	if len(sources)+1+len(panel)+len(keys) <= room {
		sources = append(sources, "")
	} else {
		sources = []string{layout.Section(sideName(side), width)}
	}
	if len(sources)+len(panel)+len(keys) > room {
		keys = nil
	}
	if maxLines := max(1, room-len(sources)); len(panel) > maxLines {
		panel = append(panel[:maxLines-1:maxLines-1], theme.Bad.Render("┃ ")+"…")
	}
	for _, l := range append(panel, keys...) {
		sources = append(sources, "  "+l)
	}
	return sources
}

// notes lists the notes of the comparison and the sources. The reason why a comparison doesn't
// count comes first.
func (o *Overview) notes() (all []string) {
	if o.session.Dropped != "" {
		all = append(all, o.session.Dropped)
	}
	all = slices.Concat(all, o.session.AD.Notes, o.session.SCIM.Notes)
	if r := o.session.Result; r != nil {
		all = append(all, r.Notes...)
	}
	return all
}

func noteLines(all []string, width int) (lines []string) {
	for _, n := range all {
		for i, l := range layout.Wrap(layout.Safe(n), width-6) {
			sign := theme.Warn.Render("! ")
			if i > 0 {
				sign = "  "
			}
			lines = append(lines, "  "+sign+l)
		}
	}
	return lines
}

// groupsWidth fits millions of groups.
const groupsWidth = len("9,999,999 groups") - 1

// progressWidth is the minimum width of a task's line.
const progressWidth = 38

// source draws one source in one line: its name, then the progress or the result.
func (o *Overview) source(label string, e *session.Side, width int) string {
	name := min(60, width-4-13-progressWidth)
	where := theme.Muted.Render("not set up")
	if e.Set() {
		where = layout.Clip(layout.Safe(e.Connection.String()), name)
	}
	line := "  " + theme.Muted.Render(layout.Fit(label, 13)) + layout.Fit(where, name) + "  "
	room := width - layout.Width(line) - 1
	return line + layout.Clip(o.status(e, room), room)
}

func (o *Overview) status(e *session.Side, room int) string {
	s := o.session
	switch {
	case e.Task.Running():
		return e.Task.View(room)
	case e.Task.Err != nil:
		return theme.Bad.Render("✗ " + problem.Line(e.Task.Err))
	case e.Task.Stopped:
		return theme.Muted.Render("○ stopped") + theme.Faint.Render("  ") + theme.Accent.Render("r") + theme.Muted.Render(
			" read again")
	case !e.Read():
		return theme.Muted.Render("not read yet")
	}
	text := layout.Right(render.Count(len(e.Groups), "group", "groups"), groupsWidth)
	if s.Compare.Running() {
		return text + theme.Accent.Render("  comparing")
	}
	text += theme.Muted.Render("  read " + session.Clock(e.ReadAt))
	if len(e.Notes) > 0 {
		text += "  " + theme.Warn.Render("! "+layout.Safe(e.Notes[0]))
	}
	return text
}

func sideName(side migrate.Side) string {
	switch side {
	case migrate.AD:
		return "Active Directory"
	case migrate.SCIM:
		return "the SCIM side"
	case migrate.Endpoint:
		return "the SCIM endpoint"
	}
	return "the comparison"
}
