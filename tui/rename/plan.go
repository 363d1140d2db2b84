package rename

import (
	"fmt"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

// spots are the differing parts of a rename's two names.
type spots struct{ before, after []namediff.Range }

// planOf computes what takes too long for a frame.
func planOf(p operation.RenamePlan) planned {
	m := planned{review: p, spots: make([]spots, len(p.Review.Plan.Fixes))}
	for i, one := range p.Review.Plan.Fixes {
		m.spots[i].before, m.spots[i].after = namediff.Ranges(one.Before, one.After)
	}
	return m
}

// layOut lays out the text above the plan's rows, the findings first.
func (f *Fixes) layOut() {
	f.lines = nil
	say := func(mark, text string) {
		for _, l := range layout.Wrap(layout.Safe(text), f.Width-4-layout.Width(mark)) {
			f.lines = append(f.lines, mark+l)
			mark = strings.Repeat(" ", layout.Width(mark))
		}
	}
	for _, found := range f.review.Review.Findings {
		if found.ExcludesFixes() {
			say(theme.Bad.Render("✗ left out: "), found.Words)
		} else {
			say(theme.Warn.Render("! "), found.Words)
		}
	}
	if n := f.review.Review.Plan.Synced; n > 0 {
		say(theme.Accent.Render("y "), render.Count(n, "name comes", "names come")+
			" from displayName in AD through a directory"+
			" sync: press y to plan changing displayName in AD instead")
	}
	for _, note := range f.review.Review.Plan.Notes {
		say(theme.Muted.Render("note: "), note)
	}
	if len(f.lines) > 0 {
		f.lines = append(f.lines, "")
	}
	if len(f.review.Review.Plan.Fixes) > 0 {
		f.lines = append(f.lines, f.planHead())
	}
}

// attribute is the attribute that every rename changes, or "" if they differ.
func (f *Fixes) attribute() migrate.Attribute {
	var one migrate.Attribute
	for i, x := range f.review.Review.Plan.Fixes {
		if i > 0 && x.Attribute != one {
			return ""
		}
		one = x.Attribute
	}
	return one
}

// planColumns divides the width of a row. The attribute has a column only if it isn't the same
// in all rows.
func (f *Fixes) planColumns() (number, name, attribute, kind int) {
	number = len(strconv.Itoa(len(f.review.Review.Plan.Fixes))) + 2
	if f.attribute() == "" {
		attribute = 15
	}
	kind = max(16, min(30, f.Width/5))
	return number, max(8, (f.Width-4-number-attribute-kind-3-2)/2), attribute, kind
}

func (f *Fixes) planHead() string {
	number, name, attribute, kind := f.planColumns()
	now := "now"
	if a := f.attribute(); a != "" {
		now += ": " + string(a)
	}
	return theme.Muted.Render(layout.Fit("", number) + layout.Fit(now, name) + "   " + layout.Fit("will be", name) + "  " +
		layout.Fit("attribute", attribute) + layout.Fit("differ in", kind))
}

// planRow draws one rename, scrolled to the first difference.
func (f *Fixes) planRow(i int) string {
	number, name, attribute, kind := f.planColumns()
	x, at := f.review.Review.Plan.Fixes[i], f.spots[i]
	s := namediff.Styles{Plain: theme.Plain, Hidden: theme.Hidden, Mark: theme.Mark}
	return theme.Muted.Render(layout.Fit(layout.Right(strconv.Itoa(x.Number), number-2), number)) +
		namediff.Window(x.Before, at.before, name, s) + theme.Muted.Render(" → ") + namediff.Window(x.After, at.after, name,
		s) + "  " +
		theme.Muted.Render(layout.Fit(string(x.Attribute), attribute)) + theme.Warn.Render(layout.Fit(x.Kinds.String(), kind))
}

func (f *Fixes) planView() string {
	n := len(f.review.Review.Plan.Fixes)
	question := []string{layout.Rule(f.Width), "  " + theme.Muted.Render("Nothing to change.")}
	switch {
	case f.Busy():
		question = append(question[:1], f.Job.View(f.Width))
	case f.Err != nil:
		question = append(question[:1], problem.View(f.Err, "", f.Width)...)
	case f.invalid != "":
		question = question[:1]
		for i, l := range layout.Wrap("This plan can't be applied: "+f.invalid, f.Width-6) {
			mark := theme.Bad.Render("✗ ")
			if i > 0 {
				mark = "  "
			}
			question = append(question, "  "+mark+l)
		}
	case n > 0:
		f.count.Width = 8
		question = []string{
			layout.Rule(f.Width),
			"  " + theme.Strong.Render(layout.Clip(f.review.Review.Count(), f.Width-4)),
			"  " + fmt.Sprintf("Type %s to apply %s: ", f.review.Number(), render.Count(n, "change", "changes")) +
				f.count.View(),
		}
	}
	height := f.Height - len(question) - 1
	text := f.visibleLines(height, len(f.lines)+n, func(i int) string {
		if i < len(f.lines) {
			return f.lines[i]
		}
		return f.planRow(i - len(f.lines))
	})
	return layout.Box(theme.Title.Render("  The plan. Nothing has been changed yet.")+"\n"+text+"\n"+strings.Join(question,
		"\n"), f.Width, f.Height)
}

// visibleLines draws the visible part of a text. Its last line counts the lines below.
func (f *Fixes) visibleLines(height, lines int, line func(int) string) string {
	f.scroll = max(0, min(f.scroll, lines-height))
	end := min(lines, f.scroll+height)
	out := make([]string, 0, max(0, height))
	for i := f.scroll; i < end; i++ {
		if i == end-1 && end < lines {
			out = append(out, "  "+theme.Accent.Render("↓")+theme.Muted.Render(" "+render.Number(lines-i)+" more"))
			break
		}
		out = append(out, "  "+layout.Clip(line(i), f.Width-2))
	}
	return layout.Box(strings.Join(out, "\n"), f.Width, max(0, height))
}
