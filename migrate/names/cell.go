package names

import (
	"strings"
	"unicode/utf8"
)

// Cell makes text safe and visible for a spreadsheet: as Visible, and what would
// be taken for a formula has an apostrophe before it.
func Cell(s string) string {
	return NoFormula(Visible(s))
}

// NoFormula puts an apostrophe before text that a spreadsheet would take for a
// formula (OWASP, CSV Injection); other text stays as it is.
func NoFormula(s string) string {
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " ·")); s != "" && strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}
