package namediff

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// glyph is a grapheme cluster of a name as drawn.
type glyph struct {
	text  string
	width int
	at    int // byte offset in the name
	look  look
}

// Limits on hostile names: the bytes drawn of a name, and the bytes of one cluster, since a
// letter can carry any number of accents.
const (
	nameLimit    = 4096
	clusterLimit = 64
)

// glyphs splits the first nameLimit bytes of a name into clusters. more reports whether the
// name is longer.
func glyphs(name string) (out []glyph, more bool) {
	tokens := names.Tokens(shorten(name))
	for _, t := range tokens {
		if t.Class != names.Plain {
			text := layout.ASCII(t.Text)
			out = append(out, glyph{text, layout.Width(text), t.Start, hidden})
			continue
		}
		for text, at := t.Text, t.Start; text != ""; {
			cluster, w := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			shown := cluster
			if len(shown) > clusterLimit {
				shown, w = "…", 1
			}
			if theme.ASCII && shown == cluster {
				shown = render.EscapeASCII(strings.TrimPrefix(shown, "◌"))
				w = len(shown)
			}
			out = append(out, glyph{shown, w, at, plain})
			text, at = text[len(cluster):], at+len(cluster)
		}
		out[len(out)-1] = out[len(out)-1].closed()
	}
	return out, len(name) > nameLimit
}

// closed adds a base character to a cluster at the end of plain text that would combine with
// the next character (UAX #29, Prepend).
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

// Cell draws a name in exactly width columns, clipped with an ellipsis. style is for plain
// text, hide for the signs of characters that show nothing.
func Cell(name string, width int, style, hide lipgloss.Style) string {
	return MarkedCell(name, nil, width, Styles{Plain: style, Hidden: hide, Mark: style})
}

// Styles are the styles of a cell.
type Styles struct{ Plain, Hidden, Mark lipgloss.Style }

// Range is a part of a name, in bytes.
type Range struct{ Start, End int }

// MarkedCell is Cell with parts of the name marked.
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

// mark marks the glyph as different. A marked space is drawn as a visible one.
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

// Ranges returns the differing parts of both names. It takes up to milliseconds. Names longer
// than markLimit have none.
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

// markLimit is the maximum length in bytes of a name to compare.
const markLimit = 256

// plainASCII reports whether a name needs no escapes: printable ASCII without spaces that need
// a sign.
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
