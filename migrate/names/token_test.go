package names

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestVisible(t *testing.T) {
	for name, want := range map[string]string{
		"":                      "",
		"Sales EMEA":            "Sales EMEA",
		" Sales  EMEA ":         "·Sales··EMEA·",
		"Sales\u00a0EMEA":       "Sales⍽EMEA",
		"Sales\tEMEA":           "Sales⇥EMEA",
		"Sales\u3000EMEA":       "Sales‹U+3000›EMEA",
		"\u202egpj.exe":         "‹U+202E›gpj.exe",
		"\x1b[2J":               "‹U+001B›[2J",
		"a\u200bb":              "a‹U+200B›b",
		"\xff\xfeSales":         "‹0xFF›‹0xFE›Sales",
		"\u0301Sales":           "◌\u0301Sales",
		"e\u0301":               "e\u0301",
		"\x00\uff9e":            "‹U+0000›◌\uff9e",
		"a \U0001F3FF":          "a ◌\U0001F3FF",
		"Käse 日本 🎉":             "Käse 日本 🎉",
		"line\nbreak\u2028here": "line‹U+000A›break‹U+2028›here",
		"\U000E0001\ue000":      "‹U+E0001›‹U+E000›",
	} {
		if got := Visible(name); got != want {
			t.Errorf("Visible(%+q) = %+q, want %+q", name, got, want)
		}
	}
}

func TestLabel(t *testing.T) {
	for r, want := range map[rune]string{
		0xA0: "U+00A0 NO-BREAK SPACE", 0x1B: "U+001B ESCAPE",
		0x202E: "U+202E RIGHT-TO-LEFT OVERRIDE", 0xE000: "U+E000 Private Use",
	} {
		if got := Label(r); got != want {
			t.Errorf("Label(%U) = %q, want %q", r, got, want)
		}
	}
}

// What is shown never acts on a terminal, covers the name, and has one line.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"Sales", " a  b ", "\x1b]0;x\a", "\u202eabc\u2066", "\xff\xc3", "e\u0301\u0301", "👩‍💻",
		"\u2028",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		at := 0
		var shown strings.Builder
		for _, tok := range Tokens(name) {
			if tok.Start != at || tok.End <= tok.Start {
				t.Fatalf("%+q: token %+v does not start at %d", name, tok, at)
			}
			if tok.Class != Plain && tok.Label == "" {
				t.Fatalf("%+q: token %+v has no label", name, tok)
			}
			at = tok.End
			shown.WriteString(tok.Text)
		}
		if at != len(name) {
			t.Fatalf("%+q: covered to %d of %d", name, at, len(name))
		}
		v := Visible(name)
		if v != shown.String() {
			t.Fatalf("%+q: Visible is not the tokens", name)
		}
		if !utf8.ValidString(v) {
			t.Fatalf("%+q: shown as invalid UTF-8", name)
		}
		for _, r := range v {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || !unicode.IsGraphic(r) {
				t.Fatalf("%+q: shows %U", name, r)
			}
		}
	})
}
