package names

import (
	"maps"
	"unicode/utf8"
)

// Vocabulary says how often words are used in names in which no error is
// suspected. A nil Vocabulary knows no word.
type Vocabulary struct {
	counts  map[string]int
	sieve   [64]uint64 // rough: which words may be in counts
	speller speller
	word    []byte
}

// NewVocabulary returns a vocabulary that counts the words by which these typos
// are judged.
func NewVocabulary() *Vocabulary { return &Vocabulary{counts: map[string]int{}} }

// Watch has the words counted by which the typo is judged.
func (v *Vocabulary) Watch(t Typo) {
	for _, w := range []string{t.A, t.B, t.stem} {
		if len(w) >= shortestTypo {
			v.counts[w] = 0
			v.sieve[w[0]&63] |= 1 << (w[len(w)-1] & 63)
		}
	}
}

// Clone returns a vocabulary that counts the same words from zero.
func (v *Vocabulary) Clone() *Vocabulary {
	c := &Vocabulary{counts: maps.Clone(v.counts), sieve: v.sieve}
	for w := range c.counts {
		c.counts[w] = 0
	}
	return c
}

// Add adds the counts of another.
func (v *Vocabulary) Add(other *Vocabulary) {
	for w, n := range other.counts {
		v.counts[w] += n
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
		start, small := i, 0
		for i < len(name) && asciiClass[name[i]]&isLetter != 0 {
			if name[i] >= 'a' {
				small++
			} else {
				if small > 1 {
					break
				}
				small = 0
			}
			i++
		}
		if i-start < shortestTypo || v.sieve[asciiLower[name[start]]&63]&(1<<(asciiLower[name[i-1]]&63)) == 0 {
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
	w := v.word
	if v.sieve[w[0]&63]&(1<<(w[len(w)-1]&63)) == 0 {
		return
	}
	if n, ok := v.counts[string(w)]; ok {
		v.counts[string(w)] = n + 1
	}
}
