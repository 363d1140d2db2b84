package groups

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

// membersView draws both lists side by side. Members of only one side come first.
func (g *Groups) membersView(width, height int) string {
	m := g.members
	half := (width - 5) / 2
	title, pair := "members", m.pairs[m.at]
	if len(m.pairs) > 1 {
		title = fmt.Sprintf("members, possible match %d of %d", m.at+1, len(m.pairs))
	}
	lines := []string{
		layout.Section(title, width),
		"  " + m.caption("AD", pair[0], 0, half) + " " + m.caption("provisioned", pair[1], 1, half),
		"  " + theme.Muted.Render(m.verdict()),
		"",
	}
	for _, r := range m.sides {
		if r.task.Err != nil {
			for _, l := range problem.View(r.task.Err, theme.Accent.Render("r")+theme.Muted.Render(" try again"), width-4) {
				lines = append(lines, "  "+l)
			}
		}
	}
	m.height = max(1, height-len(lines))
	m.scroll(nil)
	for i := m.top; i < min(len(m.lines), m.top+m.height); i++ {
		l, marks := m.lines[i], [2][]namediff.Range{}
		sign, style := "=", theme.Muted
		switch l.Standing() {
		case operation.MemberOnlyAD:
			sign, style = "‹", theme.Left
		case operation.MemberOnlySCIM:
			sign, style = "›", theme.Right
		case operation.MemberDiffers:
			sign, style, marks = "≠", theme.Warn, m.marks(i)
		}
		lines = append(lines, "  "+person(l.AD, half, style, marks[0])+" "+style.Render(sign)+" "+person(l.SCIM, half-1,
			style, marks[1]))
	}
	return strings.Join(lines, "\n")
}

// marks returns where the email addresses of a line differ. They are computed only for visible
// lines, since a group may have any number of members.
func (m *members) marks(i int) [2][]namediff.Range {
	l := &m.lines[i]
	if l.marks == nil {
		a, b := namediff.Ranges(l.Addresses())
		l.marks = &[2][]namediff.Range{a, b}
	}
	return *l.marks
}

func (m *members) caption(side string, of *migrate.Group, i, width int) string {
	r := m.sides[i]
	head := theme.Muted.Render(layout.Fit(side, labelWidth))
	switch {
	case of == nil:
		return head + theme.Faint.Render(layout.Fit(r.reason, width-labelWidth))
	case r.reason != "":
		return head + theme.Warn.Render(layout.Fit(r.reason, width-labelWidth))
	case r.task.Running():
		return head + theme.Accent.Render(layout.Fit(r.task.Doing+" …", width-labelWidth))
	}
	count := render.Number(len(r.list))
	if !r.read {
		count = "–"
	}
	return head + namediff.Cell(of.Name, width-labelWidth-8, theme.Strong, theme.Hidden) + theme.Muted.Render(
		layout.Right(count, 7)) + " "
}

// verdict summarizes how the two lists differ.
func (m *members) verdict() string {
	if m.sides[0].task.Running() || m.sides[1].task.Running() {
		return "Reading members. Press esc to stop."
	}
	if !m.sides[0].read && !m.sides[1].read {
		return "not compared: neither side was read"
	}
	if !m.sides[0].read || !m.sides[1].read {
		return "not compared: only one side was read"
	}
	n := map[operation.MemberStanding]int{}
	for _, l := range m.lines {
		n[l.Standing()]++
	}
	both := n[operation.MemberSame]
	if both == len(m.lines) {
		return "= the same " + render.Count(both, "member", "members")
	}
	return "‹ " + render.Number(n[operation.MemberOnlyAD]) + " only in AD   › " +
		render.Number(n[operation.MemberOnlySCIM]) + " only provisioned   ≠ " +
		render.Number(n[operation.MemberDiffers]) + " with another email   = " + render.Number(both) + " the same"
}

// person draws a member: the name, and the address or another identifier with its differences
// marked.
func person(m *migrate.Member, width int, style lipgloss.Style, marks []namediff.Range) string {
	if m == nil {
		return theme.Faint.Render(layout.Fit("–", width))
	}
	name := operation.MemberName(m)
	identifier := m.Mail
	if identifier == "" {
		identifier = m.UPN
	}
	if len(m.Via) > 0 {
		identifier = "via " + strings.Join(m.Via, " › ")
	}
	if m.Primary {
		identifier += " (primary group)"
	}
	if m.Kind != migrate.UserMember && m.Kind != "" && identifier == "" {
		identifier = string(m.Kind)
	}
	nameWidth := width * 2 / 5
	if len(marks) > 0 {
		styles := namediff.Styles{Plain: theme.Plain, Hidden: theme.Hidden, Mark: theme.Mark}
		identifier = cmp.Or(m.Mail, m.UPN)
		return namediff.Cell(name, nameWidth, theme.Plain, theme.Hidden) + " " + namediff.Window(identifier, marks,
			width-nameWidth-1,
			styles)
	}
	if style.GetForeground() == theme.Muted.GetForeground() {
		return namediff.Cell(name, nameWidth, theme.Plain, theme.Hidden) + " " + namediff.Cell(identifier, width-nameWidth-1,
			theme.Muted, theme.Hidden)
	}
	return namediff.Cell(name, nameWidth, style, theme.Hidden) + " " + namediff.Cell(identifier, width-nameWidth-1,
		theme.Muted,
		theme.Hidden)
}
