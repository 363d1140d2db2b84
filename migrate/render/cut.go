package render

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// LongestText is how many columns of one text a table for people shows. No name in AD is
// longer: displayName ends at 256 characters (MS-ADA1, attribute displayName).
const LongestText = 256

var quoted = regexp.MustCompile(`“[^”]*”`)

// spelledOut is a character that names.Visible writes by its number.
var spelledOut = regexp.MustCompile(`‹(U\+[0-9A-F]{4,6}|0x[0-9A-F]{2})›`)

// Cut returns a text as it is if it has at most LongestText columns. Of a longer one it
// returns the beginning, and how many characters there are.
func Cut(text string) string { return cut(text, LongestText) }

// CutQuoted returns a sentence in which each name between typographic quotes is as Cut
// has it.
func CutQuoted(sentence string) string {
	return quoted.ReplaceAllStringFunc(sentence, func(name string) string {
		return "“" + Cut(strings.TrimSuffix(strings.TrimPrefix(name, "“"), "”")) + "”"
	})
}

// cut is Cut for another number of columns.
func cut(text string, columns int) string {
	if ansi.StringWidth(text) <= columns {
		return text
	}
	characters := utf8.RuneCountInString(spelledOut.ReplaceAllString(ansi.Strip(text), "x"))
	size := " (" + Count(characters, "character", "characters") + ")"
	return ansi.Truncate(text, max(columns-len(size), 1), "…") + size
}
