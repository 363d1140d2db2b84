package doctor

import (
	"fmt"
	"strings"

	rules "ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
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

// questionTop is the first line below the facts.
var questionTop = factsTop + len(rules.AllFacts())

func (d *Doctor) listWidth() int { return min(max(listMin, d.width*2/5), listMax) }

// labels are the facts' short names.
var labels = map[rules.Fact]string{
	rules.Path: "Path", rules.SSO: "Single sign-on", rules.SSOKind: "Kind of SSO", rules.ADSync: "AD sync",
	rules.ADSyncScript: "AD sync script", rules.SCIMConfidential: "Confidential SCIM",
	rules.SCIMSelfHosted:       "Self-hosted SCIM",
	rules.EncryptionServiceURL: "Encryption service", rules.PlanSCIM: "Plan with SCIM",
	rules.ReloggedIn: "Logged in again",
	rules.Greyed:     "Set up unavailable",
}

// View draws the screen.
func (d *Doctor) View() string {
	left := append([]string{d.head()}, strings.Split(d.table.View(d.drawFact), "\n")...)
	left = append(left, window(d.question(), d.questionScroll, d.questionHeight(), "pgup", "pgdn")...)
	right := window(d.findings(d.findingsWidth()), d.scroll, d.height, "[", "]")
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
		if value := d.facts()[k]; value == "" || value == rules.Unknown {
			n++
		}
	}
	text := " " + theme.Strong.Render("facts") + theme.Muted.Render(fmt.Sprintf("  %d unknown", n))
	if len(d.draft) > 0 {
		text += "  " + theme.Warn.Render(fmt.Sprintf("* %d not saved", len(d.draft)))
	}
	return text
}

// signs are the marks by grade.
var signs = map[migration.Grade]string{migration.GradeVerified: "●", migration.GradeConfirmed: "◐"}

// drawFact draws a fact with the mark of its grade.
func (d *Doctor) drawFact(i, width int, cursor bool) string {
	k := rules.AllFacts()[i]
	value, mark, style := d.facts()[k], "?", theme.Muted
	if sign := signs[d.session.Facts[k].Grade]; sign != "" && d.known.Knows(k) {
		mark, style = sign, theme.Good
	}
	if _, changed := d.draft[k]; changed {
		mark, style = "*", theme.Warn
	}
	render := theme.Plain.Render
	if value == "" || value == rules.Unknown {
		value, render = "unknown", theme.Muted.Render
	}
	bar, label := "  ", theme.Plain
	if cursor {
		bar, label = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	return layout.Fit(bar+style.Render(mark)+" "+label.Render(layout.Fit(labels[k], labelWidth))+render(
		layout.Safe(value)),
		width)
}

// question asks for the current fact, or says why saving failed.
func (d *Doctor) question() []string {
	width := d.listWidth() - 3
	lines := []string{""}
	if d.err != nil {
		for _, l := range problem.View(d.err, theme.Accent.Render("a")+theme.Muted.Render(" try again"), width) {
			lines = append(lines, " "+l)
		}
		return lines
	}
	q := d.fact().Question()
	for _, l := range layout.Wrap(q.Ask, width) {
		lines = append(lines, " "+theme.Title.Render(l))
	}
	for _, l := range layout.Wrap(q.HowToFind, width) {
		lines = append(lines, " "+theme.Muted.Render(l))
	}
	return lines
}

func (d *Doctor) questionHeight() int { return max(0, d.height-questionTop) }

// questionStep is how many lines a page scrolls: all but the two "more" lines.
func (d *Doctor) questionStep() int { return max(1, d.questionHeight()-2) }

func (d *Doctor) findingsWidth() int { return d.width - d.listWidth() - 2 }

// clamp keeps both scroll positions within the text.
func (d *Doctor) clamp() {
	d.scroll = max(0, min(d.scroll, len(d.findings(d.findingsWidth()))-d.height))
	d.questionScroll = max(0, min(d.questionScroll, len(d.question())-d.questionHeight()))
}

// window returns the visible lines, with a "more" line and its key where the text goes on.
func window(lines []string, top, height int, up, down string) []string {
	if len(lines) <= height || height < 1 {
		return lines[:min(len(lines), height)]
	}
	end := min(top+height, len(lines))
	shown := append([]string{}, lines[top:end]...)
	more := func(arrow, key string) string {
		return " " + theme.Muted.Render(arrow+" ") + theme.Accent.Render(key) + theme.Muted.Render(" more")
	}
	if top > 0 {
		shown[0] = more("↑", up)
	}
	if end < len(lines) {
		shown[len(shown)-1] = more("↓", down)
	}
	return shown
}
