package page

import (
	"strings"

	"ad2scim/tui/layout"
	"ad2scim/tui/problem"
	"ad2scim/tui/theme"
)

// Page collects lines of text.
type Page struct {
	Width int
	Lines []string

	cursorStart, cursorEnd int // the lines of the current entry, if there is one
}

// New returns an empty page for an area of this width.
func New(width int) *Page { return &Page{Width: width - 4} }

// Say adds wrapped and escaped text after a mark on the first line.
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

// Problem adds an error: what failed, why, and what to do.
func (p *Page) Problem(err error) { p.Lines = append(p.Lines, problem.View(err, "", p.Width)...) }

// Cursor adds text as the current entry.
func (p *Page) Cursor(mark, text string, style func(...string) string) {
	p.cursorStart = len(p.Lines)
	p.Say(mark, text, style)
	p.cursorEnd = len(p.Lines)
}

// Above inserts lines before the text.
func (p *Page) Above(lines ...string) {
	p.Lines = append(lines, p.Lines...)
	if p.cursorEnd > 0 {
		p.cursorStart, p.cursorEnd = p.cursorStart+len(lines), p.cursorEnd+len(lines)
	}
}

// Draw draws the title, the text and the footer.
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
