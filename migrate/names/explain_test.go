package names

import (
	"strings"
	"testing"
	"unicode"
)

func TestExplain(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Sales", "Sales", ""},
		{"Sales EMEA", "Sales EMEA ", "trailing space (U+0020)"},
		{" Sales", "Sales", "leading space (U+0020)"},
		{"Sales EMEA", "Sales  EMEA", "two spaces instead of one"},
		{"OpsOslo", "Ops Oslo", "space after “Ops” (U+0020)"},
		{"Sales ", "Sales  ", "two trailing spaces instead of one"},
		{"Sales", "Sales  ", "two trailing spaces (U+0020)"},
		{"Sales", "\tSales\u00a0", "leading tab (U+0009); trailing no-break space (U+00A0)"},
		{"Malmö", "Malmo", "ö (U+00F6) / o"},
		{"Müller", "Mueller", "ü (U+00FC) / ue"},
		{"Læring", "LAERING", "æ (U+00E6) / AE; “ring” / “RING”"},
		{"Café", "Cafè", "é (U+00E9) / è (U+00E8)"},
		{"Sales EMEA", "Sales\u00a0EMEA", "space (U+0020) / no-break space (U+00A0)"},
		{"Sales", "sales", "capital S / small s"},
		{"SALES EMEA", "Sales emea", "“ALES” / “ales”; “EMEA” / “emea”"},
		{"Ops-Oslo", "Ops–Oslo", "hyphen - (U+002D) / en dash – (U+2013)"},
		{"Ops-Oslo", "Ops Oslo", "hyphen - (U+002D) / space (U+0020)"},
		{"Payroll", "Рayroll", "first letter is Cyrillic Р (U+0420)"},
		{"Market", "Mаrket", "a (U+0061) / Cyrillic а (U+0430)"},
		{"Sales EMEA", "Sales\u200b EMEA", "zero width space (U+200B) after “Sales”"},
		{"Café", "Cafe\u0301", "Latin é (U+00E9) / e and combining acute accent (U+0065 U+0301)"},
		{"Office", "Oﬃce", "f and f and i (U+0066 U+0066 U+0069) / Latin ﬃ (U+FB03)"},
		{"Finance", "Ｆinance", "F (U+0046) / Latin Ｆ (U+FF26)"},
		{"Straße", "Strasse", "“ß” / “ss”"},
		{"Marketing", "Markteing", "“et” / “te”: exchanged"},
		{"Marketing", "Marketting", "“t” in one name only after “Market”"},
		{"Marketing", "Marketimg", "n (U+006E) / m (U+006D)"},
		{"Sales\xff", "Sales", "trailing byte 0xFF"},
		{"Sales", "Sa\x1bles", "escape (U+001B) after “Sa”"},
		{"서울", "\u1109\u1165\u110b\u116e\u11af", ""},
	} {
		var got []string
		for _, m := range Explain(c.a, c.b) {
			got = append(got, m.Text)
		}
		if s := strings.Join(got, "; "); s != c.want && c.want != "" || c.a != c.b && s == "" {
			t.Errorf("Explain(%+q, %+q) = %s, want %s", c.a, c.b, s, c.want)
		}
	}
}

// Marks are in order, inside the names, differ there, cover every difference,
// and say so safely.
func FuzzExplain(f *testing.F) {
	for _, c := range [][2]string{
		{"Sales", "sales  "},
		{"Straße", "STRASSE"},
		{"é", "e\u0301"},
		{"\xffa", "a\u202e"},
		{"Marketing", "Markteing"},
		{"", " "},
		{"\u1109\u1165", "서"},
	} {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 80 || len(b) > 80 {
			return
		}
		atA, atB := 0, 0
		for _, m := range Explain(a, b) {
			if m.AStart < atA || m.BStart < atB || m.AEnd < m.AStart || m.BEnd < m.BStart || m.AEnd > len(a) || m.BEnd > len(b) {
				t.Fatalf("%+q %+q: %+v is out of order", a, b, m)
			}
			if a[atA:m.AStart] != b[atB:m.BStart] {
				t.Fatalf("%+q %+q: a difference before %+v is not marked", a, b, m)
			}
			if a[m.AStart:m.AEnd] == b[m.BStart:m.BEnd] {
				t.Fatalf("%+q %+q: no difference at %+v", a, b, m)
			}
			if m.Text == "" || strings.ContainsFunc(m.Text, func(r rune) bool {
				return !unicode.IsGraphic(r) ||
					unicode.Is(unicode.Cf, r)
			}) {
				t.Fatalf("%+q %+q: unsafe words %+q", a, b, m.Text)
			}
			atA, atB = m.AEnd, m.BEnd
		}
		if a[atA:] != b[atB:] {
			t.Fatalf("%+q %+q: a difference at the end is not marked", a, b)
		}
	})
}
