package render

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// MaxTextWidth is the maximum width of a text in a table, in terminal columns. No name in AD is longer: displayName
// has at most 256 characters (MS-ADA1, attribute displayName).
const MaxTextWidth = 256

var quoted = regexp.MustCompile(`“[^”]*”`)

// escapedRune matches a character that names.Visible writes as its number.
var escapedRune = regexp.MustCompile(`‹(U\+[0-9A-F]{4,6}|0x[0-9A-F]{2})›`)

// Truncate returns text unchanged if it has at most MaxTextWidth columns. Otherwise it returns the beginning and
// the number of characters.
func Truncate(text string) string { return truncate(text, MaxTextWidth) }

// TruncateQuoted truncates each name between typographic quotes in a sentence.
func TruncateQuoted(sentence string) string {
	return quoted.ReplaceAllStringFunc(sentence, func(name string) string {
		return "“" + Truncate(strings.TrimSuffix(strings.TrimPrefix(name, "“"), "”")) + "”"
	})
}

// truncate is Truncate with another maximum width.
func truncate(text string, columns int) string {
	if ansi.StringWidth(text) <= columns {
		return text
	}
	characters := utf8.RuneCountInString(escapedRune.ReplaceAllString(ansi.Strip(text), "x"))
	size := " (" + Count(characters, "character", "characters") + ")"
	return ansi.Truncate(text, max(columns-len(size), 1), "…") + size
}
