package render

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A name may be of any length: what is cut after so many lines ends with an ellipsis.
const mostLines = 10

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// Lines breaks text into lines of at most width columns, at spaces where there are any.
// A style (ECMA-48 SGR) that is on at the end of a line is turned off there, and on
// again in the next.
func Lines(text string, width int) []string {
	if ansi.StringWidth(text) <= width {
		return []string{text}
	}
	lines := strings.Split(ansi.Wrap(ansi.Truncate(text, width*mostLines, "…"), width, ""), "\n")
	style := ""
	for i, line := range lines {
		line = style + line
		if all := sgr.FindAllString(line, -1); len(all) > 0 {
			style = all[len(all)-1]
		}
		if style == "\x1b[0m" {
			style = ""
		}
		if style != "" {
			line += "\x1b[0m"
		}
		lines[i] = line
	}
	return lines
}
