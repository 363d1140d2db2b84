package names

import (
	"math"
	"strings"
	"unicode"

	"ad2scim/migrate/names/words"
)

// shortestTypo is the length of the shortest word that can have a typing error.
const shortestTypo = 4

// Typo is one letter by which two spellings differ, or two exchanged letters. Certain decides
// whether it is a typing error.
type Typo struct {
	// A and B are the word as each name has it.
	A, B string
	// Score says how similar the names are, below 1.
	Score float64

	slip     slip
	at       int     // number of letters before it that the words have in common
	inside   bool    // it is neither the first nor the last letter
	accented bool    // the word has an accent in one of the names
	replaced [2]rune // the two letters of wrongLetter
}

// slip is a kind of typing error.
type slip uint8

const (
	wrongLetter slip = iota
	oneMore          // or one less, as the other name has it
	doubled          // or not doubled
	exchanged        // two adjacent letters
)

// cost is what a slip subtracts from the score.
var cost = [...]float64{wrongLetter: 1, oneMore: 0.8, doubled: 0.6, exchanged: 0.6}

// FindTypo returns the one letter by which two spellings differ. It is always in a word of
// letters: numbers and signs must be the same in both.
func FindTypo(a, b *Spelling) (Typo, bool) {
	if len(a.text) == 0 || len(b.text) == 0 {
		return Typo{}, false
	}
	e, ok := oneEdit(a.text, b.text)
	if !ok {
		return Typo{}, false
	}
	wa, wb := a.wordOf(e.at), b.wordOf(e.at)
	// If a letter is missing, the place is in the word before or after it, as in the other
	// name.
	if e.a == 0 && wb.start < e.at {
		wa = a.wordOf(e.at - 1)
	}
	if e.b == 0 && wa.start < e.at {
		wb = b.wordOf(e.at - 1)
	}
	if !wa.letters || !wb.letters {
		return Typo{}, false
	}
	// One name may join two words: the word is the part that both have.
	start := max(wa.start, wb.start)
	rest := max(len(a.text)-wa.end, len(b.text)-wb.end)
	endA, endB := len(a.text)-rest, len(b.text)-rest
	if start > e.at || e.at+e.a > endA || e.at+e.b > endB {
		return Typo{}, false
	}
	t := Typo{
		A: string(a.text[start:endA]), B: string(b.text[start:endB]), slip: e.slip(a.text, b.text), at: e.at - start,
		inside: e.at > start && e.at+e.a < endA && e.at+e.b < endB, accented: wa.accented || wb.accented,
	}
	if t.slip == wrongLetter {
		t.replaced = [2]rune{a.text[e.at], b.text[e.at]}
	}
	t.Score = score(cost[t.slip], a, b)
	return t, true
}

// score is 1 minus the cost of the error divided by the length, in thousandths.
func score(cost float64, a, b *Spelling) float64 {
	return math.Round(1000*(1-cost/float64(max(len(a.text), len(b.text))))) / 1000
}

// wordOf returns the word with the rune at a place, or an empty word.
func (s *Spelling) wordOf(at int) word {
	for _, w := range s.words {
		if w.start <= at && at < w.end {
			return w
		}
	}
	return word{}
}

// Certain reports whether the difference is certainly a typing error, and not two words. It
// needs evidence of which word is right: a common English word, or a word of other names. The
// other word must be neither known nor in use.
func (t Typo) Certain(v *Vocabulary) bool {
	return t.isSlip(t.A, t.B, v) || t.isSlip(t.B, t.A, v)
}

// isSlip reports whether wrong is right with a typing error.
func (t Typo) isSlip(right, wrong string, v *Vocabulary) bool {
	if hasSyllables(right) || v.uses(wrong) > 0 || words.Known(wrong) || isPlural(right, wrong) {
		return false
	}
	// With an accent it is a word of another language: employees and employés.
	if !t.accented && words.Common(right) {
		return t.isEnglishSlip(right)
	}
	if !t.accented && isEnglishNoun(right) && t.inside && (t.slip != wrongLetter || !areCognate(t.replaced)) {
		return true
	}
	// In other languages, only errors that make no other word: two letters exchanged or one
	// doubled, inside a long word.
	n := len([]rune(right))
	return v.uses(right) > 0 && t.inside &&
		(t.slip == exchanged && n >= 8 || t.slip == doubled && n >= 11)
}

// isEnglishSlip reports whether an English word can still be recognized although one letter
// is wrong. A first or last letter makes another word (licensee and licenser, montage and
// Montag), a short word is similar to words of other languages (lager and Leger), and the
// word for a trade is similar to family names (miller and Miler).
func (t Typo) isEnglishSlip(right string) bool {
	n := len(right)
	if t.slip == exchanged {
		return n >= 7 || n >= 5 && t.at > 0
	}
	least := 6
	switch {
	case !isTrade(right):
	case right[n-1] == 's':
		least = 7
	default:
		least = 8
	}
	if t.slip == doubled && n >= 8 && endsDoubled(right) {
		return true
	}
	return t.inside && n >= least && (t.slip != wrongLetter || !areCognate(t.replaced))
}

// endsDoubled reports whether a word ends in a doubled letter in a way that only English
// words do: business, wireless, employee.
func endsDoubled(w string) bool {
	return strings.HasSuffix(w, "ness") || strings.HasSuffix(w, "less") || strings.HasSuffix(w, "ee")
}

// isEnglishNoun reports whether a less common word can't be a name or a word of another
// language, by its length and its ending: sustainability, trustworthiness.
func isEnglishNoun(w string) bool {
	return len(w) >= 12 && words.Known(w) &&
		(strings.HasSuffix(w, "ity") || strings.HasSuffix(w, "ities") || strings.HasSuffix(w, "ness") ||
			strings.HasSuffix(w, "ship"))
}

// isPlural reports whether a word is another word with the plural ending of Spanish and
// Portuguese: clientes, clients.
func isPlural(of, w string) bool {
	return strings.HasSuffix(of, "s") && w == of[:len(of)-1]+"es"
}

// isTrade reports whether a word may name an occupation.
func isTrade(w string) bool {
	w = strings.TrimSuffix(w, "s")
	return strings.HasSuffix(w, "er") || strings.HasSuffix(w, "or") || strings.HasSuffix(w, "ar") ||
		strings.HasSuffix(w, "man")
}

// areCognate reports whether two letters correspond to each other in words that two languages
// share: direction, Direktion and dirección.
func areCognate(letters [2]rune) bool {
	for _, set := range [...]string{"ckq", "ctz", "sz", "iyj", "vwfb", "dt", "pb"} {
		if letters[0] != letters[1] && strings.ContainsRune(set, letters[0]) && strings.ContainsRune(set, letters[1]) {
			return true
		}
	}
	return false
}

// hasSyllables reports whether a word is written in characters of which a single one makes
// another word.
func hasSyllables(w string) bool {
	for _, r := range w {
		if unicode.In(r, unicode.Han, unicode.Hangul) {
			return true
		}
	}
	return false
}
