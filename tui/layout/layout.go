package layout

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
	"ad2scim/tui/theme"
)

// Width is the number of columns of s, without colors.
func Width(s string) int { return ansi.StringWidth(s) }

// Clip shortens s to width columns. An ellipsis stands for what was cut.
func Clip(s string, width int) string {
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(s, width, "…")
}

// Fit makes s exactly width columns wide, clipped or padded with spaces.
func Fit(s string, width int) string {
	s = Clip(s, width)
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// Right is Fit with the text aligned right.
func Right(s string, width int) string {
	s = Clip(s, width)
	s = strings.Repeat(" ", max(0, width-Width(s))) + s
	// A combining mark at the start of s joins the last space, which makes the line one column
	// short.
	for Width(s) < width {
		s = " " + s
	}
	return s
}

// Ends puts a at the left and b at the right of a line of width columns. If both don't fit, b
// is clipped or left out.
func Ends(a, b string, width int) string {
	a = Clip(a, width)
	room := width - Width(a) - 2
	if room < min(Width(b), 8) {
		return Fit(a, width)
	}
	return Fit(a+"  "+Right(b, room), width)
}

// Box makes text exactly height lines of exactly width columns.
func Box(text string, width, height int) string {
	lines := strings.Split(text, "\n")
	out := make([]string, height)
	for i := range out {
		if i < len(lines) {
			out[i] = Fit(lines[i], width)
		} else {
			out[i] = strings.Repeat(" ", width)
		}
	}
	return strings.Join(out, "\n")
}

// Wrap breaks text at spaces into lines of at most width columns.
func Wrap(text string, width int) []string { return render.Wrap(text, width) }

// Rule is a horizontal line.
func Rule(width int) string { return theme.Faint.Render(strings.Repeat("─", max(0, width))) }

// Section is a horizontal line with a heading in it.
func Section(heading string, width int) string {
	return Clip(theme.Faint.Render("── ")+theme.Muted.Render(heading)+" "+Rule(width-Width(heading)-4), width)
}

// Safe escapes text from outside: one line, without anything that a terminal would act on.
// With theme.ASCII, it also escapes what isn't ASCII.
func Safe(s string) string { return ASCII(names.Visible(s)) }

// ASCII returns text unchanged, or with theme.ASCII as ASCII characters.
func ASCII(text string) string {
	if theme.ASCII {
		return render.ASCII(text)
	}
	return text
}

// Frame is what the terminal shows for a whole screen: with theme.ASCII, its signs as ASCII
// characters.
func Frame(screen string) string {
	if theme.ASCII {
		return render.ASCIIFrame(screen)
	}
	return screen
}
