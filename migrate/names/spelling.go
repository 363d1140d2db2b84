package names

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Spelling is a name as a person spells it: every layer folded, accents removed, and split
// into words.
type Spelling struct {
	// text is the words one after the other, with a space between two numbers.
	text  []rune
	words []word
}

// word is a run of letters, a run of digits, or one sign.
type word struct {
	start, end int
	letters    bool
	accented   bool // an accent was removed from it
}

// longestSpelling limits the work for one name. Longer names are never taken for typing
// errors.
const longestSpelling = 400

// Spell returns the spelling of name.
func Spell(name string) Spelling {
	var s speller
	s.spell(name)
	return Spelling{slices.Clip(s.text), slices.Clip(s.words)}
}

// speller computes the spellings of names, one after the other, in the same memory.
type speller struct {
	Spelling
	folded []byte
}

func (s *speller) spell(name string) {
	s.text, s.words = s.text[:0], s.words[:0]
	if len(name) > 4*longestSpelling {
		return
	}
	s.folded = appendWords(s.folded[:0], name)
	s.text = slices.Grow(s.text, len(s.folded))
	s.words = slices.Grow(s.words, 8)
	open := false // the last word may continue
	var last rune
	for i := 0; i < len(s.folded); {
		r, size := rune(s.folded[i]), 1
		if r >= utf8.RuneSelf {
			if r, size = decode(s.folded[i:]); r == utf8.RuneError && size == 1 {
				open = false
				if s.folded[i] == badByte && i+1 < len(s.folded) {
					s.add(unicode.MaxRune+rune(s.folded[i+1]), false, false)
					i++
				}
				i++
				continue
			}
		}
		i += size
		class := classIn(r)
		number, letter := class&isNumber != 0, class&(isLetter|isMark) != 0
		switch {
		case class&isBlank != 0:
			open = false
			continue
		case class&isAccent != 0 && dropsAccent(last):
			s.lostAccent()
			continue
		case size > 1 && letter && infoOf(r).accent != nil:
			for _, r := range infoOf(r).accent.key {
				s.add(r, true, open)
				open, last = true, r
			}
			s.lostAccent()
			continue
		case number && !open && len(s.text) > 0 && classIn(last)&isNumber != 0:
			s.text = append(s.text, ' ')
		}
		s.add(r, letter, open && (letter || number))
		open = letter || number
		if class&isMark == 0 {
			last = r
		}
	}
	if len(s.text) > longestSpelling {
		s.text, s.words = s.text[:0], s.words[:0]
	}
}

// add adds a rune, to the last word if it continues.
func (s *Spelling) add(r rune, letter, goesOn bool) {
	if !goesOn || len(s.words) == 0 || s.words[len(s.words)-1].letters != letter {
		s.words = append(s.words, word{start: len(s.text), letters: letter})
	}
	s.text = append(s.text, r)
	s.words[len(s.words)-1].end = len(s.text)
}

// lostAccent marks the last word as one that lost an accent.
func (s *Spelling) lostAccent() {
	if n := len(s.words); n > 0 {
		s.words[n-1].accented = true
	}
}

// dropsAccent reports whether people in a hurry leave the accent off a letter. In other
// scripts a mark is a vowel.
func dropsAccent(base rune) bool {
	return base < utf8.RuneSelf || unicode.In(base, unicode.Latin, unicode.Cyrillic, unicode.Greek)
}

// spellingBase is the base of the polynomial by which spellings are hashed. It is odd, and
// the arithmetic wraps at 2^64.
const spellingBase = 0x9E3779B97F4A7C15

// AppendKeys appends the keys of the spelling: one for the whole, and one for each letter of
// a longer word left out. Two spellings that differ by one typing error share a key.
func (s *Spelling) AppendKeys(dst []uint64) []uint64 {
	n := len(s.text)
	if n == 0 {
		return dst
	}
	dst = slices.Grow(dst, n+1)
	total := uint64(0)
	for _, r := range s.text {
		total = total*spellingBase + uint64(r+1)
	}
	dst = append(dst, mix(total))
	before := uint64(0) // hash of text[:i]
	w := 0
	for i, r := range s.text {
		for w+1 < len(s.words) && i >= s.words[w].end {
			w++
		}
		with := before*spellingBase + uint64(r+1)
		word := s.words[w]
		again := i > 0 && s.text[i-1] == r // leaving out either of two equal letters gives the same
		if word.letters && word.end-word.start >= shortestTypo && i >= word.start && !again {
			power := spellingPowers[n-1-i]
			dst = append(dst, mix(before*power+total-with*power))
		}
		before = with
	}
	return dst
}

// spellingPowers are the powers of spellingBase.
var spellingPowers = func() (p [longestSpelling + 1]uint64) {
	p[0] = 1
	for i := range longestSpelling {
		p[i+1] = p[i] * spellingBase
	}
	return p
}()

func mix(h uint64) uint64 {
	h = (h ^ h>>32) * 0xD6E8FEB86659FD93
	return h ^ h>>32
}

// runesOf decodes a folded name, composed if requested, with each invalid byte as a rune of
// its own beyond Unicode.
func runesOf(dst []rune, folded []byte, compose bool) []rune {
	if compose {
		folded = norm.NFC.Bytes(folded)
	}
	dst = slices.Grow(dst, len(folded))
	for i := 0; i < len(folded); {
		r, size := utf8.DecodeRune(folded[i:])
		if r == utf8.RuneError && size == 1 {
			r = unicode.MaxRune + rune(folded[i])
		}
		dst = append(dst, r)
		i += size
	}
	return dst
}
