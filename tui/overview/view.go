package overview

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/session"
	"ad2scim/tui/status"
	"ad2scim/tui/theme"
)

const (
	maxWidth    = 128 // wider lines are hard to read
	boxedHeight = 25  // minimum height for boxes
	tallHeight  = 30  // minimum height for empty lines between the parts
)

// View draws the screen. Unknown numbers have their places, so that nothing moves when they
// arrive.
func (o *Overview) View() string {
	width := min(o.width, maxWidth)
	var lines []string
	if text := alarm(o.session); text != "" {
		lines = append(lines, layout.Clip("  "+theme.Bad.Bold(true).Render(text), width))
	}
	lines = append(lines, o.warnings(width)...)
	above := len(lines)
	o.room = o.height - above
	lines = append(lines, o.drawPipes(width)...)
	if above < 2 || o.height >= boxedHeight {
		lines = append(lines, layout.Section("names", width))
	}
	lines = append(lines, o.numbers(width, len(lines))...)
	room := o.height - len(lines)
	lines = append(lines, o.bottom(width, room)...)
	margin := strings.Repeat(" ", (o.width-width)/2)
	for i := range lines {
		lines[i] = margin + lines[i]
	}
	return strings.Join(lines, "\n")
}

// warnings shows what is unknown since a crash: the first warning, in full if there is room.
func (o *Overview) warnings(width int) (lines []string) {
	all := o.session.Remembered.Inconsistencies
	for _, side := range []migrate.Side{migrate.AD, migrate.SCIM, migrate.Endpoint} {
		if err := o.session.SaveErrors[side]; err != nil {
			all = append([]string{"The connection to " + sideName(side) + " couldn't be saved: " + problem.Line(err)}, all...)
		}
	}
	if len(all) == 0 {
		return nil
	}
	text := all[0]
	if n := len(all) - 1; n > 0 {
		text += " (and " + render.Number(n) + " more)"
	}
	if o.height < boxedHeight {
		return []string{"  " + theme.Warn.Render(layout.Clip("! "+layout.Safe(text), width-4))}
	}
	for i, l := range layout.Wrap(layout.Safe(text), width-6) {
		lead := "  "
		if i == 0 {
			lead = "! "
		}
		lines = append(lines, "  "+theme.Warn.Render(lead+l))
	}
	return lines
}

func (o *Overview) tall() bool { return o.room >= tallHeight }

func (o *Overview) drawPipes(width int) []string {
	var lines []string
	for _, p := range o.pipes(width) {
		if o.tall() {
			lines = append(lines, "")
		}
		lines = append(lines, p.heading())
		if o.room >= boxedHeight {
			lines = append(lines, p.boxed(width)...)
		} else {
			lines = append(lines, p.flat(width)...)
		}
	}
	if o.tall() {
		lines = append(lines, "")
	}
	return lines
}

const (
	figureWidth = 25
	countsWidth = 29
)

// numbers draws the figure, the counts by status and the bars by kind side by side. first is
// the screen line of the first of them.
func (o *Overview) numbers(width, first int) []string {
	a, b, c := o.figure(), o.counts(), o.kinds(width-figureWidth-countsWidth-3)
	out := make([]string, max(len(a), len(b), len(c)))
	for i := range out {
		out[i] = "  " + layout.Fit(line(a, i), figureWidth) + layout.Fit(line(b, i), countsWidth) + line(c, i)
	}
	clear(o.rows)
	for i, s := range status.All {
		o.rows[first+countsTop+i] = s
	}
	return out
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// countsTop is the line of the first count.
const countsTop = 1

func (o *Overview) figure() []string {
	n, known := o.tally()
	text, style, words := "–", theme.Faint, "names that differ"
	if known {
		text = strconv.Itoa(n.Of(diff.Differs))
		style = theme.Warn
		if o.session.NamesExact {
			style = theme.Good
		}
		if n.Of(diff.Differs) == 1 {
			words = "name that differs"
		}
	}
	f := figure(text)
	out := []string{"", style.Render(f[0]), style.Render(f[1]), style.Render(f[2]), "", theme.Strong.Render(words)}
	if known && o.session.NamesExact {
		out[5] += theme.Good.Render("  ✓")
	}
	switch {
	case o.session.Stale:
		out = append(out, theme.Muted.Render("from the last comparison"))
	case known && !n.comparedAt.IsZero():
		out = append(out, theme.Muted.Render("compared "+session.Clock(n.comparedAt)))
	}
	return out
}

func (o *Overview) counts() []string {
	out := []string{""}
	tally, known := o.tally()
	for _, s := range status.All {
		n := theme.Faint.Render(layout.Right("–", 8))
		word := theme.Muted.Render(layout.Fit(status.Word(s), 16))
		sign := theme.Faint.Render(status.Sign(s))
		if known {
			count := tally.Of(s)
			n = layout.Right(render.Number(count), 8)
			if count > 0 {
				sign, word = status.Style(s).Render(status.Sign(s)), theme.Plain.Render(layout.Fit(status.Word(s), 16))
			} else {
				n = theme.Faint.Render(n)
			}
		}
		out = append(out, sign+" "+word+n)
	}
	return out
}

// kinds draws the number of rows of each kind, with a bar relative to the most frequent one.
func (o *Overview) kinds(width int) []string {
	var out []string
	r := o.session.Result
	maxCount := 1
	if r != nil {
		for _, n := range r.Summary.ByKind {
			maxCount = max(maxCount, n)
		}
	}
	const label, number = 12, 7
	room := max(3, width-label-number-1)
	draw := func(words string, count int, bar bool) {
		n, style, length := "–", theme.Faint, 0
		if r != nil {
			n = render.Number(count)
		}
		if count > 0 {
			style = theme.Plain
			if bar {
				length = max(1, count*room/maxCount)
			}
		}
		out = append(out, theme.Muted.Render(layout.Fit(words, label))+style.Render(layout.Right(n, number))+" "+
			theme.Warn.Render(strings.Repeat("━", length))+strings.Repeat(" ", room-length))
	}
	shown, more := o.shownKinds(r)
	for _, k := range shown {
		count := 0
		if r != nil {
			count = r.Summary.ByKind[k]
		}
		draw(k.String(), count, true)
	}
	if len(more) > 0 {
		count := 0
		for _, k := range more {
			count += r.Summary.ByKind[k]
		}
		draw(strconv.Itoa(len(more))+" more kinds", count, false)
	}
	return out
}

// maxKinds is the maximum number of kinds on a screen that isn't tall.
const maxKinds = 7

// shownKinds returns the kinds that fit: first those that occur, then others, in their usual
// order. more lists the kinds that occur and don't fit, the least frequent ones.
func (o *Overview) shownKinds(r *diff.Result) (shown, more []names.Kind) {
	shown = slices.Clone(status.Kinds)
	if o.room >= tallHeight+len(shown)-maxKinds {
		return shown, nil
	}
	if r == nil {
		return shown[:maxKinds], nil
	}
	count := func(k names.Kind) int { return r.Summary.ByKind[k] }
	found := 0
	for _, k := range shown {
		found += min(count(k), 1)
	}
	room, by := maxKinds, func(k names.Kind) int { return min(count(k), 1) }
	if found > maxKinds { // the last line counts the rest
		room, by = maxKinds-1, count
		more = make([]names.Kind, found-room)
	}
	slices.SortStableFunc(shown, func(a, b names.Kind) int { return cmp.Compare(by(b), by(a)) })
	copy(more, shown[room:])
	shown = shown[:room]
	slices.Sort(shown)
	return shown, more
}
