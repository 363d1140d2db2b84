package names

import (
	"math"
	"slices"
	"unicode/utf8"
)

// How much two words must have in common to be near each other: as many letters at one end as
// a short word has, and these fractions of the longer word, at one end and at both ends.
const (
	leastInCommon = 4
	oneEndParts   = 5
	bothEndsParts = 6
	ofParts       = 9
)

// AppendWordKeys appends keys of a spelling with one word left out except for the letters at
// its beginning or end. WordApart decides which spellings that share a key are near each
// other.
func (s *Spelling) AppendWordKeys(dst []uint64) []uint64 {
	for _, w := range s.words {
		n := w.end - w.start
		if !w.letters || n <= leastInCommon {
			continue
		}
		rest := hashRunes(hashRunes(uint64(w.start), s.text[:w.start]), s.text[w.end:])
		begin, end := s.text[w.start:w.start+leastInCommon], s.text[w.end-leastInCommon:w.end]
		dst = append(dst, mix(hashRunes(rest, begin)), mix(hashRunes(rest+1, end)))
	}
	return dst
}

func hashRunes(h uint64, text []rune) uint64 {
	for _, r := range text {
		h = h*spellingBase + uint64(r+1)
	}
	return h*spellingBase + uint64(utf8.MaxRune) + 1
}

// WordApart reports whether two spellings are equal except for the beginning, the end or the
// middle of one word (Lieferung and Lieferant, contratos and contactos), and how similar they
// are.
func WordApart(a, b *Spelling) (float64, bool) {
	if len(a.words) != len(b.words) {
		return 0, false
	}
	score := 0.0
	for i, wa := range a.words {
		wb := b.words[i]
		ra, rb := a.text[wa.start:wa.end], b.text[wb.start:wb.end]
		if slices.Equal(ra, rb) {
			continue
		}
		common, ok := nearWords(ra, rb)
		if score > 0 || !wa.letters || !wb.letters || !ok || hasSyllables(string(ra)) || hasSyllables(string(rb)) {
			return 0, false
		}
		long := max(len(ra), len(rb))
		score = math.Round(1000*(1-float64(long-common)/float64(max(len(a.text), len(b.text))))) / 1000
	}
	return score, score > 0
}

// nearWords reports whether two words have enough in common, and how many letters.
func nearWords(a, b []rune) (common int, ok bool) {
	long, short := max(len(a), len(b)), min(len(a), len(b))
	head, tail := inCommon(a, b, false), inCommon(a, b, true)
	one, both := max(head, tail), min(head+tail, short)
	switch {
	case one < leastInCommon:
		return 0, false
	case both*ofParts >= long*bothEndsParts:
		return both, true
	}
	return one, one*ofParts >= long*oneEndParts
}

// inCommon counts the letters that two words have in common at the beginning or
// the end.
func inCommon(a, b []rune, atEnd bool) int {
	n := 0
	for n < len(a) && n < len(b) && (!atEnd && a[n] == b[n] || atEnd && a[len(a)-1-n] == b[len(b)-1-n]) {
		n++
	}
	return n
}
