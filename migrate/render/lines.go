package render

import (
	"regexp"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

// maxLines is the maximum number of lines of a text; a name can have any length.
const maxLines = 5

var sgr = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x1b\[[0-9;]*m`) })

// Lines breaks text into lines of at most width columns, at spaces where possible. A longer text than a few lines
// is truncated, with its number of characters. A style (ECMA-48 SGR) that is on at the end of a line is turned off
// there and on again in the next one.
func Lines(text string, width int) []string {
	if ansi.StringWidth(text) <= width {
		return []string{text}
	}
	lines := Wrap(truncate(text, min(width*maxLines, MaxTextWidth)), width)
	style := ""
	for i, line := range lines {
		line = style + line
		if all := sgr().FindAllString(line, -1); len(all) > 0 {
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

// Wrap breaks text at spaces into lines of at most width columns. A longer word is broken
// at the end of the line. It doesn't break at hyphens: a command must stay whole to be
// copied.
func Wrap(text string, width int) []string {
	var lines []string
	if width <= 0 {
		return nil
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		line, used := "", 0
		for i, word := range strings.Split(paragraph, " ") {
			n := ansi.StringWidth(word)
			if i > 0 && used+1+n <= width {
				line += " " + word
				used += 1 + n
				continue
			}
			if i > 0 {
				lines = append(lines, line)
			}
			parts := strings.Split(ansi.Hardwrap(word, width, true), "\n")
			lines = append(lines, parts[:len(parts)-1]...)
			line = parts[len(parts)-1]
			used = ansi.StringWidth(line)
		}
		lines = append(lines, line)
	}
	return lines
}
