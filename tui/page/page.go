package page

import (
	"strings"

	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

// Page gathers lines of text.
type Page struct {
	Width int
	Lines []string

	from, to int // the lines of the cursor, if there is one
}

// New returns an empty page for an area of this width.
func New(width int) *Page { return &Page{Width: width - 4} }

// Say adds text, folded, with a sign before its first line. The text may come
// from outside.
func (p *Page) Say(mark, text string, style func(...string) string) {
	indent := strings.Repeat(" ", layout.Width(mark))
	for i, l := range layout.Wrap(layout.Safe(text), p.Width-layout.Width(mark)) {
		if i > 0 {
			mark = indent
		}
		p.Lines = append(p.Lines, mark+style(l))
	}
}

// Blank adds an empty line.
func (p *Page) Blank() { p.Lines = append(p.Lines, "") }

// Problem adds what failed, why, and what to do.
func (p *Page) Problem(err error) { p.Lines = append(p.Lines, problem.View(err, "", p.Width)...) }

// Cursor adds text that the cursor is on.
func (p *Page) Cursor(mark, text string, style func(...string) string) {
	p.from = len(p.Lines)
	p.Say(mark, text, style)
	p.to = len(p.Lines)
}

// Above puts lines above the text.
func (p *Page) Above(lines ...string) {
	p.Lines = append(lines, p.Lines...)
	if p.to > 0 {
		p.from, p.to = p.from+len(lines), p.to+len(lines)
	}
}

// Draw puts a title above the text and foot below it.
func (p *Page) Draw(title string, foot []string, g *Pager, width, height int) string {
	head := []string{" " + theme.Strong.Render(layout.Clip(layout.Safe(title), width-2)), layout.Rule(width)}
	if len(foot) > 0 {
		foot = append([]string{layout.Rule(width)}, foot...)
	}
	room := max(1, height-len(head)-len(foot))
	g.fit(p, room)
	first := g.first
	text := p.Lines[first:min(len(p.Lines), first+room)]
	lines := head
	for i, l := range text {
		if i == room-1 && first+room < len(p.Lines) {
			l = theme.Accent.Render("↓") + theme.Muted.Render(" more")
		}
		lines = append(lines, "  "+l)
	}
	for range room - len(text) {
		lines = append(lines, "")
	}
	return layout.Box(strings.Join(append(lines, foot...), "\n"), width, height)
}
