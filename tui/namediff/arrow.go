package namediff

import (
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

const arrow = " → "

// arrowLimit is up to how many bytes of both names the place is looked for.
const arrowLimit = 192

// Arrow draws a name and what becomes of it in exactly width columns. Where both
// do not fit, of each the piece is shown in which they differ first.
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

// Window is MarkedCell with the first mark in sight: what is before it is cut
// where the name is too long.
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

// windowStart is the offset from which a name is drawn in width columns so that
// the mark is seen; 0 where it is seen from the beginning.
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
	if from < 0 { // the other name goes on where this one ends
		from, to = total, total
	}
	if total <= width || to < width {
		return 0
	}
	start := min(max(0, from-width/3), total-width+1)
	column := 0
	for _, g := range all {
		if column >= start && g.text != " " { // a blank would be shown as one at the beginning
			return g.at
		}
		column += g.width
	}
	return 0
}
