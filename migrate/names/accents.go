package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// accented is a letter with its marks, as Accents compares it.
type accented struct {
	text string // decomposed (NFD)
	root string // without the marks that Accents folds, decomposed
	// rewrites are the one or two ASCII letters that its language uses to write it without
	// marks: "ue" for ü, "aa" for å, "i" for İ.
	rewrites []string
	key      string // how it is written in keys: root, or rewritten, in small letters
}

// rewritings lists small letters, decomposed, with the letters that replace them.
var rewritings = map[string]string{
	"a\u0308": "ae", "o\u0308": "oe", "u\u0308": "ue", "a\u030a": "aa", "ø": "oe", "đ": "dj",
	"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th",
}

// accentedOf returns what Accents folds in a letter with its marks, or nil for a character
// that Accents doesn't change.
//
// Latin letters lose all their marks, Greek letters the tonos, and the Cyrillic ё its dots.
// All other letters keep them: й is another letter than и, and a vowel sign of Hebrew or
// Hindi is a letter of its own.
func accentedOf(s string) *accented {
	a := &accented{text: norm.NFD.String(s)}
	base, size := utf8.DecodeRuneInString(a.text)
	marks := a.text[size:]
	switch {
	case isLatin(base):
		letter := plainLetter(base)
		a.root = string(letter) + strings.Map(dropIf(isLatinMark), marks)
		a.rewrite(base, marks)
		a.key = strings.ToLower(a.root)
		if letter == base && base >= utf8.RuneSelf && len(a.rewrites) > 0 {
			a.key = strings.ToLower(a.rewrites[0]) + a.root[size:]
		}
	case unicode.Is(unicode.Greek, base):
		a.root = string(base) + strings.Map(dropIf(isTonos), marks)
		a.key = a.root
	case base == 'е' || base == 'Е':
		a.root = string(base) + strings.Map(dropIf(isDiaeresis), marks)
		a.key = a.root
	default:
		return nil
	}
	if a.root == s && len(a.rewrites) == 0 && a.key == s {
		return nil
	}
	return a
}

func (a *accented) rewrite(base rune, marks string) {
	small := unicode.ToLower(base)
	text, ok := rewritings[string(small)+marks]
	if !ok {
		text, ok = rewritings[string(small)]
	}
	switch {
	case ok && base == small:
		a.rewrites = []string{text}
	case ok:
		a.rewrites = []string{strings.ToUpper(text), strings.ToUpper(text[:1]) + text[1:]}
	case base == 'I' && marks == dotAbove:
		a.rewrites = []string{"i"}
	}
}

const dotAbove = "\u0307"

func dropIf(drop func(rune) bool) func(rune) rune {
	return func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}
}

func isLatin(r rune) bool {
	return r < utf8.RuneSelf && isASCIILetter(byte(r)) || r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r) &&
		unicode.IsLetter(r)
}

// isLatinMark reports whether r is a mark for Latin letters: a character of the blocks
// Combining Diacritical Marks, Extended and Supplement, except the Greek iota below (U+0345),
// which case folding turns into a letter.
func isLatinMark(r rune) bool {
	return r >= 0x300 && r <= 0x36F && r != 0x345 || r >= 0x1AB0 && r <= 0x1AFF || r >= 0x1DC0 && r <= 0x1DFF
}

func isTonos(r rune) bool     { return r == 0x301 }
func isDiaeresis(r rune) bool { return r == 0x308 }

// takesMarks reports whether Accents may fold a mark on r.
func takesMarks(r rune) bool {
	return isLatin(r) || r >= utf8.RuneSelf && unicode.IsLetter(r) && unicode.In(r, unicode.Greek, unicode.Cyrillic)
}

// plainLetter returns the letter of A to Z that a Latin letter without a decomposition is a
// form of, according to its name in Unicode: l for ł, LATIN SMALL LETTER L WITH STROKE. Other
// letters are returned unchanged.
func plainLetter(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ȷ':
		return 'j'
	case 'ɵ': // the name of Ɵ comes from its mark
		return 'o'
	case 'ð':
		return 'd'
	case 'Ð':
		return 'D'
	}
	if r < utf8.RuneSelf {
		return r
	}
	for _, form := range [...]struct {
		prefix string
		small  rune
	}{{"LATIN SMALL LETTER ", 'a' - 'A'}, {"LATIN CAPITAL LETTER ", 0}} {
		rest, ok := strings.CutPrefix(runenames.Name(r), form.prefix)
		if ok && strings.HasPrefix(rest[1:], " WITH ") && !strings.HasPrefix(rest[1:], " WITH SMALL LETTER ") {
			return rune(rest[0]) + form.small
		}
	}
	return r
}

// letter is one character of a folded name, with its marks.
type letter struct {
	text   string
	plain  string    // the same, with look-alikes not folded
	accent *accented // nil if Accents doesn't change it
}

// spelled is a folded name that is read letter by letter.
type spelled interface {
	// letter returns the letter at a place, and the place of the next one. The first place is
	// 0.
	letter(place int) (letter, int)
	end() int
}

// foldedText is a name in which no look-alikes were folded, or only those of other scripts.
type foldedText string

func (s foldedText) end() int { return len(s) }

func (s foldedText) letter(i int) (letter, int) {
	end := letterEnd(string(s), i)
	t := string(s[i:end])
	l := letter{text: t, plain: t}
	if end > i+1 || s[i] >= utf8.RuneSelf {
		l.accent = accentIn(t)
	}
	return l, end
}

// letterList is a name whose letters are known with and without look-alikes folded.
type letterList []letter

func (s letterList) end() int                   { return len(s) }
func (s letterList) letter(i int) (letter, int) { return s[i], i + 1 }

// letterEnd returns where the letter that starts at i ends.
func letterEnd(s string, i int) int {
	end := i + 1
	if s[i] >= utf8.RuneSelf {
		r, size := decode(s[i:])
		if end = i + size; !takesMarks(r) {
			return end
		}
	} else if !isASCIILetter(s[i]) {
		return end
	}
	for end < len(s) && s[end] >= utf8.RuneSelf {
		r, size := decode(s[end:])
		if !isLatinMark(r) {
			break
		}
		end += size
	}
	return end
}

// accentIn is accentedOf with a cache for single characters.
func accentIn(s string) *accented {
	if r, size := decode(s); size == len(s) {
		if r < utf8.RuneSelf || r == utf8.RuneError && size == 1 {
			return nil
		}
		return infoOf(r).accent
	}
	return accentedOf(s)
}

// appendAccentKey appends a folded name as keys have it under Accents. Names that Accents
// makes equal have the same bytes. So do some other names, such as Mueller and Muller, which
// alike tells apart.
func appendAccentKey(dst []byte, folded string) []byte {
	last := byte(0)
	for _, c := range appendAccentLetters(nil, folded, accentIn) {
		if !isRewriting(last, c) {
			dst, last = append(dst, c), c
		}
	}
	return dst
}

// appendAccentLetters appends a folded name without accents, in small letters, with each
// letter rewritten that has no form without marks. find is accentIn or accentedOf.
func appendAccentLetters(dst []byte, folded string, find func(string) *accented) []byte {
	for i := 0; i < len(folded); {
		end := letterEnd(folded, i)
		text := folded[i:end]
		if end == i+1 && folded[i] < utf8.RuneSelf {
			dst = append(dst, asciiLower[folded[i]])
		} else if a := find(text); a != nil {
			dst = append(dst, a.key...)
		} else {
			dst = append(dst, text...)
		}
		i = end
	}
	return dst
}

// isRewriting reports whether c after last may be the second letter of a rewritten one, which
// keys leave out.
func isRewriting(last, c byte) bool {
	switch c {
	case 'e':
		return last == 'a' || last == 'o' || last == 'u'
	case 'a':
		return last == 'a'
	case 'j':
		return last == 'd'
	}
	return false
}

// mostAlignments limits in how many ways the beginnings of two names are aligned at the same
// time. Names outside of tests have two or three at most.
const mostAlignments = 256

// alike reports whether two names are equal except for accents: at each place the letters are
// the same, or the same without their marks, or one is the other's rewriting. A plain letter
// never replaces another plain letter.
func alike(a, b spelled) bool {
	// The places up to which the names are alike, those in a in ascending order.
	var room [8][2]int
	ways := append(room[:0], [2]int{})
	for len(ways) > 0 {
		at := ways[0]
		if at == [2]int{a.end(), b.end()} {
			return true
		}
		ways = ways[:copy(ways, ways[1:])]
		if at[0] < a.end() && at[1] < b.end() {
			ways = advance(ways, a, b, at)
		}
	}
	return false
}

// advance adds the places that one more letter reaches from a place.
func advance(ways [][2]int, a, b spelled, at [2]int) [][2]int {
	x, nextA := a.letter(at[0])
	y, nextB := b.letter(at[1])
	if x.text == y.text {
		if x.plain == y.plain || ofOtherScripts(x.plain, y.plain) ||
			sameRoot(x.plain, accentIn(x.plain), y.plain, accentIn(y.plain)) { // ı and i look alike
			ways = reach(ways, [2]int{nextA, nextB})
		}
		return ways
	}
	if x.accent == nil && y.accent == nil {
		return ways
	}
	if differInMarks(&x, &y) {
		ways = reach(ways, [2]int{nextA, nextB})
	}
	if end := rewritten(&x, b, at[1]); end > 0 {
		ways = reach(ways, [2]int{nextA, end})
	}
	if end := rewritten(&y, a, at[0]); end > 0 {
		ways = reach(ways, [2]int{end, nextB})
	}
	return ways
}

func reach(ways [][2]int, to [2]int) [][2]int {
	i := len(ways)
	for i > 0 && ways[i-1][0] >= to[0] {
		if i--; ways[i] == to {
			return ways
		}
	}
	if len(ways) == mostAlignments {
		return ways
	}
	return slices.Insert(ways, i, to)
}

// differInMarks reports whether two letters are equal without their marks, and aren't two
// forms of the same letter.
func differInMarks(a, b *letter) bool {
	if !sameRoot(a.text, a.accent, b.text, b.accent) {
		return false
	}
	return a.plain == a.text && b.plain == b.text || ofOtherScripts(a.plain, b.plain) ||
		sameRoot(a.plain, accentIn(a.plain), b.plain, accentIn(b.plain))
}

func sameRoot(a string, accentA *accented, b string, accentB *accented) bool {
	rootA, textA, rootB, textB := a, a, b, b
	if accentA != nil {
		rootA, textA = accentA.root, accentA.text
	}
	if accentB != nil {
		rootB, textB = accentB.root, accentB.text
	}
	return rootA == rootB && textA != textB
}

// rewritten returns where the letters end, from a place in name, that l is rewritten as, or 0
// if they aren't there.
func rewritten(l *letter, name spelled, place int) int {
	if l.accent == nil {
		return 0
	}
	for _, w := range l.accent.rewrites {
		end, same := place, true
		for k := 0; k < len(w) && same; k++ {
			if same = end < name.end(); same {
				var t letter
				t, end = name.letter(end)
				same = t.text == w[k:k+1] && (t.plain == t.text || ofOtherScripts(l.plain, t.plain))
			}
		}
		if same {
			return end
		}
	}
	return 0
}
