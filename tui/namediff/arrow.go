package namediff

import (
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

const arrow = " → "

// arrowLimit is the total length in bytes up to which Arrow compares the names.
const arrowLimit = 192

// Arrow draws the old and the new name in exactly width columns. If they don't fit, it shows
// the part of each around the first difference.
func Arrow(before, after string, width int) string {
	whole := layout.Safe(shorten(before)) + arrow + layout.Safe(shorten(after))
	if len(before)+len(after) < nameLimit && layout.Width(whole) <= width {
		return layout.Fit(whole, width)
	}
	room := (width - layout.Width(arrow)) / 2
	if room < 1 {
		return layout.Fit("", max(0, width))
	}
	var a, b []Range
	if len(before)+len(after) <= arrowLimit {
		a, b = Ranges(before, after)
	}
	s := Styles{theme.Plain, theme.Hidden, theme.Mark}
	return layout.Fit(Window(before, a, room, s)+theme.Muted.Render(arrow)+Window(after, b, room, s), width)
}

// Window is MarkedCell scrolled to the first mark.
func Window(name string, marks []Range, width int, s Styles) string {
	at := 0
	if len(marks) > 0 {
		at = windowStart(name, marks[0], width)
	}
	if at == 0 || width < 2 {
		return MarkedCell(name, marks, width, s)
	}
	shifted := make([]Range, len(marks))
	for i, m := range marks {
		shifted[i] = Range{m.Start - at, m.End - at}
	}
	return s.Plain.Render("…") + MarkedCell(name[at:], shifted, width-1, s)
}

// windowStart is the byte offset from which to draw a name so that the mark is visible in width
// columns. It is 0 if the mark is visible from the start.
func windowStart(name string, mark Range, width int) int {
	all, _ := glyphs(name)
	total, from, to := 0, -1, -1 // in columns
	for _, g := range all {
		if from < 0 && g.at >= mark.Start {
			from = total
		}
		total += g.width
		if g.at < mark.End || to < 0 && from >= 0 {
			to = total
		}
	}
	if from < 0 { // the name ends where the other one continues
		from, to = total, total
	}
	if total <= width || to < width {
		return 0
	}
	start := min(max(0, from-width/3), total-width+1)
	column := 0
	for _, g := range all {
		if column >= start && g.text != " " { // a space at the start would be drawn as a visible one
			return g.at
		}
		column += g.width
	}
	return 0
}
