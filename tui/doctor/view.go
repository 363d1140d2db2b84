package doctor

import (
	"fmt"
	"strings"

	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/workspace"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

const (
	factsTop   = 1 // the line of the first fact
	listMin    = 40
	listMax    = 60
	labelWidth = 19
)

func (d *Doctor) listWidth() int { return min(max(listMin, d.width*2/5), listMax) }

// labels name the facts in few words.
var labels = map[rules.Fact]string{
	rules.Path: "Way", rules.SSO: "Single sign-on", rules.SSOKind: "Kind of SSO", rules.ADSync: "AD sync",
	rules.ADSyncScript: "AD sync script", rules.SCIMConfidential: "Confidential SCIM", rules.SCIMSelfHosted: "Self-hosted SCIM",
	rules.EncryptionServiceURL: "Encryption service", rules.PlanSCIM: "Plan with SCIM", rules.ReloggedIn: "Logged in anew",
	rules.Greyed: "Set up is grey",
}

// View draws the screen.
func (d *Doctor) View() string {
	left := append([]string{d.head()}, strings.Split(d.table.View(d.drawFact), "\n")...)
	left = append(left, d.question(d.listWidth()-2, d.height-len(left))...)
	width := d.width - d.listWidth() - 2
	right := d.shown(width)
	lines := make([]string, d.height)
	for i := range lines {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		l = layout.Fit(l, d.listWidth()-1)
		lines[i] = layout.Clip(l+theme.Faint.Render("│")+" "+r, d.width)
	}
	return strings.Join(lines, "\n")
}

func (d *Doctor) head() string {
	n := 0
	for _, k := range rules.AllFacts() {
		if !d.report.Facts.Knows(k) {
			n++
		}
	}
	text := " " + theme.Strong.Render("facts") + theme.Muted.Render(fmt.Sprintf("  %d not known", n))
	if len(d.draft) > 0 {
		text += "  " + theme.Warn.Render(fmt.Sprintf("* %d not saved", len(d.draft)))
	}
	return text
}

// drawFact draws a fact with a sign for how well it is known.
func (d *Doctor) drawFact(i, width int, cursor bool) string {
	k := rules.AllFacts()[i]
	value, mark, style := d.facts()[k], "?", theme.Muted
	switch d.session.Facts[k].Grade {
	case workspace.GradeVerified:
		mark, style = "●", theme.Good
	case workspace.GradeAttested:
		mark, style = "◐", theme.Good
	}
	if _, changed := d.draft[k]; changed {
		mark, style = "*", theme.Warn
	}
	shown := theme.Plain.Render
	if value == "" || value == rules.Unknown {
		value, shown = "not known", theme.Muted.Render
	}
	bar, label := "  ", theme.Plain
	if cursor {
		bar, label = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	return layout.Fit(bar+style.Render(mark)+" "+label.Render(layout.Fit(labels[k], labelWidth))+shown(layout.Safe(value)), width)
}

// question asks for the fact under the cursor, or says what is wrong.
func (d *Doctor) question(width, room int) []string {
	if d.err != nil {
		lines := []string{""}
		for _, l := range problem.View(d.err, theme.Accent.Render("s")+theme.Muted.Render(" saves again"), width-1) {
			lines = append(lines, " "+l)
		}
		return lines[:min(len(lines), max(0, room))]
	}
	q := d.fact().Question()
	lines := []string{""}
	for _, l := range layout.Wrap(q.Ask, width-1) {
		lines = append(lines, " "+theme.Title.Render(l))
	}
	for _, l := range layout.Wrap(q.HowToFind, width-1) {
		lines = append(lines, " "+theme.Muted.Render(l))
	}
	if len(lines) > room && room > 0 {
		lines = lines[:room]
		lines[room-1] = layout.Clip(lines[room-1], width-1) + theme.Muted.Render("…")
	}
	return lines
}

// shown is the part of the findings that is scrolled to.
func (d *Doctor) shown(width int) []string {
	lines := d.findings(width)
	d.scroll = max(0, min(d.scroll, len(lines)-d.height))
	if len(lines) <= d.height {
		return lines
	}
	shown := lines[d.scroll:]
	if len(shown) > d.height {
		shown = append(shown[:d.height-1:d.height-1], theme.Muted.Render("↓ ")+theme.Accent.Render("]")+theme.Muted.Render(" more"))
	}
	return shown
}
