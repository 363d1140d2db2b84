package groups

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
	"ad2scim/tui/session"
	"ad2scim/tui/status"
	"ad2scim/tui/theme"
)

// detail shows one row.
type detail struct {
	large   bool // shown instead of the table
	scroll  int
	row     *diff.Row
	decided []diff.Decision // the admin's decisions about its groups
	pair    *namediff.Pair  // nil without two names
	// conflict holds all groups of the row's conflict.
	conflict *diff.ConflictEntry
	// unexplained means that the pair's differences are still being computed.
	unexplained bool
	lines       int // number of lines in the last frame
	height      int
}

func (d *detail) move(msg tea.Msg) bool {
	to, moved := keys.Scroll(msg, d.scroll, d.lines, d.height)
	d.scroll = to
	return moved
}

const labelWidth = 13

func label(s string) string { return "  " + theme.Muted.Render(layout.Fit(s, labelWidth)) }

// view draws the row in at most height lines. Large, it can be scrolled.
func (d *detail) view(width, height int, marked bool) []string {
	if d.row == nil {
		return nil
	}
	room := width - labelWidth - 3
	lines := d.names(room, width)
	lines = append(lines, d.about(room, marked)...)
	lines = append(lines, d.candidates(width)...)
	d.lines, d.height = len(lines), height
	d.scroll = max(0, min(d.scroll, len(lines)-height))
	if len(lines) > height {
		lines = lines[d.scroll : d.scroll+height]
	}
	return lines
}

// names draws both names one above the other, split into several parts if they are long and
// there is room, and describes each difference.
func (d *detail) names(room, width int) []string {
	if d.pair == nil {
		return d.oneName(room)
	}
	if d.row.Status == diff.Exact {
		name := namediff.Cell(d.row.AD.Name, room, theme.Plain, theme.Hidden)
		return []string{label("both names") + name}
	}
	var lines []string
	explained := false
	from, to := 0, max(1, d.pair.Width())
	if !d.large {
		from = d.pair.Start(room)
		to = from + 1
	}
	// A part needs a column at each end for the sign that the name continues.
	for ; from < to; from += room - 2 {
		a, b, carets := d.pair.Lines(from, room)
		lines = append(lines, label("AD")+a, label("provisioned")+b, label("")+carets)
		explained = explained || d.pair.Inline(from, room) != ""
	}
	if how := d.row.HowPaired(); d.row.Kinds.Has(names.Renamed) && how != "" {
		lines = append(lines, label("")+layout.Clip(theme.Muted.Render(layout.Safe(how)), room))
	}
	if explained {
		return lines
	}
	for _, e := range d.pair.Explanations(width - labelWidth - 3) {
		lines = append(lines, label("")+e)
	}
	return lines
}

func (d *detail) oneName(room int) []string {
	side, other, name := "AD", "provisioned", adName(d.row)
	if d.row.AD == nil {
		side, other, name = "provisioned", "AD", scimName(d.row)
	}
	missing := theme.Faint.Render("no matching group")
	if d.row.Status == diff.Conflict {
		missing = theme.Bad.Render("!") + theme.Muted.Render(fmt.Sprintf(" choose one: %s",
			render.Count(len(d.row.Candidates()), "candidate", "candidates")))
	}
	own := label(side) + namediff.Cell(name, room, theme.Plain, theme.Hidden)
	if d.row.AD == nil {
		return []string{label(other) + missing, own}
	}
	return []string{own, label(other) + missing}
}

// about draws the status, the decisions, the DN and the ids.
func (d *detail) about(room int, marked bool) []string {
	r := d.row
	st := status.Style(r.Status).Render(status.Sign(r.Status) + " " + status.Singular(r.Status))
	if !r.Kinds.Empty() {
		st += theme.Muted.Render("  " + r.Kinds.String())
	}
	if r.AD != nil && r.AD.Type() != "" {
		st += theme.Muted.Render("  " + string(r.AD.Type()) + " group")
	}
	if r.Score > 0 && r.Score < 1 {
		st += theme.Muted.Render(fmt.Sprintf("  %.0f%% similar", r.Score*100))
	}
	if r.Identity != diff.NoIdentity {
		st += theme.Muted.Render("  matched by identity")
	}
	if marked {
		st += theme.Accent.Render("  ● selected")
	}
	lines := []string{label("status") + layout.Clip(st, room)}
	add := func(name, text string) {
		if text != "" {
			lines = append(lines, label(name)+namediff.Cell(text, room, theme.Muted, theme.Hidden))
		}
	}
	for _, decision := range d.decided {
		other := decision.SCIMName
		if r.AD == nil {
			other = decision.ADName
		}
		text := "the same group as " + migrate.Quote(other)
		if decision.Apart {
			text = "not the same group as " + migrate.Quote(other)
		}
		lines = append(lines, label(status.DecidedSign+" by you")+layout.Clip(
			theme.Accent.Render(layout.Safe(text))+theme.Muted.Render("  (undo in Fix)"), room))
	}
	for _, n := range r.Near() {
		lines = append(lines, label("similar name")+layout.Clip(namediff.Cell(n.Group.Name, max(room-30, 16), theme.Warn,
			theme.Hidden)+
			theme.Muted.Render(" not matched; match it in Fix"), room))
	}
	if r.VariantOf() != "" {
		lines = append(lines, label("duplicate of")+namediff.Cell(r.VariantOf(), room, theme.Warn, theme.Hidden))
	}
	if r.AD != nil {
		add("source", r.AD.Source)
		add("DN", r.AD.DN)
		add("objectGUID", r.AD.ID)
	}
	if r.SCIM != nil {
		add("SCIM id", r.SCIM.ID)
		add("external id", r.SCIM.ExternalID())
	}
	return lines
}

// candidates lists the possible matches of a group in conflict.
func (d *detail) candidates(width int) []string {
	if d.conflict != nil {
		return d.conflictGroups(width)
	}
	if len(d.row.Candidates()) == 0 {
		return nil
	}
	lines := []string{"  " + theme.Bad.Render("!") + theme.Muted.Render(" any of these could match; choose one in Fix")}
	for _, c := range d.row.Candidates() {
		if c.Group == nil {
			continue
		}
		side, id := "AD", c.Group.DN
		if c.Side == migrate.SCIM {
			side, id = "provisioned", c.Group.ID
		}
		kinds := c.Kinds.String()
		if c.Kinds.Empty() {
			kinds = "the same name"
		}
		name := max(16, (width-labelWidth-25)*3/5)
		lines = append(lines, layout.Clip(label(side)+namediff.Cell(c.Group.Name, name, theme.Plain, theme.Hidden)+" "+
			theme.Warn.Render(layout.Fit(kinds, 20))+" "+theme.Faint.Render(layout.Safe(id)), width))
	}
	return lines
}

// conflictGroups lists all groups of a conflict and where each name differs from the first.
func (d *detail) conflictGroups(width int) []string {
	lines := []string{"  " + theme.Bad.Render("!") + theme.Muted.Render(" "+render.Count(len(d.conflict.Members), "group",
		"groups")+" in this conflict; choose in Fix which are the same")}
	for _, m := range d.conflict.Members {
		side, id := "AD", m.Group.DN
		if m.Side == migrate.SCIM {
			side, id = "provisioned", m.Group.ID
		}
		name := max(16, (width-labelWidth-5)*2/5)
		lines = append(lines, layout.Clip(label(side)+namediff.Cell(m.Group.Name, name, theme.Plain, theme.Hidden)+" "+
			theme.Faint.Render(layout.Safe(id)), width))
		if m.Group.Source != "" {
			lines = append(lines, layout.Clip(label("")+theme.Muted.Render("in "+layout.Safe(m.Group.Source)), width))
		}
		for _, where := range m.Where {
			lines = append(lines, layout.Clip(label("")+theme.Warn.Render(layout.Safe(where)), width))
		}
	}
	return lines
}

func (g *Groups) isSelected(r *diff.Row) bool {
	return len(g.session.Selected) > 0 && g.session.Selected[session.KeyOf(r)]
}
