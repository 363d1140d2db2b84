package render

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestASCII(t *testing.T) {
	for _, c := range []struct{ text, plain, frame string }{
		{"Sales EMEA", "Sales EMEA", "Sales EMEA"},
		{"“Müller” → ✓", `"M<U+00FC>ller" > <U+2713>`, `"M?ller" > +`},
		{"Ops–Oslo", "Ops<U+2013>Oslo", "Ops-Oslo"},
		{"·Sales··EMEA·", "<U+0020>Sales<U+0020><U+0020>EMEA<U+0020>", "_Sales__EMEA_"},
		{"· likely · 14:02", "- likely - 14:02", "- likely - 14:02"},
		{"a⍽b⇥c‹U+200B›", "a<U+00A0>b<U+0009>c<U+200B>", "a_b_c<U+200B>"},
		{"◌\u0301x", "<U+0301>x", "ox"},
		{"京e\u0301…", "<U+4EAC>e<U+0301>...", "??e~"},
		{"Reading…\x1b[0m   x", "Reading...\x1b[0m   x", "Reading...\x1b[0m x"},
		{"\xff\uFFFD", "<0xFF><U+FFFD>", "??"},
		{"\x1b[31m✗\x1b[0m", "\x1b[31m<U+2717>\x1b[0m", "\x1b[31mx\x1b[0m"},
	} {
		if got := ASCII(c.text); got != c.plain {
			t.Errorf("ASCII of %q is %q, not %q", c.text, got, c.plain)
		}
		if got := ASCIIFrame(c.text); got != c.frame {
			t.Errorf("the frame of %q is %q, not %q", c.text, got, c.frame)
		}
	}
}

// The second column stays in place where the padding is long enough, and two spaces always
// remain between columns.
func TestASCIITable(t *testing.T) {
	got := ASCIITable("Müller            Sales  exact\nMüller Müller Mü  Sales  exact\n")
	want := "M<U+00FC>ller     Sales  exact\nM<U+00FC>ller M<U+00FC>ller M<U+00FC>  Sales  exact\n"
	if got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestASCIIKeepsTheWidthOfAFrame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String().Draw(r, "text")
		for _, got := range []string{ASCII(text), ASCIITable(text), ASCIIFrame(text), EscapeASCII(text)} {
			if !isASCII(got) {
				r.Fatalf("%q", got)
			}
		}
	})
	for sign := range asciiSigns {
		if w := ansi.StringWidth(string(sign)); w != 1 {
			t.Errorf("%c is %d columns wide", sign, w)
		}
	}
}
