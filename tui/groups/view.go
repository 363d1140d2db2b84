package groups

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

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
	tableTop       = 2   // the line of counts and the headings, without the banner
	maxBannerLines = 3   // maximum number of lines of the banner
	detailLines    = 8   // lines of the details below the table, with the rule above them
	wideMin        = 130 // minimum width for the details beside the table
	kindWidth      = 24

	filterWidth = 16
)

// isWide reports whether the details are beside the table.
func (g *Groups) isWide() bool { return g.width >= wideMin }

func (g *Groups) detailWidth() int {
	if g.isWide() {
		return g.width * 2 / 5
	}
	return g.width
}

func (g *Groups) detailHeight() int {
	if g.height >= 30 {
		return detailLines + (g.height-24)/4
	}
	return detailLines
}

// fit sets the size of the table.
func (g *Groups) fit() {
	g.table.Border = g.isWide()
	if g.isWide() {
		g.table.SetSize(g.tableWidth(), g.height-tableTop-len(g.banner))
		return
	}
	g.table.SetSize(g.width, g.height-tableTop-len(g.banner)-g.detailHeight())
}

// bannerOf warns about what all names of a side have in common, and says how to fix it if there
// is room.
func bannerOf(r *diff.Result, width int) []string {
	if r == nil {
		return nil
	}
	var full, titles []string
	for _, w := range r.SideWide {
		mark := "! "
		titles = append(titles, " "+theme.Warn.Render(layout.Clip(mark+layout.Safe(w.Title()), width-2)))
		for _, l := range layout.Wrap(layout.Safe(w.Title()+" "+w.Remedy()), width-4) {
			full = append(full, " "+theme.Warn.Render(mark+l))
			mark = "  "
		}
	}
	if len(full) > maxBannerLines {
		return titles[:min(len(titles), maxBannerLines)]
	}
	return full
}

// newBanner returns bannerOf the comparison, after a line that says if it is outdated.
func (g *Groups) newBanner() []string {
	banner, old := bannerOf(g.result, g.width), g.session.Outdated()
	if g.outdated = old != ""; g.outdated {
		banner = append([]string{" " + theme.Warn.Render("! "+old)}, banner...)
	}
	return banner
}

// View draws the screen.
func (g *Groups) View() string {
	if g.members != nil {
		return g.head() + "\n" + g.membersView(g.width, g.height-1)
	}
	if g.result == nil {
		return g.empty()
	}
	top := strings.Join(append([]string{g.head()}, g.banner...), "\n") + "\n"
	if g.isWide() && !g.detail.large {
		return top + g.sideBySide()
	}
	if g.detail.large {
		lines := append([]string{layout.Section("details", g.width)},
			g.detail.view(g.width, g.height-2-len(g.banner), g.selected())...)
		return top + strings.Join(lines, "\n")
	}
	lines := append([]string{layout.Rule(g.width)}, g.detail.view(g.width, g.detailHeight()-1, g.selected())...)
	return top + g.list() + "\n" + strings.Join(lines, "\n")
}

func (g *Groups) selected() bool { return g.detail.row != nil && g.isSelected(g.detail.row) }

// sideBySide draws the details beside the table.
func (g *Groups) sideBySide() string {
	width := g.detailWidth()
	g.detail.large = true // there is room for all of it
	right := append([]string{label("details"), ""}, g.detail.view(width, g.height-tableTop-len(g.banner)-2,
		g.selected())...)
	g.detail.large = false
	left := strings.Split(g.list(), "\n")
	var b strings.Builder
	for i, l := range left {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l)
		if i < len(right) {
			b.WriteString(layout.Clip(right[i], width))
		}
	}
	return b.String()
}

// head draws the counts by status, and the filter on the right. If they don't fit, the counts
// have signs instead of words.
func (g *Groups) head() string {
	left := g.counts(status.Word)
	filter := g.filterView()
	if layout.Width(left)+layout.Width(filter)+2 > g.width {
		left = g.counts(nil)
	}
	return layout.Ends(left, filter, g.width)
}

func (g *Groups) counts(word func(diff.Status) string) string {
	left := " "
	for _, s := range status.All {
		n := "–"
		if g.result != nil {
			n = render.Number(status.Count(g.result, s))
		}
		text := status.Sign(s) + " " + n
		if word != nil {
			text = n + " " + word(s)
		}
		switch {
		case g.query.status != nil && *g.query.status == s:
			text = status.Style(s).Bold(true).Render("[" + text + "]")
		case status.Count(g.result, s) == 0 || g.query.status != nil:
			text = theme.Muted.Render(" " + text + " ")
		default:
			text = " " + status.Style(s).Render(text) + " "
		}
		left += text + " "
	}
	return left
}

// filterView draws the kind and the text of the filter.
func (g *Groups) filterView() string {
	var text string
	if g.query.kind != nil {
		text += theme.Warn.Render("["+g.query.kind.String()+"]") + " "
	}
	if g.filtering {
		g.input.Width = filterWidth
		return text + theme.Accent.Render("/ ") + g.input.View()
	}
	if g.query.text != "" {
		text += theme.Accent.Render("/ ") + namediff.Cell(g.query.text,
			min(filterWidth, layout.Width(layout.Safe(g.query.text))), theme.Plain, theme.Hidden)
	}
	return text + " "
}

// list draws the headings and the rows.
func (g *Groups) list() string {
	width := g.tableWidth()
	a, b, k := columns(width - 1)
	count := render.Count(len(g.rows), "row", "rows")
	if g.query.filtered() {
		count = render.Number(len(g.rows)) + " of " + render.Number(g.total)
	}
	if n := len(g.session.Selected); n > 0 {
		count += " · " + render.Number(n) + " selected"
	}
	heading := "   " + heading("AD name", a-1, g.query.order == byAD) + " " + heading("provisioned name", b-1,
		g.query.order == bySCIM) + " " +
		theme.Muted.Render(layout.Fit(count, k))
	body := g.table.View(g.row)
	if len(g.rows) == 0 {
		body = layout.Box("\n   "+theme.Muted.Render("No group matches the filter. ")+theme.Accent.Render(
			"esc")+theme.Muted.Render(" clears it."), width, g.table.Height())
	}
	return layout.Fit(heading, width) + "\n" + body
}

func heading(text string, width int, sorted bool) string {
	if sorted {
		text += " ↓"
	}
	return theme.Muted.Render(layout.Fit(text, width))
}

func (g *Groups) tableWidth() int {
	if g.isWide() {
		return g.width - g.detailWidth()
	}
	return g.width
}

// columns divides the width between the two names and the remark.
func columns(width int) (a, b, k int) {
	k = max(kindWidth, min(36, width/4))
	rest := width - 3 - k
	a = rest / 2
	return a, rest - a, k
}

// row draws one row of the table.
func (g *Groups) row(i, width int, cursor bool) string {
	r := &g.result.Rows[g.rows[i]]
	a, b, k := columns(width)
	in := func(s lipgloss.Style) lipgloss.Style {
		if cursor {
			return theme.Cursor(s)
		}
		return s
	}
	bar, sel := " ", " "
	if cursor {
		bar = "▌"
	}
	if g.isSelected(r) {
		sel = "●"
	}
	out := in(theme.Accent).Render(bar + sel + " ")
	plain := theme.Plain
	if r.Status == diff.Exact {
		plain = theme.Muted
	}
	differ := g.marks.spots[g.rows[i]]
	styles := namediff.Styles{Plain: in(plain), Hidden: in(theme.Hidden), Mark: in(theme.Mark)}
	out += name(r.AD, differ.ad, a-1, styles, in) + in(theme.Plain).Render(" ")
	out += name(r.SCIM, differ.scim, b-1, styles, in) + in(theme.Plain).Render(" ")
	return out + in(status.Style(r.Status)).Render(layout.Fit(status.Sign(r.Status)+" "+
		status.Mark(g.session.Decided.About(r))+remark(r), k))
}

// remark is the text of the last column: the kinds of difference, or the status.
func remark(r *diff.Row) string {
	switch {
	case r.VariantOf() != "":
		return "duplicate"
	case r.Status == diff.Differs:
		return r.Kinds.String()
	}
	return status.Word(r.Status)
}

// name draws one name of a row, or a dash if the group is missing.
func name(of *migrate.Group, marks []namediff.Range, width int, styles namediff.Styles,
	in func(lipgloss.Style) lipgloss.Style,
) string {
	if of == nil {
		return in(theme.Faint).Render(layout.Fit("–", width))
	}
	return namediff.MarkedCell(of.Name, marks, width, styles)
}

// empty says why the screen has nothing to show.
func (g *Groups) empty() string {
	s := g.session
	lines := []string{g.head(), ""}
	add := func(text string) { lines = append(lines, "   "+text) }
	_, err := s.Err()
	switch {
	case s.Busy():
		for _, e := range [2]*session.Side{s.AD, s.SCIM} {
			if e.Task.Running() {
				add(theme.Muted.Render(layout.Fit(e.Label(), 14)) + e.Task.View(g.width-18))
			} else {
				add(theme.Muted.Render(layout.Fit(e.Label(), 14)) + render.Count(len(e.Groups), "group", "groups"))
			}
		}
	case err != nil:
		for _, l := range problem.View(err, theme.Accent.Render("r")+theme.Muted.Render(" try again"), g.width-6) {
			add(l)
		}
	default:
		for _, l := range layout.Wrap("Nothing has been compared yet. Connect both sides on "+
			screen.Numbered(screen.Connection)+".",
			g.width-6) {
			add(theme.Muted.Render(l))
		}
	}
	return strings.Join(lines, "\n")
}
