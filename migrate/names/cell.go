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
// formula (OWASP, CSV Injection), also where a part of it would: with another
// list separator a cell begins after a semicolon or a tab, and after a line break
// in any case. Other text stays as it is.
func NoFormula(s string) string {
	if !strings.ContainsAny(s, formulas) {
		return s
	}
	var b strings.Builder
	for {
		if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " ·")); strings.ContainsRune(formulas, first) {
			b.WriteByte('\'')
		}
		end := strings.IndexAny(s, ";\t\r\n")
		if end < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:end+1])
		s = s[end+1:]
	}
}

const formulas = "=+-@＝＋－＠"
