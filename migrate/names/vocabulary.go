package names

import (
	"maps"
	"unicode/utf8"
)

// Vocabulary says how often words are used in names in which no error is
// suspected. A nil Vocabulary knows no word.
type Vocabulary struct {
	counts  map[string]int
	sieve   *[sieveSize / 64]uint64 // rough: which words may be in counts
	speller speller
	word    []byte
}

const sieveSize = 1 << 16

// NewVocabulary returns a vocabulary that counts no words yet.
func NewVocabulary() *Vocabulary {
	return &Vocabulary{counts: map[string]int{}, sieve: new([sieveSize / 64]uint64)}
}

// Watch has the words counted by which the typo is judged.
func (v *Vocabulary) Watch(t Typo) {
	for _, w := range []string{t.A, t.B} {
		if len(w) >= shortestTypo {
			h := uint32(0)
			for i := range len(w) {
				h = h*wordPrime + uint32(w[i])
			}
			v.counts[w] = 0
			v.sieve[h>>16/64] |= 1 << (h >> 16 & 63)
		}
	}
}

const wordPrime = 0x01000193

// Clone returns a vocabulary that counts the same words from zero.
func (v *Vocabulary) Clone() *Vocabulary {
	c := &Vocabulary{counts: maps.Clone(v.counts), sieve: v.sieve}
	for w := range c.counts {
		c.counts[w] = 0
	}
	return c
}

// Add adds the counts of another, times a factor.
func (v *Vocabulary) Add(other *Vocabulary, times int) {
	for w, n := range other.counts {
		v.counts[w] += n * times
	}
}

func (v *Vocabulary) uses(word string) int {
	if v == nil {
		return 0
	}
	return v.counts[word]
}

// Count adds the words of a name.
func (v *Vocabulary) Count(name string) {
	if !v.countASCII(name) {
		v.countSpelled(name)
	}
}

// countASCII is countSpelled for names of letters, digits, blanks and
// separators alone. It is false, with nothing counted, for others.
func (v *Vocabulary) countASCII(name string) bool {
	for i := range len(name) {
		if c := name[i]; c >= utf8.RuneSelf || asciiClass[c]&(isQuote|isInvisible) != 0 {
			return false
		}
	}
	for i := 0; i < len(name); {
		if asciiClass[name[i]]&isLetter == 0 {
			i++
			continue
		}
		start, small, h := i, 0, uint32(0)
		for i < len(name) && asciiClass[name[i]]&isLetter != 0 {
			if name[i] >= 'a' {
				small++
			} else {
				if small > 1 {
					break
				}
				small = 0
			}
			h = h*wordPrime + uint32(asciiLower[name[i]])
			i++
		}
		if i-start < shortestTypo || v.sieve[h>>16/64]&(1<<(h>>16&63)) == 0 {
			continue
		}
		v.word = v.word[:0]
		for _, c := range []byte(name[start:i]) {
			v.word = append(v.word, asciiLower[c])
		}
		v.countWord()
	}
	return true
}

func (v *Vocabulary) countSpelled(name string) {
	s := &v.speller
	s.spell(name)
	for _, w := range s.words {
		if !w.letters || w.end-w.start < shortestTypo {
			continue
		}
		v.word = v.word[:0]
		for _, r := range s.text[w.start:w.end] {
			v.word = utf8.AppendRune(v.word, r)
		}
		v.countWord()
	}
}

// countWord counts the word at hand, if it is watched.
func (v *Vocabulary) countWord() {
	if n, ok := v.counts[string(v.word)]; ok {
		v.counts[string(v.word)] = n + 1
	}
}
