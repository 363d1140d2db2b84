package namediff

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate/names"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// Pair is two names above each other, with equal parts in the same columns.
type Pair struct {
	Marks []names.Mark
	a, b  []glyph // at is the column
	// carets are the first column and the end of each mark.
	carets [][2]int
	width  int
	more   bool
}

// NewPair aligns two names and marks their differences. Names of 100 bytes or more take
// milliseconds.
func NewPair(a, b string) *Pair {
	if len(a) > nameLimit || len(b) > nameLimit {
		return UnmarkedPair(a, b)
	}
	return align(a, b, names.Explain(a, b))
}

// UnmarkedPair is a pair without marks, for which the names aren't compared.
func UnmarkedPair(a, b string) *Pair { return align(a, b, nil) }

func align(a, b string, marks []names.Mark) *Pair {
	p := &Pair{Marks: marks}
	ga, moreA := glyphs(a)
	gb, moreB := glyphs(b)
	p.more = moreA || moreB
	for _, m := range p.Marks {
		ga, gb = p.stretch(ga, gb, m.AStart, m.BStart, plain)
		from := p.width
		ga, gb = p.stretch(ga, gb, m.AEnd, m.BEnd, marked)
		p.carets = append(p.carets, [2]int{from, max(from+1, p.width)})
	}
	p.stretch(ga, gb, len(a)+1, len(b)+1, plain)
	return p
}

// stretch adds the glyphs before the offsets endA and endB to the two lines, pads both to the
// same width, and returns the remaining glyphs.
func (p *Pair) stretch(ga, gb []glyph, endA, endB int, l look) (restA, restB []glyph) {
	from := p.width
	var wa, wb int
	p.a, ga, wa = placeGlyphs(p.a, ga, endA, from, l)
	p.b, gb, wb = placeGlyphs(p.b, gb, endB, from, l)
	p.width = from + max(wa, wb)
	if l == marked {
		p.a = fillMissing(p.a, from+wa, p.width, len(ga) > 0)
		p.b = fillMissing(p.b, from+wb, p.width, len(gb) > 0)
	}
	return ga, gb
}

func placeGlyphs(line, from []glyph, end, column int, l look) (out, rest []glyph, width int) {
	for len(from) > 0 && from[0].at < end {
		g := from[0]
		from = from[1:]
		g.at = column + width
		if l == marked {
			g = g.mark()
		}
		width += g.width
		line = append(line, g)
	}
	return line, from, width
}

// fillMissing marks columns that the name lacks, unless the name ends there.
func fillMissing(line []glyph, from, to int, more bool) []glyph {
	if !more {
		return line
	}
	for ; from < to; from++ {
		line = append(line, glyph{"╌", 1, from, missing})
	}
	return line
}

// Lines draws width columns of the pair, starting at column from: the first name, the second
// name, and carets below the differences.
func (p *Pair) Lines(from, width int) (a, b, carets string) {
	return p.line(p.a, from, width), p.line(p.b, from, width), p.caretLine(from, width)
}

// Width is the number of columns of the longer name.
func (p *Pair) Width() int { return p.width }

// Start is the first column to draw so that the first difference is visible in width columns.
func (p *Pair) Start(width int) int {
	if p.width <= width || len(p.carets) == 0 || p.carets[0][1] <= width-1 {
		return 0
	}
	return min(p.carets[0][0]-width/3, p.width-width+1)
}

func (p *Pair) line(line []glyph, from, width int) string {
	d := brush{styles: [looks]lipgloss.Style{theme.Plain, theme.Hidden, theme.Mark, theme.Faint}}
	to := from + width
	cutLeft, cutRight := from > 0, p.more
	for _, g := range line {
		cutRight = cutRight || g.at+g.width > to
	}
	if cutLeft {
		from++
		d.add("…", missing)
	}
	if cutRight {
		to--
	}
	used := from
	for _, g := range line {
		if g.at < from || g.at+g.width > to {
			continue
		}
		d.add(strings.Repeat(" ", g.at-used), plain)
		d.add(g.text, g.look)
		used = g.at + g.width
	}
	if cutRight {
		d.add(strings.Repeat(" ", to-used)+"…", missing)
	} else {
		d.add(strings.Repeat(" ", to-used), plain)
	}
	return d.String()
}

// caretLine draws a caret below each difference. A single one is followed by its explanation if
// it fits; several are numbered where there is room.
func (p *Pair) caretLine(from, width int) string {
	row := []rune(strings.Repeat(" ", width))
	for _, c := range p.carets {
		for x := max(from, c[0]); x < min(from+width, c[1]); x++ {
			row[x-from] = '▲'
		}
	}
	for i, c := range p.carets {
		if x := c[1] - from; len(p.carets) > 1 && i < 9 && x > 0 && x < width && row[x] == ' ' {
			row[x] = rune('1' + i)
		}
	}
	line := strings.TrimRight(string(row), " ")
	return layout.Fit(theme.Warn.Render(line)+" "+theme.Muted.Render(p.Inline(from, width)), width)
}

// Inline is the explanation of the only difference if it fits beside its caret, or "".
func (p *Pair) Inline(from, width int) string {
	if len(p.Marks) != 1 || p.carets[0][0] < from || p.carets[0][0] >= from+width {
		return ""
	}
	text := layout.Safe(p.Marks[0].Text)
	if p.carets[0][1]-from+1+layout.Width(text) > width {
		return ""
	}
	return text
}

// Explanations describes each difference in a line of at most width columns.
func (p *Pair) Explanations(width int) []string {
	var out []string
	for i, m := range p.Marks {
		sign := "▲"
		if len(p.Marks) > 1 {
			sign = string(rune('1' + i))
			if i >= 9 {
				sign = "·"
			}
		}
		out = append(out, layout.Clip(theme.Warn.Render(sign)+" "+theme.Muted.Render(layout.Safe(m.Text)), width))
	}
	return out
}
