// Command picture turns the text of a terminal into a picture for the README. It reads text
// with color sequences, as from `tmux capture-pane -e`, and writes SVG. It belongs to `make
// picture`, not to the program.
package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The size of one cell in pixels, and the space around the text.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 14
)

// The terminal's own colors.
const (
	background = "#16181d"
	foreground = "#d7dae0"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = draw(os.Stdout, strings.Split(strings.TrimRight(string(text), "\n"), "\n"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// draw writes the lines as SVG. Each run of text is placed at its column, so that columns align
// in any font.
func draw(out io.Writer, lines []string) error {
	columns := 0
	for _, l := range lines {
		columns = max(columns, ansi.StringWidth(l))
	}
	w := bufio.NewWriter(out)
	width, height := float64(columns)*cellWidth+2*margin, float64(len(lines)*cellHeight+2*margin)
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`+"\n", width, height, width, height)
	fmt.Fprintf(w, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	var s style
	for row, line := range lines {
		column := 0
		for _, r := range runs(line, &s) {
			drawRun(w, row, column, r)
			column += ansi.StringWidth(r.text)
		}
	}
	fmt.Fprintln(w, "</svg>")
	return w.Flush()
}

// run is text of one style.
type run struct {
	text string
	style
}

// runs splits a line where the style changes. The style carries over to the next line.
func runs(line string, s *style) []run {
	var found []run
	parser := ansi.NewParser()
	var state byte
	for len(line) > 0 {
		sequence, width, n, next := ansi.DecodeSequence(line, state, parser)
		state, line = next, line[n:]
		if width == 0 {
			if ansi.Cmd(parser.Command()).Final() == 'm' {
				s.apply(parser.Params())
			}
			continue
		}
		if last := len(found) - 1; last >= 0 && found[last].style == *s {
			found[last].text += sequence
			continue
		}
		found = append(found, run{sequence, *s})
	}
	return found
}

func drawRun(w io.Writer, row, column int, r run) {
	x, y := margin+float64(column)*cellWidth, margin+row*cellHeight
	width := float64(ansi.StringWidth(r.text)) * cellWidth
	fill, back := r.colors()
	if back != background {
		fmt.Fprintf(w, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x, y, width, cellHeight, back)
	}
	if strings.TrimSpace(r.text) == "" && !r.underline {
		return
	}
	fmt.Fprintf(w, `<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs" fill="%s" xml:space="preserve"%s>%s</text>`+"\n",
		x, y+cellHeight-4, width, fill, r.attributes(), html.EscapeString(r.text))
}

// style is the current style: the sum of the SGR sequences.
type style struct {
	fore, back                              string // empty for the terminal's default
	bold, faint, italic, underline, reverse bool
}

// apply applies an SGR sequence (ECMA-48 section 8.3.117).
func (s *style) apply(params ansi.Params) {
	var p []int
	for _, v := range params {
		p = append(p, v.Param(0))
	}
	if len(p) == 0 {
		p = []int{0}
	}
	for i := 0; i < len(p); i++ {
		switch n := p[i]; {
		case n == 0:
			*s = style{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.faint = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.underline = true
		case n == 7:
			s.reverse = true
		case n == 22:
			s.bold, s.faint = false, false
		case n == 23:
			s.italic = false
		case n == 24:
			s.underline = false
		case n == 27:
			s.reverse = false
		case n >= 30 && n <= 37:
			s.fore = indexed(n - 30)
		case n >= 90 && n <= 97:
			s.fore = indexed(n - 90 + 8)
		case n >= 40 && n <= 47:
			s.back = indexed(n - 40)
		case n >= 100 && n <= 107:
			s.back = indexed(n - 100 + 8)
		case n == 39:
			s.fore = ""
		case n == 49:
			s.back = ""
		case n == 38 || n == 48:
			color, used := extended(p[i+1:])
			i += used
			if n == 38 {
				s.fore = color
			} else {
				s.back = color
			}
		}
	}
}

// extended parses the color after 38 or 48, and returns how many numbers it used.
func extended(p []int) (string, int) {
	switch {
	case len(p) >= 4 && p[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", p[1]&255, p[2]&255, p[3]&255), 4
	case len(p) >= 2 && p[0] == 5:
		return indexed(p[1]), 2
	}
	return "", len(p)
}

var first16 = strings.Fields(
	"#1d1f26 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #d7dae0 #5c6370 #ff7a85 #b5e890 #ffd68a #7cc4ff #dc9bf0 #76d7e4 #ffffff")

// indexed returns a color of the 256-color palette.
func indexed(n int) string {
	switch {
	case n < 16:
		return first16[max(0, n)]
	case n < 232:
		level := func(v int) string {
			if v > 0 {
				v = 55 + 40*v
			}
			return fmt.Sprintf("%02x", v)
		}
		n -= 16
		return "#" + level(n/36) + level(n/6%6) + level(n%6)
	}
	gray := fmt.Sprintf("%02x", min(255, 8+(n-232)*10))
	return "#" + gray + gray + gray
}

func (s style) colors() (fill, back string) {
	fill, back = s.fore, s.back
	if fill == "" {
		fill = foreground
	}
	if back == "" {
		back = background
	}
	if s.reverse {
		fill, back = back, fill
	}
	return fill, back
}

func (s style) attributes() string {
	var a []string
	for _, x := range []struct {
		on   bool
		text string
	}{
		{s.bold, `font-weight="bold"`},
		{s.faint, `opacity="0.6"`},
		{s.italic, `font-style="italic"`},
		{s.underline, `text-decoration="underline"`},
	} {
		if x.on {
			a = append(a, " "+x.text)
		}
	}
	return strings.Join(a, "")
}
