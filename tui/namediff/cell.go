package namediff

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/names"
	"ad2scim/tui/layout"
)

// glyph is one cluster of a name as it is drawn.
type glyph struct {
	text  string
	width int
	at    int // offset in the name, in bytes
	look  look
}

// Two limits keep a frame cheap and the grid whole whatever a server sends: how
// much of a name is drawn at all, and how many bytes one cluster may have,
// since accents can be heaped on one letter without end.
const (
	nameLimit    = 4096
	clusterLimit = 64
)

// glyphs splits at most nameLimit bytes of a name; more says that it is longer.
func glyphs(name string) (out []glyph, more bool) {
	tokens := names.Tokens(shorten(name))
	for _, t := range tokens {
		if t.Class != names.Plain {
			out = append(out, glyph{t.Text, layout.Width(t.Text), t.Start, hidden})
			continue
		}
		for text, at := t.Text, t.Start; text != ""; {
			cluster, w := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			shown := cluster
			if len(shown) > clusterLimit {
				shown, w = "…", 1
			}
			out = append(out, glyph{shown, w, at, plain})
			text, at = text[len(cluster):], at+len(cluster)
		}
		out[len(out)-1] = out[len(out)-1].closed()
	}
	return out, len(name) > nameLimit
}

// closed gives a letter that is drawn on the one after it (UAX #29, Prepend)
// something to be drawn on, where plain text ends: else it takes what the
// caller puts there.
func (g glyph) closed() glyph {
	if layout.Width(g.text+"x") != g.width+1 {
		g.text += "◌"
		g.width = layout.Width(g.text)
	}
	return g
}

func shorten(name string) string {
	if len(name) <= nameLimit {
		return name
	}
	n := nameLimit
	for n > nameLimit-utf8.UTFMax && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}

// Cell draws a name in exactly width columns, clipped with …. style is for
// plain text, hide for what stands in place of something that shows nothing.
func Cell(name string, width int, style, hide lipgloss.Style) string {
	return MarkedCell(name, nil, width, Styles{Plain: style, Hidden: hide, Mark: style})
}

// Styles are the styles of a cell.
type Styles struct{ Plain, Hidden, Mark lipgloss.Style }

// Range is a piece of a name, in bytes.
type Range struct{ Start, End int }

// MarkedCell is Cell with pieces of the name marked.
func MarkedCell(name string, marks []Range, width int, s Styles) string {
	if width <= 0 {
		return ""
	}
	if len(marks) == 0 && plainASCII(name) {
		return s.Plain.Render(layout.Fit(name, width))
	}
	all, more := glyphs(name)
	total := 0
	for _, g := range all {
		total += g.width
	}
	room := width
	clipped := total > width || more
	if clipped {
		room--
	}
	b := brush{styles: [looks]lipgloss.Style{plain: s.Plain, hidden: s.Hidden, marked: s.Mark}}
	used := 0
	for _, g := range all {
		if used+g.width > room {
			break
		}
		if inside(g.at, marks) && g.look == plain {
			g = g.mark()
		}
		b.add(g.text, g.look)
		used += g.width
	}
	if clipped {
		b.add("…", plain)
		used++
	}
	b.add(strings.Repeat(" ", width-used), plain)
	return b.String()
}

// mark is the glyph where it differs from the other name: there, a blank is
// shown.
func (g glyph) mark() glyph {
	g.look = marked
	if g.text == " " {
		g.text = "·"
	}
	return g
}

func inside(at int, marks []Range) bool {
	for _, m := range marks {
		if at >= m.Start && at < m.End {
			return true
		}
	}
	return false
}

// Ranges returns the places of both names that differ, for MarkedCell. It may
// take milliseconds. Names too long for a cell by far have none.
func Ranges(a, b string) (inA, inB []Range) {
	if len(a) > markLimit || len(b) > markLimit {
		return nil, nil
	}
	for _, m := range names.Explain(a, b) {
		inA = append(inA, Range{m.AStart, m.AEnd})
		inB = append(inB, Range{m.BStart, m.BEnd})
	}
	return inA, inB
}

// markLimit bounds the work for one row of a table.
const markLimit = 256

// plainASCII reports whether a name can be shown as it is, without looking for
// clusters: printing ASCII, and no blank that needs showing.
func plainASCII(name string) bool {
	if name == "" {
		return true
	}
	if name[0] == ' ' || name[len(name)-1] == ' ' || strings.Contains(name, "  ") {
		return false
	}
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}
