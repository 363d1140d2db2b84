package doctor

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	rules "ad2scim/migrate/doctor"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// findings draws what follows from the facts: what is certain or likely, the way
// out, then what is merely possible, and the questions that are left.
func (d *Doctor) findings(width int) []string {
	var strong, weak, asked []string
	for _, f := range d.report.Findings {
		switch {
		case f.ID == rules.NeedFact:
			asked = append(asked, folded(theme.Accent.Render("? "), f.Title, width, theme.Plain)...)
		case f.Certainty == rules.Possible:
			weak = append(weak, finding(f, width)...)
		default:
			strong = append(strong, finding(f, width)...)
		}
	}
	if len(strong) == 0 {
		strong = []string{theme.Muted.Render("? No certain cause yet"), ""}
	}
	lines := append([]string{theme.Strong.Render("why Set up is unavailable")}, strong...)
	if d.report.Facts[rules.Greyed] == rules.No {
		lines[0] = theme.Strong.Render("Set up is available")
	}
	if len(asked) > 0 {
		lines = append(lines, folded(theme.Accent.Render("n "), "next question: "+d.asked[0].Ask, width, theme.Plain)...)
		lines = append(lines, "")
	}
	if len(d.report.Way) > 0 {
		lines = append(lines, theme.Strong.Render("how to make it available"))
		for i, step := range d.report.Way {
			lines = append(lines, folded(fmt.Sprintf("%d. ", i+1), step.Do, width, theme.Plain)...)
		}
		lines = append(lines, "")
	}
	lines = append(lines, weak...)
	if len(asked) > 0 {
		lines = append(lines, append([]string{theme.Strong.Render("still unknown, most useful first")}, asked...)...)
	}
	return lines
}

// finding draws one, with its certainty in words, why, and what to do.
func finding(f rules.Finding, width int) []string {
	mark, style := "· ", theme.Muted
	switch {
	case f.ID == rules.NotGreyed:
		mark, style = "✓ ", theme.Good
	case f.Certainty == rules.Certain:
		mark, style = "✗ ", theme.Bad
	case f.Certainty == rules.Likely:
		mark, style = "! ", theme.Warn
	}
	lines := folded(style.Render(mark), f.Title, width, theme.Strong)
	source := ""
	if f.Source != "" {
		source = ", " + f.Source.String()
	}
	lines = append(lines, folded("  ", string(f.Certainty)+source, width, style)...)
	lines = append(lines, folded("  ", f.Why, width, theme.Muted)...)
	if f.Next != "" {
		lines = append(lines, folded(theme.Accent.Render("→ "), f.Next, width, theme.Plain)...)
	}
	return append(lines, "")
}

// folded wraps text behind a sign of its first line.
func folded(mark, text string, width int, style lipgloss.Style) []string {
	var out []string
	indent := layout.Width(mark)
	for i, l := range layout.Wrap(layout.Safe(text), width-indent) {
		if i > 0 {
			mark = strings.Repeat(" ", indent)
		}
		out = append(out, mark+style.Render(l))
	}
	return out
}
