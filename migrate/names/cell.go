package names

import (
	"strings"
	"unicode/utf8"
)

// Cell makes text safe and visible for a spreadsheet: as Visible, and what would
// be taken for a formula has an apostrophe before it.
func Cell(s string) string {
	s = Visible(s)
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " ·")); s != "" && strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}
