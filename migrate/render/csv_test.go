package render

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCSVCell(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "", "Sales": "Sales", "Sales ": "Sales ", "  two  ": "  two  ", "no\u00a0break": "no\u00a0break", "=1+1": "'=1+1",
		"@x": "'@x", "-x": "'-x", "+x": "'+x", "＝x": "'＝x",
		" =1": "' =1", "\u00a0=1": "'\u00a0=1", "\t=1": "⇥=1", "a\u202eb": "a‹U+202E›b", "\xff": "‹0xFF›",
		"\xff;=1":              "‹0xFF›;'=1",
		"x;=cmd|' /C calc'!A0": "x;'=cmd|' /C calc'!A0", "x; @y;z": "x;' @y;z", "-a;-b": "'-a;'-b", "a;b": "a;b",
		"x;＝1": "x;'＝1", "a=b": "a=b", "x=;": "x=;",
	} {
		if got := CSVCell(name); got != want {
			t.Errorf("CSVCell(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestEscapeFormulaAfterASeparator(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"x\t=1": "x\t'=1", "x\r\n=1": "x\r\n'=1", "": "", "x;": "x;"} {
		if got := EscapeFormula(text); got != want {
			t.Errorf("EscapeFormula(%q) = %q, want %q", text, got, want)
		}
	}
}

// What is written is read back as the same number of cells, in which nothing is a
// formula with any of the separators and nothing acts.
func FuzzCSV(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var out bytes.Buffer
		if err := WriteCSV(&out, [][]string{{"x", a, b}, {"x", b, a}}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[0]) != 3 || rows[0][1] != CSVCell(a) || rows[1][1] != CSVCell(b) {
			t.Fatalf("%q: %v", rows, err)
		}
		cell := rows[0][1]
		if !utf8.ValidString(cell) || strings.ContainsFunc(cell, isControl) {
			t.Fatalf("%q acts", cell)
		}
		for _, part := range strings.Split(cell, ";") {
			if part = strings.TrimLeft(part, " "); part != "" && strings.ContainsAny(part[:1], "=+-@") {
				t.Fatalf("%q is a formula in %q", part, cell)
			}
		}
	})
}
