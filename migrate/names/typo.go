package names

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate/names/words"
)

// shortestTypo is the length of the shortest word that can have a typing error.
const shortestTypo = 4

// Typo is one typing error between two spellings, or a difference in accents
// alone.
type Typo struct {
	// A and B are the word as each name has it; both empty if only accents
	// differ.
	A, B string
	// Score is how alike the names are, below 1.
	Score float64

	kind  typoKind
	light bool // see edit.light
	short int  // letters of the shorter word
	edge  bool // it is the first or the last letter
}

type typoKind uint8

const (
	accentTypo typoKind = iota
	letterTypo
	pluralTypo
)

// FindTypo returns the one typing error by which two spellings differ. The
// error is in a word of letters: numbers and signs are the same in both. Whether
// the two words are one at all is for Plausible to say.
func FindTypo(a, b *Spelling) (Typo, bool) {
	if len(a.text) == 0 || len(b.text) == 0 {
		return Typo{}, false
	}
	if slices.Equal(a.text, b.text) {
		return Typo{Score: score(0.5, a, b)}, true
	}
	e, ok := oneEdit(a.text, b.text)
	if !ok {
		return Typo{}, false
	}
	wa, wb := a.wordOf(e.at), b.wordOf(e.at)
	// Where a letter is missing, the place is in the word before or after,
	// as it is in the other name.
	if e.a == 0 && wb.start < e.at {
		wa = a.wordOf(e.at - 1)
	}
	if e.b == 0 && wa.start < e.at {
		wb = b.wordOf(e.at - 1)
	}
	if !wa.letters || !wb.letters {
		return Typo{}, false
	}
	// One name may run two words together: the word is what both have.
	start := max(wa.start, wb.start)
	rest := max(len(a.text)-wa.end, len(b.text)-wb.end)
	endA, endB := len(a.text)-rest, len(b.text)-rest
	if start > e.at || e.at+e.a > endA || e.at+e.b > endB {
		return Typo{}, false
	}
	ra, rb := a.text[start:endA], b.text[start:endB]
	t := Typo{A: string(ra), B: string(rb), kind: letterTypo, light: e.light(a.text, b.text), short: min(len(ra), len(rb))}
	cost := 1.0
	switch {
	case t.light:
		cost = 0.6
	case e.a != e.b:
		cost = 0.8
	}
	if t.A == t.B+"s" || t.B == t.A+"s" {
		t.kind, cost = pluralTypo, 0.9
	}
	t.edge = e.at == start || e.at+e.a == endA || e.at+e.b == endB
	t.Score = score(cost, a, b)
	return t, true
}

// score is 1 less the cost of the error for the length, in thousandths.
func score(cost float64, a, b *Spelling) float64 {
	return math.Round(1000*(1-cost/float64(max(len(a.text), len(b.text))))) / 1000
}

// wordOf returns the word that holds the rune at a place, or no word.
func (s *Spelling) wordOf(at int) word {
	for _, w := range s.words {
		if w.start <= at && at < w.end {
			return w
		}
	}
	return word{}
}

// farMore is how much more often a word must be used than another for the other
// to be an error that was made more than once.
const farMore = 100

// Plausible reports whether the error is one: whether the two words are not
// simply two words. Short words, Roman numerals, and Chinese and Korean words
// are told apart by one character; two words of which both are in use, or
// English, are different words.
func (t Typo) Plausible(v *Vocabulary) bool {
	if t.kind == accentTypo {
		return true
	}
	if isRoman(t.A) && isRoman(t.B) || hasSyllables(t.A) || hasSyllables(t.B) {
		return false
	}
	usedA, usedB := v.uses(t.A), v.uses(t.B)
	if usedA > 0 && usedB > 0 {
		rarer, rare, often := t.A, usedA, usedB
		if usedA > usedB {
			rarer, rare, often = t.B, usedB, usedA
		}
		return rare*farMore <= often && !words.Known(rarer) && t.short > shortestTypo
	}
	knownA, knownB := usedA > 0 || words.Known(t.A), usedB > 0 || words.Known(t.B)
	switch {
	case t.kind == pluralTypo:
		return t.short >= shortestTypo
	case knownA && knownB:
		return false
	case knownA || knownB:
		return t.short > shortestTypo || t.short == shortestTypo && t.light
	}
	// Two unknown words may be codes: SRVDBA and SRVDBB, GroupA and GroupB. Then
	// they look like no words, or a letter at an end tells them apart.
	return t.short > shortestTypo+1 && !t.edge && canBeSpoken(t.A) && canBeSpoken(t.B)
}

// canBeSpoken reports whether a word in Latin letters has vowels enough; short
// words need more of them, for long ones can be German.
func canBeSpoken(w string) bool {
	vowels, others := 0, 0
	for _, r := range w {
		switch {
		case r >= utf8.RuneSelf:
			return true
		case strings.ContainsRune("aeiouy", r):
			vowels++
		default:
			others++
		}
	}
	if vowels+others <= 8 {
		return vowels*3 >= others
	}
	return vowels*6 >= others
}

func isRoman(w string) bool {
	for _, r := range w {
		switch r {
		case 'i', 'v', 'x', 'l', 'c', 'd', 'm':
		default:
			return false
		}
	}
	return true
}

func hasSyllables(w string) bool {
	for _, r := range w {
		if unicode.In(r, unicode.Han, unicode.Hangul) {
			return true
		}
	}
	return false
}
