package names

import (
	_ "embed"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed testdata/accents.txt
var accentedWords string

// withoutMarks has the letters that no decomposition takes apart.
var withoutMarks = strings.NewReplacer("ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ø", "o", "Ø", "O", "ı", "i", "æ", "ae", "Æ", "Ae",
	"œ", "oe", "Œ", "Oe", "þ", "th", "Þ", "Th", "ð", "d")

// Each word of a language and what is left of it without marks differ in accents,
// alone and beside every other kind.
func TestAccentsOfEachLanguage(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(accentedWords), "\n") {
		language, list, _ := strings.Cut(line, ": ")
		pairs := 0
		for _, word := range strings.Fields(list) {
			plain := withoutMarks.Replace(withoutTheirMarks(word))
			if plain == word {
				continue
			}
			pairs++
			for _, c := range []struct{ a, b, want string }{
				{word, plain, "accents"},
				{norm.NFD.String(word), plain, "accents"},
				{word, strings.ToUpper(plain), "case, accents"},
				{"Team " + word, "Team " + plain + " ", "spacing, accents"},
				{"Team " + word, "Team\u00a0" + plain, "spacing, accents"},
				{"Team " + word, "Team-" + plain, "punctuation, accents"},
				{"Team " + word, "Team\u200b " + plain, "invisible, accents"},
				{"Ｔeam " + word, "Team " + plain, "unicode, accents"},
				{"Team " + word, "Teаm " + plain, "accents, lookalike"},
				{"team " + word + "-Nord", "Team " + plain + " Nord ", "case, spacing, punctuation, accents"},
			} {
				if got := kindsOf(t, c.a, c.b); got != c.want {
					t.Errorf("%s: %+q, %+q: %s, want %s", language, c.a, c.b, got, c.want)
				}
			}
			for _, m := range Explain(word, plain) {
				if m.Kind != Accents || !strings.Contains(m.Text, "U+") {
					t.Errorf("%s: %q, %q: %v %s", language, word, plain, m.Kind, m.Text)
				}
			}
		}
		if pairs < 30 {
			t.Errorf("%s: %d pairs", language, pairs)
		}
	}
}

func withoutTheirMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}
