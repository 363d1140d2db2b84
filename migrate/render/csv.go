package render

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate/names"
)

// WriteCSV writes rows (RFC 4180, but with bare line feeds), each cell as CSVCell
// makes it. There is no byte order mark: to most programs it would be a part of
// the first column's name.
func WriteCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	var safe []string
	for _, row := range rows {
		safe = safe[:0]
		for _, cell := range row {
			safe = append(safe, CSVCell(cell))
		}
		if err := out.Write(safe); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// CSVCell makes text safe for a spreadsheet: what acts is shown (Inert), and what
// would be taken for a formula has an apostrophe before it. Spaces stay as they
// are; JSON is the form that keeps every byte.
func CSVCell(s string) string { return NoFormula(Inert(s)) }

// Inert shows the characters of s that act in place of being shown (control and
// direction characters, line separators, bytes that are not UTF-8) as ‹U+202E› and
// ‹0xFF›, and leaves spaces and all others as they are.
func Inert(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, acts) {
		return s
	}
	var b strings.Builder
	for _, t := range names.Tokens(s) {
		r, _ := utf8.DecodeRuneInString(s[t.Start:t.End])
		if t.Class == names.Invalid || t.Class != names.Plain && acts(r) {
			b.WriteString(t.Text)
		} else {
			b.WriteString(s[t.Start:t.End])
		}
	}
	return b.String()
}

func acts(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

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
		if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " ·\u00a0\u3000")); strings.ContainsRune(formulas, first) {
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
