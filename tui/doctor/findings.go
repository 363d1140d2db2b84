package doctor

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	rules "ad2scim/migrate/doctor"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// findings draws the result: certain and likely causes, the steps to fix them, possible causes,
// and open questions.
func (d *Doctor) findings(width int) []string {
	var likely, possible, asked []string
	for _, f := range d.report.Findings {
		switch {
		case f.ID == rules.NeedFact:
			asked = append(asked, wrapMarked(theme.Accent.Render("? "), f.Title, width, theme.Plain)...)
		case f.Certainty == rules.Possible:
			possible = append(possible, finding(f, width)...)
		default:
			likely = append(likely, finding(f, width)...)
		}
	}
	if len(likely) == 0 {
		likely = []string{theme.Muted.Render("? No certain cause yet"), ""}
	}
	lines := append([]string{theme.Strong.Render("why Set up is unavailable")}, likely...)
	if d.report.Facts[rules.Greyed] == rules.No {
		lines[0] = theme.Strong.Render("Set up is available")
	}
	if len(asked) > 0 {
		lines = append(lines, wrapMarked(theme.Accent.Render("n "), "next question: "+d.questions[0].Ask, width,
			theme.Plain)...)
		lines = append(lines, "")
	}
	if len(d.report.Remediation) > 0 {
		lines = append(lines, theme.Strong.Render("how to make it available"))
		for i, step := range d.report.Remediation {
			lines = append(lines, wrapMarked(fmt.Sprintf("%d. ", i+1), step.Do, width, theme.Plain)...)
		}
		lines = append(lines, "")
	}
	lines = append(lines, possible...)
	if len(asked) > 0 {
		lines = append(lines, append([]string{theme.Strong.Render("still unknown, most useful first")}, asked...)...)
	}
	return lines
}

// finding draws one finding with its certainty, its reason and the next step.
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
	lines := wrapMarked(style.Render(mark), f.Title, width, theme.Strong)
	source := ""
	if f.Source != "" {
		source = ", " + f.Source.String()
	}
	lines = append(lines, wrapMarked("  ", string(f.Certainty)+source, width, style)...)
	lines = append(lines, wrapMarked("  ", f.Why, width, theme.Muted)...)
	if f.Next != "" {
		lines = append(lines, wrapMarked(theme.Accent.Render("→ "), f.Next, width, theme.Plain)...)
	}
	return append(lines, "")
}

// wrapMarked wraps text after a mark on the first line.
func wrapMarked(mark, text string, width int, style lipgloss.Style) []string {
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
