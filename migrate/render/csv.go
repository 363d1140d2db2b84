package render

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate/names"
)

// WriteCSV writes rows (RFC 4180, but with bare line feeds), with each cell made safe by CSVCell. It writes no byte
// order mark, which most programs would take for a part of the first column's name.
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

// CSVCell makes text safe for a spreadsheet: EscapeControls, and then EscapeFormula. Spaces stay as they are. Use
// JSON to keep every byte.
func CSVCell(s string) string { return EscapeFormula(EscapeControls(s)) }

// EscapeControls shows control and direction characters, line separators, and bytes that aren't UTF-8 as ‹U+202E›
// and ‹0xFF›. It leaves spaces and all other characters as they are.
func EscapeControls(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, isControl) {
		return s
	}
	var b strings.Builder
	for _, t := range names.Tokens(s) {
		r, _ := utf8.DecodeRuneInString(s[t.Start:t.End])
		if t.Class == names.Invalid || t.Class != names.Plain && isControl(r) {
			b.WriteString(t.Text)
		} else {
			b.WriteString(s[t.Start:t.End])
		}
	}
	return b.String()
}

func isControl(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// EscapeFormula puts an apostrophe before text that a spreadsheet would take for a formula (OWASP, CSV Injection).
// That includes text with a formula after a semicolon or a tab, where another list separator starts a new cell, or
// after a line break. Other text is unchanged.
func EscapeFormula(s string) string {
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
